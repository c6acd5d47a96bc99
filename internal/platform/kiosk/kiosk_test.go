package kiosk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

const secret, another = "275319", "913572"

type posts struct{}

func (posts) Posts(context.Context, *store.Tx, id.ID, time.Time) ([]actor.Post, error) {
	return nil, nil
}

type house struct {
	*testing.T
	db   *store.DB
	room *kiosk.Room
	hand *clock.Hand
	here bool
}

func each(t *testing.T, body func(*house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := &house{T: t, db: db, hand: hand, here: true}
		v, p := sealtest.Vault(t, db), policytest.Engine(t, hand.Now)
		h.room = kiosk.New(kiosk.Config{
			DB: db, Vault: v, Policy: p, Guard: authn.New(authn.Config{DB: db, Vault: v, Policy: p, Posts: posts{}}),
			Stay: func(context.Context, *store.Tx, id.ID) (kiosk.Stay, error) {
				return kiosk.Stay{Facility: "A", Unit: "A1", Here: h.here}, nil
			},
		})
		body(h)
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) officer(role string, f, u id.ID) context.Context {
	return policytest.As(h.Context(), role, f, u, h.hand.Now())
}

func (h *house) slip() kiosk.Slip {
	h.Helper()
	// His first post is of another brigade: it gives no sign-in here, and is not the one that is named.
	who := actor.From(h.officer(policy.CaseOfficer, "A", "A1"))
	who.Posts = append([]actor.Post{{ID: id.New(), Role: policy.CaseOfficer, Facility: "A", Unit: "A2"}}, who.Posts...)
	s, err := h.room.Hand(actor.With(h.Context(), who), store.NewKey(), "p")
	h.must(err)
	return s
}

func (h *house) in(number, secret string) (kiosk.Entry, error) {
	return h.room.SignIn(h.Context(), kiosk.Attempt{Number: number, Secret: secret, Source: "ward"})
}

func (h *house) redeem(s kiosk.Slip, secret string) error {
	return h.room.Redeem(h.Context(), kiosk.Attempt{Number: s.Number, Secret: secret, Source: "ward"}, s.Ticket)
}

func TestASlipIsGoodOnceAndForAnHour(t *testing.T) {
	each(t, func(h *house) {
		for _, who := range []context.Context{h.officer(policy.DutyOfficer, "A", "A1"), h.officer(policy.CaseOfficer, "A", "A2"), h.officer(policy.FacilityHead, "A", "A")} {
			if _, err := h.room.Hand(who, store.NewKey(), "p"); errs.KindOf(err) != errs.Denied {
				t.Error("given by who may not:", err)
			}
		}
		unsigned := actor.With(h.Context(), policytest.Officer(policy.CaseOfficer, "A", "A1"))
		if _, err := h.room.Hand(unsigned, store.NewKey(), "p"); !errs.Is(err, "policy.sign_again") {
			t.Error("without a signature:", err)
		}
		s := h.slip()
		if _, err := h.in(s.Number, ""); !errs.Is(err, "kiosk.refused") {
			t.Error("in without a secret:", err)
		}
		for _, plain := range []string{"12345", "123456", "111222", "654321", s.Number + "0", ""} {
			if err := h.redeem(s, plain); !errs.Is(err, "kiosk.bad_secret") {
				t.Errorf("%q: %v", plain, err)
			}
		}
		wrong := s
		wrong.Ticket = "0000 0000"
		if err := h.redeem(wrong, secret); !errs.Is(err, "kiosk.bad_ticket") {
			t.Error(err)
		}
		h.must(h.redeem(s, secret))
		if err := h.redeem(s, another); !errs.Is(err, "kiosk.bad_ticket") {
			t.Error("used twice:", err)
		}
		e, err := h.in("　"+s.Number[:3]+" "+s.Number[3:], " "+secret+" ")
		h.must(err)
		if e.Session.Actor().Ref() != "resident:p" {
			t.Error(e.Session.Actor())
		}
		late := h.slip()
		h.hand.Forward(kiosk.TicketLife)
		if err := h.redeem(late, another); !errs.Is(err, "kiosk.bad_ticket") {
			t.Error("an hour later:", err)
		}
	})
}

// A sealed file takes its account away. The next one has a number that nobody bore before.
func TestNoNumberIsGivenTwice(t *testing.T) {
	for _, gone := range []id.ID{"p", "r"} { // the first of three, the last
		each(t, func(h *house) {
			given := map[string]id.ID{}
			hand := func(who id.ID) {
				h.Helper()
				s, err := h.room.Hand(h.officer(policy.CaseOfficer, "A", "A1"), store.NewKey(), who)
				h.must(err)
				if had := given[s.Number]; had != "" {
					h.Errorf("%s has the number of %s", who, had)
				}
				given[s.Number] = who
			}
			for _, who := range []id.ID{"p", "q", "r"} {
				hand(who)
			}
			_, err := store.Write(h.officer(policy.CaseOfficer, "A", "A1"), h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
				tx.MarkPolicy("kiosk") // as a sealing takes rows
				tx.MarkAudit("kiosk")
				for _, text := range []string{
					`delete from kiosk_ticket where account in (select id from kiosk_account where person = $1)`,
					`delete from kiosk_reset where person = $1`, `delete from kiosk_account where person = $1`,
				} {
					if _, err := tx.Exec(h.Context(), text, string(gone)); err != nil {
						return 0, err
					}
				}
				return 0, nil
			})
			h.must(err)
			hand("s")
		})
	}
}

