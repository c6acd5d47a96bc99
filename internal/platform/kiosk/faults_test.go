package kiosk_test

import (
	"slices"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/kiosk"
)

// A good secret stays good beside a number that is none: each field is told its own fault, and all of them at once.
func TestEachFieldIsToldItsOwnFault(t *testing.T) {
	each(t, func(h *house) {
		s := h.slip()
		for name, x := range map[string]struct {
			number, secret string
			codes          []string
		}{
			"no number":            {"", secret, []string{"kiosk.bad_number"}},
			"a digit":              {"7", secret, []string{"kiosk.bad_number"}},
			"mistyped":             {s.Number[:len(s.Number)-1] + string('0'+(s.Number[len(s.Number)-1]-'0'+1)%10), secret, []string{"kiosk.bad_number"}},
			"both":                 {"7", "123456", []string{"kiosk.bad_number", "kiosk.plain"}},
			"the number as secret": {s.Number, s.Number, []string{"kiosk.plain"}},
		} {
			err := h.room.Redeem(h.Context(), kiosk.Attempt{Number: x.number, Secret: x.secret, Source: "ward"}, s.Ticket)
			var got []string
			if e := errs.Find(err); e != nil {
				for _, f := range e.Fields {
					got = append(got, f.Code)
				}
			}
			if !slices.Equal(got, x.codes) {
				t.Errorf("%s: %v, want %v", name, got, x.codes)
			}
		}
		h.must(h.redeem(s, secret))
	})
}

// The secret that he has is no other one: who saw him type it would come in as before, and the page would say it was changed.
func TestTheSameSecretIsNoChange(t *testing.T) {
	each(t, func(h *house) {
		s := h.slip()
		h.must(h.redeem(s, secret))
		e, err := h.in(s.Number, secret)
		h.must(err)
		at := kiosk.Attempt{Secret: secret, Source: "ward"}
		if err := h.room.Change(h.Context(), e.Session, at, " "+secret); !errs.Is(err, "kiosk.bad_secret") || errs.Find(err).Fields[0].Code != "kiosk.same" {
			t.Error(err)
		}
		if changed, err := h.room.Changed(h.Context(), e.Session); err != nil || !changed.IsZero() {
			t.Error("it is said to have been changed:", changed, err)
		}
	})
}
