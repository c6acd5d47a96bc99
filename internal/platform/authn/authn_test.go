package authn_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

const (
	password = "三餐四季 walks by the lake"
	wrong    = "三餐四季 walks by the river"
	ward     = "10.0.0.7"
)

// seats is the staff room of the tests: who holds which posts, and until when.
type seats struct {
	mu    sync.Mutex
	named map[string]id.ID
	posts map[id.ID][]actor.Post
	until map[id.ID]time.Time
}

func (s *seats) Posts(_ context.Context, _ *store.Tx, staff id.ID, now time.Time) ([]actor.Post, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if end, ok := s.until[staff]; ok && !now.Before(end) {
		return nil, nil
	}
	return s.posts[staff], nil
}

func (s *seats) give(staff id.ID, role string, facility id.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts[staff] = append(s.posts[staff], actor.Post{ID: id.New(), Role: role, Facility: facility, Unit: facility})
}

type house struct {
	t        *testing.T
	db       *store.DB
	room     *authn.Room
	seats    *seats
	hand     *clock.Hand
	facility id.ID
}

// each opens a house on every engine, at nine in the morning.
func each(t *testing.T, body func(*testing.T, house)) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		s := &seats{named: map[string]id.ID{}, posts: map[id.ID][]actor.Post{}, until: map[id.ID]time.Time{}}
		room := authn.New(authn.Config{
			DB: db, Vault: sealtest.Vault(t, db), Policy: policytest.Engine(t, hand.Now), Posts: s, Seconds: s.colleagues,
		})
		body(t, house{t: t, db: db, room: room, seats: s, hand: hand, facility: id.New()})
	})
}

// keeper is a context in which an administrator of the facility acts, freshly proved.
func (h house) keeper() context.Context {
	return policytest.As(h.t.Context(), policy.FacilityAdmin, h.facility, h.facility, h.hand.Now())
}

// officer opens an account for an officer of the facility, and answers who he is.
func (h house) officer(name, role string) id.ID {
	h.t.Helper()
	staff := id.New()
	h.seats.give(staff, role, h.facility)
	h.seats.named[name] = staff
	ticket, err := h.room.Open(h.keeper(), store.NewKey(), authn.Opening{Staff: staff, Name: name})
	h.must(err)
	h.must(h.room.Redeem(h.t.Context(), ticket, password, ward))
	return staff
}

// staffOf is an officer by his sign-in name.
func (h house) staffOf(name string) id.ID { return h.seats.named[name] }

// policyOf is a context in which somebody of a role acts, freshly proved.
func policyOf(h house, role string) context.Context {
	return policytest.As(h.t.Context(), role, h.facility, h.facility, h.hand.Now())
}

func (h house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) is(err error, code string) {
	h.t.Helper()
	if !errs.Is(err, code) {
		h.t.Fatalf("want %s, got %v", code, err)
	}
}

func (h house) signIn(name string) authn.Entry {
	h.t.Helper()
	e, err := h.room.SignIn(h.t.Context(), authn.Attempt{Name: name, Password: password, Source: ward})
	h.must(err)
	return e
}

// facts counts the facts of a kind.
func (h house) facts(kind string) int {
	h.t.Helper()
	n, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) (int, error) {
		return store.One(h.t.Context(), tx, store.Value[int], `select count(*) from audit_fact where kind = $1`, kind)
	})
	h.must(err)
	return n
}

func TestFromTicketToSession(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff := h.officer("li.min", policy.ZoneOfficer)
		e, err := h.room.SignIn(t.Context(), authn.Attempt{Name: " ＬI.min ", Password: password, Source: ward})
		h.must(err)
		s, err := h.room.Find(t.Context(), e.Token)
		h.must(err)
		who := s.Actor()
		if s.State != authn.Active || who.Staff != staff || who.Account == "" || !who.Has(policy.ZoneOfficer) || !who.SecondAt.IsZero() {
			t.Errorf("%+v", s)
		}
		if n := h.facts("authn.signed_in"); n != 1 {
			t.Errorf("%d sign-ins recorded", n)
		}
		if s, _ := h.room.Find(t.Context(), e.Token+"x"); s.State != authn.None {
			t.Error("a wrong token found a session")
		}
		h.hand.Forward(authn.Lifetime)
		if s, _ := h.room.Find(t.Context(), e.Token); s.State != authn.None {
			t.Error("a session outlived its twelve hours")
		}
	})
}

