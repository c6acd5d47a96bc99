package measure_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// A decision is recorded with its number and the scan of its letter, or with a word why one of them is not there yet.
func TestADecisionHasItsLetter(t *testing.T) {
	each(t, func(h *house) {
		scan, failed := id.New(), errors.New("the scanner's table is full")
		file := func(context.Context, *store.Tx) (id.ID, error) { return scan, nil }
		for _, c := range []struct {
			note measure.Note
			scan func(context.Context, *store.Tx) (id.ID, error)
			bad  string
		}{
			{measure.Note{}, nil, "paper.bad_input"},
			{measure.Note{Number: "川公延字〔2026〕9号"}, nil, "paper.bad_input"},
			{measure.Note{}, file, "paper.bad_input"},
			{measure.Note{Number: "川公延字〔2026〕9号"}, func(context.Context, *store.Tx) (id.ID, error) { return "", failed }, "internal"},
			{measure.Note{Number: "川公延字〔2026〕9号"}, file, ""},
			{measure.Note{Words: "决定书原件在途。"}, nil, ""},
		} {
			before := h.view().Life
			f := fact(term.ExtensionDecided, "2026-05-20")
			f.Approved, f.Months = true, 1
			event, err := h.desk.Record(h.legal, store.NewKey(), measure.Recording{Person: h.person, Version: before.Version, Fact: f, Note: c.note, Scan: c.scan, Happened: true})
			switch {
			case c.bad == "internal":
				if !errors.Is(err, failed) {
					h.t.Errorf("%+v: %v", c.note, err)
				}
			case c.bad != "":
				if e := errs.Find(err); e == nil || e.Code != c.bad || e.Fields[0].Code != "paper.letter_missing" {
					h.t.Errorf("%+v: %v", c.note, err)
				}
			case err != nil:
				h.t.Errorf("%+v: %v", c.note, err)
			default:
				events := h.view().Life.Events
				if last := events[len(events)-1]; last.ID != event || (last.Document == scan) != (c.scan != nil) {
					h.t.Errorf("%+v", last)
				}
			}
			if err != nil && len(h.view().Life.Events) != len(before.Events) {
				h.t.Error("something was recorded all the same")
			}
		}
	})
}

// When the end moves, what states the old one is owed anew.
func TestALetterThatStatesTheOldEndIsOwedAnew(t *testing.T) {
	each(t, func(h *house) {
		papers := paper.New(h.db, h.vault, policytest.Engine(h.t, h.db.Clock()), nil)
		v := h.view()
		d := paper.Draft{
			ID: id.New(), Kind: paper.FamilyLetter, Facility: v.Life.Facility, Unit: v.Life.Unit, Person: h.person, Name: "李明远",
			States: v.Answer.Measures[0].End, Sheet: press.Sheet{Title: "家属通知书"},
		}
		if _, err := papers.Issue(h.legal, store.NewKey(), d); err != nil {
			h.t.Fatal(err)
		}
		if err := h.record(fact(term.Abscond, "2026-05-20"), true); err != nil {
			h.t.Fatal(err)
		}
		if err := h.record(fact(term.Recapture, "2026-05-25"), true); err != nil {
			h.t.Fatal(err)
		}
		if now := h.view().Answer.Measures[0].End; now == d.States {
			h.t.Fatal("the end did not move")
		}
		if owed := h.duties()["letter.replace"]; owed.State != duty.Pending || owed.Owner != "legal_officer" {
			h.t.Errorf("%+v", owed)
		}
		// Who has left serves no term: nothing is to be replaced any more, whatever measure follows.
		if err := h.record(fact(term.CIAnnulled, "2026-05-28"), true); err != nil {
			h.t.Fatal(err)
		}
		if owed := h.duties()["letter.replace"]; owed.State != duty.Void {
			h.t.Errorf("%+v", owed)
		}
	})
}

// A term sheet names the decision: where its number was put right, the sheet is owed anew, until it is right again.
func TestATermSheetOfAnotherNumberIsOwedAnew(t *testing.T) {
	each(t, func(h *house) {
		papers := paper.New(h.db, h.vault, policytest.Engine(h.t, h.db.Clock()), nil)
		v := h.view()
		d := paper.Draft{
			ID: id.New(), Kind: paper.TermSheet, Facility: v.Life.Facility, Unit: v.Life.Unit, Person: h.person, Name: "李明远",
			States: v.Answer.Measures[0].End, Sheet: press.Sheet{Title: "期限计算书"},
		}
		if _, err := papers.Issue(h.legal, store.NewKey(), d); err != nil {
			h.t.Fatal(err)
		}
		h.hand.Forward(time.Minute)
		told := func(number string, want duty.State) {
			h.t.Helper()
			v := h.view()
			c := measure.Correction{Person: h.person, Version: v.Life.Version, Note: measure.Note{Number: number, Words: "文号抄错"}}
			for _, e := range v.Life.Standing() {
				if e.Fact.Type == term.CIDecided {
					c.Event, c.With = e.ID, e.Fact
				}
			}
			if _, err := h.desk.Correct(h.legal, store.NewKey(), c); err != nil {
				h.t.Fatal(err)
			}
			if err := h.record(fact(term.JABooklet, "2025-07-01"), true); err != nil {
				h.t.Fatal(err)
			}
			if owed := h.duties()["letter.replace"]; owed.State != want {
				h.t.Errorf("%s: %+v", number, owed)
			}
		}
		told("强戒字〔2025〕11号", duty.Pending)
		told("强戒字〔2025〕1号", duty.Void)
	})
}
