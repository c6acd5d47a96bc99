package measure_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/duty"
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

// Who was held too long must be let go, so nothing is refused; but that he left late is kept as what it is, under its
// article, and is to be reported like any act outside the law.
func TestALateReleaseIsReported(t *testing.T) {
	each(t, func(h *house) {
		h.hand.Set(time.Date(2027, 3, 12, 1, 0, 0, 0, time.UTC))
		h.legal = h.officer("legal_officer")
		for _, c := range []struct {
			f       term.Fact
			outside string
		}{{fact(term.CertificateIssued, "2027-03-11"), ""}, {fact(term.Released, "2027-03-11"), "release.overdue"}} {
			if err := h.record(c.f, false); err != nil {
				h.t.Fatal(err)
			}
			if es := h.view().Life.Events; es[len(es)-1].Outside != c.outside {
				h.t.Errorf("%s: %q", c.f.Type, es[len(es)-1].Outside)
			}
		}
		d := h.duties()["act.report"]
		if d.State != duty.Pending || d.Note != "release.overdue" || !strings.HasPrefix(d.Basis, "NCL 47; REG 34") {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestAReleaseInTimeIsNot(t *testing.T) {
	each(t, func(h *house) {
		h.hand.Set(time.Date(2027, 3, 9, 1, 0, 0, 0, time.UTC))
		h.legal = h.officer("legal_officer")
		for _, f := range []term.Fact{fact(term.CertificateIssued, "2027-03-09"), fact(term.Released, "2027-03-09")} {
			if err := h.record(f, false); err != nil {
				h.t.Fatal(err)
			}
		}
		if _, owed := h.duties()["act.report"]; owed {
			h.t.Error("to be reported")
		}
	})
}