func TestATicketIsGoodOnceAndForADay(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff, key := id.New(), store.NewKey()
		h.seats.give(staff, policy.Teacher, h.facility)
		ctx := h.keeper()
		ticket, err := h.room.Open(ctx, key, authn.Opening{Staff: staff, Name: "wang"})
		h.must(err)
		again, err := h.room.Open(ctx, key, authn.Opening{Staff: staff, Name: "wang"})
		h.must(err)
		if again != ticket || len(ticket) < 26 {
			t.Errorf("the same command gave %s and %s", ticket, again)
		}
		h.is(h.room.Redeem(t.Context(), ticket, "short", ward), "authn.bad_password")
		h.is(h.room.Redeem(t.Context(), ticket, "wang wang wang wang", ward), "authn.bad_password")
		h.must(h.room.Redeem(t.Context(), ticket, password, ward))
		h.is(h.room.Redeem(t.Context(), ticket, password, ward), "authn.bad_ticket")
		h.signIn("wang")

		a := h.accountOf(staff)
		ticket, err = h.room.Reset(h.keeper(), store.NewKey(), a.ID, false)
		h.must(err)
		h.hand.Forward(authn.TicketLife)
		h.is(h.room.Redeem(t.Context(), ticket, password, ward), "authn.bad_ticket")
	})
}

func (h house) accountOf(staff id.ID) authn.Account {
	h.t.Helper()
	all, err := h.room.Of(h.keeper(), []id.ID{staff})
	h.must(err)
	return all[staff]
}

func TestNamesAreTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff := h.officer("li", policy.Nurse)
		other := id.New()
		h.seats.give(other, policy.Nurse, h.facility)
		_, err := h.room.Open(h.keeper(), store.NewKey(), authn.Opening{Staff: other, Name: "LI"})
		h.is(err, "authn.bad_name")
		_, err = h.room.Open(h.keeper(), store.NewKey(), authn.Opening{Staff: staff, Name: "li2"})
		h.is(err, "authn.has_account")
		_, err = h.room.Open(h.keeper(), store.NewKey(), authn.Opening{Staff: other, Name: "x"})
		h.is(err, "authn.bad_name")
		for _, odd := range []string{"张😀力", "zhang li", "<b>", "a'b"} {
			_, err = h.room.Open(h.keeper(), store.NewKey(), authn.Opening{Staff: other, Name: odd})
			if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "authn.name_odd" {
				t.Errorf("%q: %v", odd, err)
			}
		}
		stranger := policytest.As(t.Context(), policy.FacilityAdmin, id.New(), "", h.hand.Now())
		_, err = h.room.Open(stranger, store.NewKey(), authn.Opening{Staff: other, Name: "zhao"})
		h.is(err, "policy.denied")
		if all, err := h.room.Of(stranger, []id.ID{staff}); err != nil || len(all) != 0 {
			t.Errorf("another facility's keeper sees %v, %v", all, err)
		}
	})
}

func TestOneAnswerToEveryWrongGuess(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		for name, attempt := range map[string]authn.Attempt{
			"wrong password": {Name: "li", Password: wrong},
			"unknown name":   {Name: "nobody", Password: password},
			"empty":          {},
		} {
			attempt.Source = name
			_, err := h.room.SignIn(t.Context(), attempt)
			h.is(err, "authn.refused")
			if got := errs.Find(err).Error(); got != "authn.refused" {
				t.Errorf("%s: %s", name, got)
			}
		}
	})
}

