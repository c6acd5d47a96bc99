package authn_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
)

// A whole ward sits behind one address. Who guesses there, or comes in rightly all day long, keeps no officer from a
// browser where he came in before, from his own session, or from his signature.
func TestNobodyAtTheSameAddressKeepsAnOfficerOut(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, _ := h.enrolled("li", policy.LegalOfficer)
		before := h.signedCode("li", secret, "")
		for range 60 {
			_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "nobody" + string(id.New()), Password: wrong, Source: ward})
			if err == nil {
				t.Fatal("a stranger came in")
			}
		}
		h.hand.Forward(time.Minute)
		e := h.signedCode("li", secret, before.Browser)
		h.hand.Forward(time.Minute)
		h.within(e.Token, func(ctx context.Context) {
			_, err := h.room.Prove(ctx, authn.Code(secret, h.hand.Now()), ward)
			h.must(err)
		})
	})
}

// Who does not guess is not counted: a shift of eighty comes in one after another.
func TestAShiftComesIn(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		h.enrolled("head", policy.FacilityHead)
		for range 45 {
			h.signIn("li")
			_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "head", Password: password, Source: ward}) // the code is asked for next
			h.is(err, "authn.code_needed")
		}
	})
}

// A resident's number is known to all around him. Whoever types wrong secrets under it makes him wait a minute at most, and
// the kiosk of a ward is not closed by what was mistyped there in the morning.
func TestAResidentIsNotKeptOutByOthers(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		no := errors.New("wrong")
		try := func(number, from string, wrong bool) error {
			return h.room.Guessed(t.Context(), "number/"+number, from, func() (bool, error) {
				if wrong {
					return true, no
				}
				return false, nil
			})
		}
		longest := 0
		for range 40 {
			if err := try("100008", "kiosk 1", true); errs.Is(err, "authn.wait") {
				longest = max(longest, errs.Find(err).Args[0].(int))
				h.hand.Forward(time.Duration(longest) * time.Second)
			}
		}
		if longest == 0 || longest > 60 {
			t.Errorf("he waits up to %d s", longest)
		}
		for range 31 { // a morning of typing errors at one kiosk
			h.hand.Forward(3 * time.Second)
			if err := try(string(id.New()), "kiosk 2", true); err == nil {
				t.Fatal("wrong was right")
			}
		}
		h.hand.Forward(30 * time.Minute)
		for _, number := range []string{"7", "8"} {
			if err := try(number, "kiosk 2", true); !errors.Is(err, no) {
				t.Error("one more error closes the kiosk:", err)
			}
		}
		h.must(try("9", "kiosk 2", false))
		for i := range 60 { // somebody types numbers that are nobody's, to close the kiosk
			h.hand.Forward(3 * time.Second)
			if err := try(string(id.New()), "kiosk 3", true); !errors.Is(err, no) {
				t.Fatalf("after %d wrong numbers everybody there waits: %v", i, err)
			}
		}
		h.must(try("10", "kiosk 3", false))
		longest = 0
		for range 60 { // a kiosk is slowed all the same in the end, and never for long
			h.hand.Forward(3 * time.Second)
			if err := try(string(id.New()), "kiosk 3", true); errs.Is(err, "authn.wait") {
				longest = max(longest, errs.Find(err).Args[0].(int))
				h.hand.Forward(time.Duration(errs.Find(err).Args[0].(int)) * time.Second)
			}
		}
		if longest == 0 || longest > 60 {
			t.Errorf("the others wait up to %d s", longest)
		}
	})
}

func (h house) signedCode(name, secret, browser string) authn.Entry {
	h.t.Helper()
	e, err := h.room.SignIn(h.t.Context(), authn.Attempt{Name: name, Password: password, Code: authn.Code(secret, h.hand.Now()), Source: ward, Browser: browser})
	h.must(err)
	return e
}
