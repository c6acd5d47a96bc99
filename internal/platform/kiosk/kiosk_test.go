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
	"guitu/internal/platform/seal"
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
