package measure_test

import (
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// corrects tells the fact of a kind otherwise and gives what waits for a second officer.
func (h *house) corrects(with term.Fact) id.ID {
	h.t.Helper()
	v := h.view()
	c := measure.Correction{Person: h.person, Version: v.Life.Version, With: with, Note: measure.Note{Words: "看错日期"}}
	for _, e := range v.Life.Standing() {
		if e.Fact.Type == with.Type {
			c.Event = e.ID
		}
	}
	change, err := h.desk.Correct(h.legal, store.NewKey(), c)
	if err != nil {
		h.t.Fatal(err)
	}
	return change
}

// Of two corrections that wait, the first moves what the second would do: who confirms sees it, or is asked again.
func TestAWaitingCorrectionSaysWhatItWouldDoNow(t *testing.T) {
	each(t, func(h *house) {
		for _, f := range []term.Fact{fact(term.Abscond, "2026-01-05"), fact(term.Recapture, "2026-01-10")} {
			if err := h.record(f, true); err != nil {
				h.t.Fatal(err)
			}
		}
		end := day("2027-03-09")
		gone, back := h.corrects(fact(term.Abscond, "2026-01-07")), h.corrects(fact(term.Recapture, "2026-01-12"))
		seen := h.looked(back, true)
		if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(gone, true)); err != nil {
			h.t.Fatal(err)
		}
		if err := h.desk.Confirm(h.second, store.NewKey(), seen); !errs.Is(err, "store.changed_meanwhile") {
			h.t.Fatalf("confirmed what was not seen: %v", err)
		}
		ch, v, err := h.desk.Proposal(h.second, back)
		if err != nil || ch.Before != end.AddDays(3) || ch.After != end.AddDays(5) || v.Changes[0].After != ch.After {
			h.t.Fatalf("%s → %s %v", ch.Before, ch.After, err)
		}
		if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(back, true)); err != nil {
			h.t.Fatal(err)
		}
		if got := h.view().Answer.Measures[0].End; got != ch.After {
			h.t.Errorf("signed %s, it is %s", ch.After, got)
		}
		if ch, _, err := h.desk.Proposal(h.second, back); err != nil || ch.Before != end.AddDays(3) || ch.After != end.AddDays(5) {
			h.t.Errorf("what was decided tells another day: %s → %s %v", ch.Before, ch.After, err)
		}
	})
}

// The day of admission is told by the file and by the stay: put right in one, it is right in the other.
func TestACorrectedAdmissionReachesTheStay(t *testing.T) {
	each(t, func(h *house) {
		v := h.view()
		c := measure.Correction{Person: h.person, Version: v.Life.Version, Event: v.Life.Events[1].ID, With: fact(term.JAAdmitted, "2025-06-17"), Note: measure.Note{Words: "看错日期"}}
		if _, err := h.desk.Correct(h.legal, store.NewKey(), c); err != nil {
			h.t.Fatal(err)
		}
		if s := h.stays(); len(s) != 1 || s[0].Admitted != day("2025-06-17") || !s[0].Here() {
			h.t.Errorf("%+v", s)
		}
		r, err := audit.VerifyRows(h.legal, h.db, h.vault, []audit.Table{{Name: "resident_resident"}})
		for _, x := range r.Findings {
			if x.Table == "resident_resident" {
				h.t.Errorf("a row was changed beside the log: %+v", x)
			}
		}
		if err != nil {
			h.t.Fatal(err)
		}
	})
}

// Of who lives here nobody says alone that he was never taken in.
func TestTheAdmissionOfWhoLivesHereIsTakenBackByTwo(t *testing.T) {
	each(t, func(h *house) {
		for name, with := range map[string]term.Fact{"withdrawn": {}, "before the decision": fact(term.JAAdmitted, "2025-03-01")} {
			v := h.view()
			change, err := h.desk.Correct(h.legal, store.NewKey(), measure.Correction{
				Person: h.person, Version: v.Life.Version, Event: v.Life.Events[1].ID, With: with, Note: measure.Note{Words: "记错了人"},
			})
			if err != nil {
				h.t.Fatal(err)
			}
			ch, _, err := h.desk.Proposal(h.second, change)
			if err != nil || !ch.Unhouses || h.view().Answer.Measures[0].State != law.CIJAFacility {
				h.t.Fatalf("%s: %+v %v", name, ch, err)
			}
			if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(change, false)); err != nil {
				h.t.Fatal(err)
			}
		}
		v := h.view()
		change, err := h.desk.Correct(h.legal, store.NewKey(), measure.Correction{
			Person: h.person, Version: v.Life.Version, Event: v.Life.Events[1].ID, Note: measure.Note{Words: "记错了人"},
		})
		if err != nil {
			h.t.Fatal(err)
		}
		if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(change, true)); err != nil {
			h.t.Fatal(err)
		}
		owed, err := store.Read(h.legal, h.db, func(tx *store.Tx) (duty.Duty, error) {
			return duty.Owed(h.legal, tx, h.person, "stay.unfounded", change)
		})
		if err != nil || owed.State != duty.Pending { // he lives here, and nobody knows by what
			h.t.Errorf("%+v %v", owed, err)
		}
	})
}

// No decision is annulled before it was taken, nor after he has left.
func TestNothingIsAnnulledBeforeItWasDecided(t *testing.T) {
	each(t, func(h *house) {
		h.free()
		annulled := func(on string) error {
			_, err := h.desk.Record(h.legal, store.NewKey(), measure.Recording{
				Person: h.person, Version: h.view().Life.Version, Fact: fact(term.CIAnnulled, on), Note: measure.Note{Words: "文书随后补"},
			})
			return err
		}
		h.isWrong(annulled("2025-03-09"), "measure.before_decided")
		if err := annulled("2027-04-01"); err != nil {
			h.t.Error(err)
		}
	})
}
