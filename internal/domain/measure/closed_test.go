package measure_test

import (
	"testing"
	"time"

	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What was done was done by whom it was, when it was: another fact recorded later, or one corrected before it, writes
// nobody else beside it.
func TestWhatIsDoneStaysWithWhoDidIt(t *testing.T) {
	each(t, func(h *house) {
		for _, f := range []term.Fact{fact(term.JAFamilyLetter, "2025-06-22"), fact(term.JAInductionClosed, "2025-08-01")} {
			if err := h.record(f, true); err != nil {
				h.t.Fatal(err)
			}
		}
		was := h.duties()
		letter, closing := was["ci.family_letter"], was["ci.induction"]
		if letter.ClosedBy == "" || letter.Evidence == "" {
			h.t.Fatalf("%+v", letter)
		}
		h.hand.Forward(48 * time.Hour)
		h.second = h.officer("legal_officer") // signed now
		if _, err := h.desk.Record(h.second, store.NewKey(), measure.Recording{
			Person: h.person, Version: h.view().Life.Version, Fact: fact(term.EarlyProposed, "2026-05-20"), Happened: true,
		}); err != nil {
			h.t.Fatal(err)
		}
		if now := h.duties(); now["ci.family_letter"] != letter || now["ci.induction"] != closing {
			h.t.Errorf("rewritten by another fact:\n%+v\n%+v", letter, now["ci.family_letter"])
		}
		v := h.view()
		if _, err := h.desk.Correct(h.second, store.NewKey(), measure.Correction{
			Person: h.person, Version: v.Life.Version, Event: v.Life.Events[2].ID, With: fact(term.JAFamilyLetter, "2025-06-23"), Note: measure.Note{Words: "抄错了日期"},
		}); err != nil {
			h.t.Fatal(err)
		}
		now := h.duties()["ci.induction"]
		if now.State != closing.State || now.ClosedBy != closing.ClosedBy || !now.Closed.Equal(closing.Closed) {
			h.t.Errorf("rewritten by a correction before it:\n%+v\n%+v", closing, now)
		}
	})
}
