package authn_test

import (
	"errors"
	"testing"
	"time"

	"guitu/internal/base/errs"
)

// Whoever guesses codes is slowed by where he comes from, the right one included; another address goes on.
func TestWhoGuessesCodesWaits(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		no := errors.New("no such code")
		tried := 0
		knock := func(from string, wrong bool) error {
			return h.room.Knock(t.Context(), from, func() (bool, error) {
				if tried++; wrong {
					return true, no
				}
				return false, nil
			})
		}
		for range 11 {
			if err := knock("10.0.0.1", true); !errors.Is(err, no) {
				t.Fatal(err)
			}
		}
		err := knock("10.0.0.1", false)
		if e := errs.Find(err); e == nil || e.Kind != errs.TooMany || e.Code != "authn.knocks" || e.Args[0] != 1 || tried != 11 {
			t.Errorf("%v, tried %d", err, tried)
		}
		if err := knock("10.0.0.2", false); err != nil {
			t.Error("another is locked out:", err)
		}
		h.hand.Forward(16 * time.Second)
		if err := knock("10.0.0.1", false); err != nil {
			t.Error("the wait does not end:", err)
		}
		if n := h.facts("authn.code_slowed"); n != 1 {
			t.Error(n)
		}
	})
}
