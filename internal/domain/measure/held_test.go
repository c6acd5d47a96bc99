package measure_test

import (
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/domain/term"
)

// Custody elsewhere ends where it began: the end alone says nothing that anybody could reckon with.
func TestCustodyElsewhereEndsOnlyWhereItBegan(t *testing.T) {
	each(t, func(h *house) {
		fault := func(on, code string) {
			t.Helper()
			err := h.record(fact(term.HeldElsewhereEnded, on), true)
			if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != code {
				t.Errorf("%s: %v", on, err)
			}
		}
		fault("2026-01-10", "measure.never_held")
		held := fact(term.HeldElsewhere, "2026-01-05")
		held.Cause = term.Arrest
		if err := h.record(held, true); err != nil {
			t.Fatal(err)
		}
		fault("2026-01-04", "measure.held_since")
		if err := h.record(fact(term.HeldElsewhereEnded, "2026-01-10"), true); err != nil {
			t.Fatal(err)
		}
		fault("2026-01-12", "measure.never_held")
	})
}

// And nobody is recaptured who has not absconded.
func TestNobodyIsRecapturedWhoNeverLeft(t *testing.T) {
	each(t, func(h *house) {
		fault := func(on, code string) {
			t.Helper()
			err := h.record(fact(term.Recapture, on), true)
			if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != code {
				t.Errorf("%s: %v", on, err)
			}
		}
		fault("2026-01-10", "measure.never_gone")
		if err := h.record(fact(term.Abscond, "2026-01-05"), true); err != nil {
			t.Fatal(err)
		}
		fault("2026-01-04", "measure.gone_since")
		if err := h.record(fact(term.Recapture, "2026-01-10"), true); err != nil {
			t.Fatal(err)
		}
		fault("2026-01-12", "measure.never_gone")
	})
}