// Known or not, a name is slowed alike, and growing; another officer's sign-in is not.
func TestGuessesAreSlowed(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff := h.officer("li", policy.Nurse)
		h.officer("wang", policy.Nurse)
		for _, name := range []string{"li", "unknown"} {
			try := func(word, source string) error {
				_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: name, Password: word, Source: source})
				return err
			}
			for range 5 {
				h.is(try(wrong, "a"), "authn.refused")
			}
			err := try(password, "b")
			h.is(err, "authn.wait")
			if wait := errs.Find(err).Args[0]; wait != 15 {
				t.Errorf("%s waits %v s", name, wait)
			}
			h.hand.Forward(16 * time.Second)
			h.is(try(wrong, "a"), "authn.refused")
			if err := try(wrong, "a"); errs.Find(err).Args[0] != 30 {
				t.Errorf("the second wait of %s: %v", name, err)
			}
		}
		h.signIn("wang")
		if h.accountOf(staff).Waits.IsZero() {
			t.Error("the keeper does not see the wait")
		}
		h.must(h.room.Release(h.keeper(), store.NewKey(), h.accountOf(staff).ID))
		h.signIn("li")
		if n := h.facts("authn.sign_in_slowed"); n != 4 {
			t.Errorf("%d facts of slowing", n)
		}
	})
}

func TestASourceIsSlowed(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		busy, waits := 0, 0
		for i := range 50 {
			_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "n" + string(rune('a'+i)), Password: wrong, Source: "outside"})
			switch errs.CodeOf(err) {
			case "authn.busy":
				busy++
			case "authn.wait":
				waits++
			}
		}
		if waits == 0 || busy == 0 {
			t.Errorf("of fifty, %d had to wait and %d were turned away", waits, busy)
		}
		h.signIn("li")
	})
}

func TestLeaversEndByDate(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff := h.officer("li", policy.Nurse)
		e := h.signIn("li")
		h.seats.until[staff] = h.hand.Now().Add(time.Minute)
		h.hand.Forward(time.Minute)
		s, err := h.room.Find(t.Context(), e.Token)
		h.must(err)
		if s.State != authn.Left || s.Actor().Kind != actor.Nobody {
			t.Errorf("a leaver acts: %+v", s)
		}
		_, err = h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Source: ward})
		h.is(err, "authn.no_post")
	})
}

func TestClosedAccounts(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff := h.officer("li", policy.Nurse)
		e := h.signIn("li")
		a := h.accountOf(staff)
		h.must(h.room.Close(h.keeper(), store.NewKey(), a.ID, a.Version))
		h.is(h.room.Close(h.keeper(), store.NewKey(), a.ID, a.Version), "store.changed_meanwhile")
		if s, _ := h.room.Find(t.Context(), e.Token); s.State != authn.None {
			t.Error("a session of a closed account goes on")
		}
		_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Source: ward})
		h.is(err, "authn.refused")
		h.must(h.room.Reopen(h.keeper(), store.NewKey(), a.ID, a.Version+1))
		h.signIn("li")
	})
}

func TestAResetTakesTwo(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff := h.officer("admin.li", policy.FacilityAdmin)
		e := h.signIn("admin.li")
		a := h.accountOf(staff)
		self := policytest.Signed(e.Session.Actor(), h.hand.Now())
		_, err := h.room.Reset(actor.With(t.Context(), self), store.NewKey(), a.ID, false)
		h.is(err, "policy.reason.own_account_reset")
		stale := policytest.As(t.Context(), policy.FacilityAdmin, h.facility, "", h.hand.Now().Add(-policy.Fresh))
		_, err = h.room.Reset(stale, store.NewKey(), a.ID, false)
		h.is(err, "policy.sign_again")
		_, err = h.room.Reset(h.keeper(), store.NewKey(), a.ID, true) // one keeper alone
		h.is(err, "authn.needs_two")
		ticket, err := h.room.Reset(h.keeper(), store.NewKey(), a.ID, false)
		h.must(err)
		if s, _ := h.room.Find(t.Context(), e.Token); s.State != authn.None {
			t.Error("a session outlived the reset")
		}
		_, err = h.room.SignIn(t.Context(), authn.Attempt{Name: "admin.li", Password: password, Source: ward})
		h.is(err, "authn.refused")
		h.must(h.room.Redeem(t.Context(), ticket, password, ward))
		h.signIn("admin.li")
	})
}
