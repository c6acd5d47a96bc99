package kiosk_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Who resets could be the one who looks: it is told to him first, listed outside, and what was sealed to him stays closed.
func TestAResetIsToldAndOpensNothing(t *testing.T) {
	each(t, func(h *house) {
		s := h.slip()
		h.must(h.redeem(s, secret))
		e, err := h.in(s.Number, secret)
		h.must(err)
		h.must(h.room.Told(actor.With(h.Context(), e.Session.Actor()), e.Session, false))
		public, err := h.room.Key(h.Context(), e.Session)
		h.must(err)
		box, err := seal.SealTo(public, "answer", []byte("for him"))
		h.must(err)
		at := kiosk.Attempt{Secret: secret, Source: "ward"}
		if plain, err := h.room.Unseal(h.Context(), e.Session, at, kiosk.Box{Info: "answer", Sealed: box}); err != nil || string(plain) != "for him" {
			t.Fatalf("%q %v", plain, err)
		}
		if _, err := h.room.Unseal(h.Context(), e.Session, kiosk.Attempt{Secret: another, Source: "ward"}, kiosk.Box{Info: "answer", Sealed: box}); !errs.Is(err, "kiosk.refused_here") {
			t.Error(err)
		}
		changed := func(want time.Time) {
			t.Helper()
			if got, err := h.room.Changed(h.Context(), e.Session); err != nil || !got.Equal(want) {
				t.Errorf("changed by itself at %s, want %s: %v", got, want, err)
			}
		}
		changed(time.Time{})
		h.must(h.room.Change(h.Context(), e.Session, at, another))
		changed(h.hand.Now())
		at.Secret = another
		if _, err := h.room.Unseal(h.Context(), e.Session, at, kiosk.Box{Info: "answer", Sealed: box}); err != nil {
			t.Error("his own change closes what was answered:", err)
		}

		reset := h.slip()
		if !reset.Reset || reset.Number != s.Number {
			t.Errorf("%+v", reset)
		}
		if got, err := h.room.Find(h.Context(), e.Token); err != nil || got.Account != "" {
			t.Error("his session goes on:", err)
		}
		h.must(h.redeem(reset, secret))
		e, err = h.in(s.Number, secret)
		h.must(err)
		if _, err := h.room.Unseal(h.Context(), e.Session, kiosk.Attempt{Secret: secret, Source: "ward"}, kiosk.Box{Info: "answer", Sealed: box}); !errs.Is(err, "seal.box_broken") {
			t.Error("whoever resets reads what was answered:", err)
		}
		changed(time.Time{}) // by a slip again
		untold, err := h.room.Untold(h.Context(), e.Session)
		h.must(err)
		if len(untold) != 1 || untold[0].Kind != "reset" || untold[0].Role != policy.CaseOfficer || untold[0].Seat != "A1" || untold[0].Used.IsZero() {
			t.Fatalf("%+v", untold)
		}
		h.must(h.room.Told(actor.With(h.Context(), e.Session.Actor()), e.Session, true))
		h.listed()
	})
}

// listed checks who sees the list, and that the facts say what was done.
func (h *house) listed() {
	h.Helper()
	list := func(ctx context.Context) (store.Slice[kiosk.Reset], error) {
		return store.Read(ctx, h.db, func(tx *store.Tx) (store.Slice[kiosk.Reset], error) {
			return h.room.Resets(ctx, tx, false, store.Page{Limit: 10})
		})
	}
	got, err := list(h.officer(policy.BureauInspector, "", ""))
	h.must(err)
	if len(got.Rows) != 2 || !got.Rows[0].Doubted || got.Rows[1].Doubted || got.Rows[0].Seen.IsZero() {
		h.Errorf("%+v", got.Rows)
	}
	if got, err := list(h.officer(policy.Procurator, "B", "B")); err != nil || len(got.Rows) != 0 {
		h.Error("another facility's procurator:", got.Rows, err)
	}
	if _, err := list(h.officer(policy.FacilityHead, "A", "A")); errs.KindOf(err) != errs.Denied {
		h.Error(err)
	}
	kinds := map[string]string{}
	type fact struct{ kind, actor string }
	facts, err := store.Read(h.Context(), h.db, func(tx *store.Tx) ([]fact, error) { // not by a list: his own visits stand in none
		return store.Collect(h.Context(), tx, func(s store.Scanner) (f fact, err error) { return f, s.Scan(&f.kind, &f.actor) },
			`select kind, actor from audit_fact where about = $1`, "p")
	})
	for _, f := range facts {
		kinds[f.kind] = f.actor
	}
	h.must(err)
	for _, k := range []string{"kiosk.opened", "kiosk.reset", "kiosk.redeemed", "kiosk.signed_in", "kiosk.told", "kiosk.secret_changed"} {
		if kinds[k] == "" {
			h.Error("no fact", k)
		}
	}
	if kinds["kiosk.signed_in"] != "resident:p" {
		h.Error(kinds)
	}
}