func TestASessionEnds(t *testing.T) {
	each(t, func(h *house) {
		s := h.slip()
		h.must(h.redeem(s, secret))
		find := func(e kiosk.Entry) bool {
			got, err := h.room.Find(h.Context(), e.Token)
			h.must(err)
			return got.Account != ""
		}
		enter := func() kiosk.Entry { e, err := h.in(s.Number, secret); h.must(err); return e }
		e := enter()
		for range 10 {
			h.hand.Forward(kiosk.Idle - time.Second)
			if !find(e) {
				t.Fatal("closed under his hands")
			}
		}
		h.hand.Forward(kiosk.Idle + time.Second)
		if find(e) {
			t.Error("open although nobody touched it")
		}
		e = enter()
		if second := enter(); find(e) || !find(second) {
			t.Error("two screens at once")
		} else {
			h.must(h.room.SignOut(h.Context(), second.Token))
			if find(second) {
				t.Error("open after he left")
			}
		}
		e = enter()
		h.here = false
		if find(e) {
			t.Error("open after his stay ended")
		}
		if _, err := h.in(s.Number, secret); !errs.Is(err, "kiosk.left") {
			t.Error(err)
		}
		if _, err := h.room.Hand(h.officer(policy.CaseOfficer, "A", "A1"), store.NewKey(), "p"); !errs.Is(err, "kiosk.not_here") {
			t.Error(err)
		}
		h.here = true
		if !find(enter()) {
			t.Error("closed although he is back")
		}
		h.must(h.room.Sweep(h.Context()))
		w := httptest.NewRecorder()
		h.room.Enter(w, e)
		if c := w.Result().Cookies()[0]; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.MaxAge != 0 {
			t.Errorf("%+v", c)
		}
	})
}

func TestGuessesAreSlowed(t *testing.T) {
	each(t, func(h *house) {
		s := h.slip()
		h.must(h.redeem(s, secret))
		slowed := func(number string) bool {
			for i := range 12 {
				_, err := h.in(number, fmt.Sprint("guess", i))
				if errs.Is(err, "authn.wait") {
					return true
				}
				if !errs.Is(err, "kiosk.refused") {
					t.Fatal(err)
				}
			}
			return false
		}
		if !slowed(s.Number) || !slowed("999999") {
			t.Error("one guesses for ever")
		}
		if _, err := h.in(s.Number, secret); !errs.Is(err, "authn.wait") {
			t.Error("the right one opens in between:", err)
		}
		h.hand.Forward(time.Hour)
		if _, err := h.in(s.Number, secret); err != nil {
			t.Error(err)
		}
	})
}
