package kiosk_test

import (
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/kiosk"
)

// A sign-in whose secret was right a moment ago gets no session once it was reset: who was seen typing is shut out at once.
func TestAResetComesBeforeASignInThatWasBegun(t *testing.T) {
	each(t, func(h *house) {
		s := h.slip()
		h.must(h.redeem(s, secret))
		at := kiosk.Attempt{Number: s.Number, Secret: secret, Source: "ward"}
		h.must(h.room.EnterLate(h.Context(), at, func() {}))
		if err := h.room.EnterLate(h.Context(), at, func() { h.slip() }); !errs.Is(err, "kiosk.refused") {
			t.Error("in after the reset:", err)
		}
	})
}
