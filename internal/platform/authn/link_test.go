package authn_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/authn/provider"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

var outside = provider.Identity{Issuer: "https://id.example.invalid", Subject: "person-1"}

// linked is an officer with a second factor who has linked his account, and his sign-in by it.
func (h house) linked(name string) (secret string, by func(code string) (authn.Entry, error)) {
	h.t.Helper()
	secret, _ = h.enrolled(name, policy.Doctor)
	h.must(h.link(name, secret, outside, 0))
	h.hand.Forward(time.Minute)
	return secret, func(code string) (authn.Entry, error) {
		return h.room.SignInBy(h.t.Context(), outside, authn.Attempt{Code: code, Source: ward})
	}
}

// link signs in, signs, and comes back from the provider after a while.
func (h house) link(name, secret string, who provider.Identity, after time.Duration) (err error) {
	e, err := h.room.SignIn(h.t.Context(), authn.Attempt{Name: name, Password: password, Code: authn.Code(secret, h.hand.Now()), Source: ward})
	h.must(err)
	h.hand.Forward(time.Minute)
	h.within(e.Token, func(ctx context.Context) {
		_, err = h.room.PermitLink(ctx)
		h.is(err, "authn.prove_first")
		ctx, err = h.room.Prove(ctx, authn.Code(secret, h.hand.Now()), ward)
		h.must(err)
		var p authn.Permit
		if p, err = h.room.PermitLink(ctx); err == nil {
			h.hand.Forward(after)
			err = h.room.Connect(ctx, p, who)
		}
	})
	return err
}

func TestALinkIsMadeByItsOfficerAndItsSubjectComesIn(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, err := h.room.SignInBy(t.Context(), outside, authn.Attempt{Code: "000000", Source: ward})
		h.is(err, "authn.not_linked") // and no account is made for him
		secret, by := h.linked("li")
		_, err = by("")
		h.is(err, "authn.code_needed")
		e, err := by(authn.Code(secret, h.hand.Now()))
		h.must(err)
		if s, err := h.room.Find(t.Context(), e.Token); err != nil || s.State != authn.Active || !s.HasSecond {
			t.Errorf("%+v %v", s, err)
		}
		for _, other := range []provider.Identity{
			{Issuer: outside.Issuer, Subject: "li"}, {Issuer: "https://other.example.invalid", Subject: outside.Subject}, {Issuer: outside.Issuer}, {},
		} {
			_, err = h.room.SignInBy(t.Context(), other, authn.Attempt{Code: authn.Code(secret, h.hand.Now()), Source: ward})
			h.is(err, "authn.not_linked")
		}
		h.within(e.Token, func(ctx context.Context) {
			l, found, err := h.room.MyLink(ctx)
			if !found || err != nil || l.Issuer != outside.Issuer {
				t.Errorf("%+v %v %v", l, found, err)
			}
			h.must(h.room.Unlink(ctx))
			h.must(h.room.Unlink(ctx))
		})
		_, err = by(authn.Code(secret, h.hand.Now()))
		h.is(err, "authn.not_linked")
	})
}

func TestOneLinkEachWay(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, _ := h.linked("li")
		h.is(h.link("li", secret, provider.Identity{Issuer: outside.Issuer, Subject: "person-2"}, 0), "authn.linked_already")
		other, _ := h.enrolled("wang", policy.Doctor)
		h.is(h.link("wang", other, outside, 0), "authn.linked_elsewhere")
		h.hand.Forward(time.Minute)
		h.is(h.link("wang", other, provider.Identity{Issuer: outside.Issuer, Subject: "person-2"}, authn.LinkPatience+time.Second), "authn.link_late")
	})
}

// What was signed in one session is not done in another, and not for who has no second factor.
func TestALinkIsOfItsSession(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("zhao", policy.Doctor)
		h.within(h.signIn("zhao").Token, func(ctx context.Context) {
			_, err := h.room.PermitLink(ctx)
			h.is(err, "authn.no_second")
		})
		secret, _ := h.enrolled("li", policy.Doctor)
		e, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Code: authn.Code(secret, h.hand.Now()), Source: ward})
		h.must(err)
		h.hand.Forward(time.Minute)
		var p authn.Permit
		h.within(e.Token, func(ctx context.Context) {
			ctx, err := h.room.Prove(ctx, authn.Code(secret, h.hand.Now()), ward)
			h.must(err)
			p, err = h.room.PermitLink(ctx)
			h.must(err)
		})
		h.within(h.signIn("zhao").Token, func(ctx context.Context) { h.is(h.room.Connect(ctx, p, outside), "authn.link_late") })
		h.is(h.room.Connect(t.Context(), p, outside), "authn.link_late") // and nobody's
	})
}