// Who resets twice and uses the first slip himself presses the notice away. The resident reads of both all the same, for ever, and
// the list outside says that both were of one person, and how fast the first was used.
func TestNobodyElseTakesTheNoticeAway(t *testing.T) {
	each(t, func(h *house) {
		press := func(e kiosk.Entry, doubted bool) {
			h.must(h.room.Told(actor.With(h.Context(), e.Session.Actor()), e.Session, doubted))
		}
		begin := func(s kiosk.Slip, secret string) kiosk.Entry {
			h.must(h.redeem(s, secret))
			e, err := h.in(s.Number, secret)
			h.must(err)
			return e
		}
		press(begin(h.slip(), secret), false)
		h.hand.Forward(40 * 24 * time.Hour)
		bad := h.slip()
		h.hand.Forward(2 * time.Minute)
		press(begin(bad, another), false) // the officer himself
		h.hand.Forward(time.Hour)
		mine := h.slip()
		h.hand.Forward(20 * time.Minute)
		e := begin(mine, secret)

		all, err := h.room.Untold(h.Context(), e.Session)
		h.must(err)
		if len(all) != 3 || all[1].Seen.IsZero() || !all[2].Seen.IsZero() {
			t.Fatalf("told of %+v", all)
		}
		h.must(h.room.Told(actor.With(h.Context(), e.Session.Actor()), e.Session, true, all[1].ID)) // of the one that was not his
		if again, err := h.room.Untold(h.Context(), e.Session); err != nil || len(again) != 0 {
			t.Fatal("told again without a redemption:", again, err)
		}
		h.hand.Forward(time.Minute)
		e, err = h.in(mine.Number, secret)
		h.must(err)
		if again, err := h.room.Untold(h.Context(), e.Session); err != nil || len(again) != 0 {
			t.Fatal("told again at a sign-in without a slip:", again, err)
		}
		kept, err := h.room.Done(h.Context(), e.Session)
		h.must(err)
		if len(kept) != 3 || kept[0].Doubted || !kept[1].Doubted || kept[2].Doubted || kept[1].Used.IsZero() || kept[2].Kind != "opened" {
			t.Fatalf("%+v", kept)
		}
		h.marked()
	})
}

// marked checks what the list outside says of three of one person.
func (h *house) marked() {
	h.Helper()
	ctx := h.officer(policy.BureauInspector, "", "")
	got, err := store.Read(ctx, h.db, func(tx *store.Tx) (store.Slice[kiosk.Reset], error) {
		return h.room.Resets(ctx, tx, false, store.Page{Limit: 10})
	})
	h.must(err)
	if len(got.Rows) != 3 {
		h.Fatalf("%+v", got.Rows)
	}
	for i, want := range []struct {
		nth, lately             int
		hasty, visit, heldSince bool
	}{{3, 2, false, true, false}, {2, 1, true, true, true}, {1, 1, true, true, true}} {
		x := got.Rows[i]
		if x.Nth != want.nth || x.Lately != want.lately || x.Hasty() != want.hasty || x.SameVisit != want.visit || x.Told.After(x.Seen) != want.heldSince {
			h.Errorf("%d: %+v", i, x)
		}
	}
}
