package reminder_test

import (
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/store"
)

func TestAnAddressIsOneAddress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for way, list := range map[reminder.Way][]string{
			reminder.Mail: {
				"", "li", "li@", "@example.cn", "Li <li@example.cn>", "li@example.cn, wang@example.cn", "li@example.cn\r\nBcc: wang@example.cn",
				"li@example.cn\nSubject: x", "\"li\r\n\"@example.cn", "li@[10.0.0.1]", "李@example.cn", "li@example.cn\x00", "li@example.cn wang@example.cn",
			},
			reminder.SMS: {"", "1380013800", "138001380000", "23800138000", "13800138000;reboot", "1380013800\n", "+1 13800138000", "１３８００１３８０００"},
		} {
			for _, address := range list {
				h.is(h.ask(way, address, "8"), "reminder.bad")
			}
		}
		h.is(h.ask("pigeon", "li@example.cn", "8"), "reminder.bad")
		h.is(h.ask(reminder.Mail, "li@example.cn", "24"), "reminder.bad")
		h.drain()
		h.got()
	})
}

func TestNobodyElseSeesOrSetsAnAddress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.on(reminder.Mail, "li@example.cn", "8")
		keeper := policytest.Officer(policy.SystemKeeper, "", "")
		keeper.Account = h.who.Account // he names the account, but is another
		ctx := actor.With(t.Context(), keeper)
		if _, err := h.room.Mine(ctx); errs.KindOf(err) != errs.Denied {
			t.Error("a keeper reads an address:", err)
		}
		if err := h.room.End(ctx, store.NewKey()); errs.KindOf(err) != errs.Denied {
			t.Error("a keeper ends it:", err)
		}
		nobody := actor.With(t.Context(), actor.Actor{Kind: actor.Resident, Account: h.who.Account, Person: id.New()})
		if err := h.room.Ask(nobody, store.NewKey(), reminder.Draft{}); errs.KindOf(err) != errs.Denied {
			t.Error("a resident is reminded:", err)
		}
	})
}

func TestWhatWasSeenIsKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		seen := func() time.Time {
			at, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (time.Time, error) { return reminder.Seen(t.Context(), tx, h.who.Account) })
			h.must(err)
			return at
		}
		if at := seen(); !at.IsZero() {
			t.Error(at)
		}
		now := h.hand.Now()
		h.must(h.room.Look(h.me(), store.NewKey(), now))
		h.must(h.room.Look(h.me(), store.NewKey(), now.Add(-time.Hour))) // a page that was left open
		if at := seen(); !at.Equal(now) {
			t.Error(at, now)
		}
		h.is(h.room.Look(h.me(), store.NewKey(), now.Add(time.Hour)), "reminder.not_yet")
	})
}