// A closed account, one whose last post has ended, a reset one: the provider's word opens none of them.
func TestTheProvidersWordOpensNoClosedAccount(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, by := h.linked("li")
		staff := h.staffOf("li")
		a := h.accountOf(staff)
		h.must(h.room.Close(h.keeper(), store.NewKey(), a.ID, a.Version))
		_, err := by(authn.Code(secret, h.hand.Now()))
		h.is(err, "authn.refused")
		h.must(h.room.Reopen(h.keeper(), store.NewKey(), a.ID, a.Version+1))
		h.must(h.room.Release(h.keeper(), store.NewKey(), a.ID))
		h.seats.mu.Lock()
		h.seats.until[staff] = h.hand.Now()
		h.seats.mu.Unlock()
		_, err = by(authn.Code(secret, h.hand.Now()))
		h.is(err, "authn.no_post")
		h.seats.mu.Lock()
		delete(h.seats.until, staff)
		h.seats.mu.Unlock()
		_, err = h.room.Reset(h.keeper(), store.NewKey(), a.ID, false)
		h.must(err)
		_, err = by(authn.Code(secret, h.hand.Now()))
		h.is(err, "authn.not_linked")
	})
}

// Codes are guessed no faster behind the provider than behind the password.
func TestCodesBehindTheProviderAreSlowed(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, by := h.linked("li")
		for range 5 {
			_, err := by("000000")
			h.is(err, "authn.refused")
		}
		_, err := by(authn.Code(secret, h.hand.Now()))
		if e := errs.Find(err); e == nil || e.Kind != errs.TooMany || e.Code != "authn.wait" {
			t.Error(err)
		}
	})
}

func TestOwnSessionsAreSeenAndEnded(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Doctor)
		h.officer("wang", policy.Doctor)
		first, second, third, other := h.signIn("li"), h.signIn("li"), h.signIn("li"), h.signIn("wang")
		state := func(e authn.Entry) authn.State {
			s, err := h.room.Find(t.Context(), e.Token)
			h.must(err)
			return s.State
		}
		h.within(first.Token, func(ctx context.Context) {
			list, err := h.room.MySessions(ctx)
			if err != nil || len(list) != 3 || list[0].ID != third.Session.ID {
				t.Fatalf("%d %v", len(list), err)
			}
			h.must(h.room.EndMine(ctx, other.Session.ID))
			h.must(h.room.EndMine(ctx, second.Session.ID))
		})
		if state(second) != authn.None || state(third) != authn.Active || state(other) != authn.Active {
			t.Error("one session ends, and nobody else's")
		}
		h.within(first.Token, func(ctx context.Context) { h.must(h.room.EndMine(ctx, "")) })
		if state(third) != authn.None || state(first) != authn.Active || state(other) != authn.Active {
			t.Error("all the others end, and nobody else's")
		}
		a := h.accountOf(h.staffOf("wang"))
		h.is(h.room.EndSessions(policyOf(h, policy.Doctor), store.NewKey(), a.ID), "policy.denied")
		h.must(h.room.EndSessions(h.keeper(), store.NewKey(), a.ID))
		if state(other) != authn.None || state(first) != authn.Active {
			t.Error("a keeper ends one account's sessions, and no others")
		}
	})
}

// Who guesses under a name from elsewhere keeps its officer neither from a browser where he came in before, nor from his
// session; and who guesses there is slowed there.
func TestNobodyIsLockedOutByAnother(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Doctor)
		desk := h.signIn("li")
		in := func(browser, with, from string) error {
			_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: with, Source: from, Browser: browser})
			return err
		}
		for range 40 { // from his own ward, until even the address has to wait
			_ = in("", wrong, ward)
			h.hand.Forward(2 * time.Second)
		}
		h.is(in("", password, ward), "authn.wait")
		h.is(in("another browser", password, "10.9.9.9"), "authn.wait")
		h.must(in(desk.Browser, password, ward))
		h.within(h.signedAt("li", desk.Browser).Token, func(ctx context.Context) {
			h.must(h.room.Lock(ctx))
		})
		for range 5 {
			h.is(in(desk.Browser, wrong, ward), "authn.refused")
		}
		h.is(in(desk.Browser, password, ward), "authn.wait")
		h.must(h.room.Release(h.keeper(), store.NewKey(), h.accountOf(h.staffOf("li")).ID))
		h.must(in(desk.Browser, password, ward))
		h.hand.Forward(91 * 24 * time.Hour)
		for range 5 {
			_ = in("", wrong, "10.9.9.9")
		}
		h.is(in(desk.Browser, password, "10.8.8.8"), "authn.wait") // a browser is not known for ever
	})
}

// signedAt is a session of an officer at a browser where he is known.
func (h house) signedAt(name, browser string) authn.Entry {
	h.t.Helper()
	e, err := h.room.SignIn(h.t.Context(), authn.Attempt{Name: name, Password: password, Source: ward, Browser: browser})
	h.must(err)
	return e
}
