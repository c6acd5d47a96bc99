package measure_test

import (
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// isWrong holds that one field was wrong, for the reason named.
func (h *house) isWrong(err error, code string) {
	h.t.Helper()
	if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != code {
		h.t.Errorf("%v, want %s", err, code)
	}
}

// Custody elsewhere ends where it began: the end alone says nothing that anybody could reckon with.
func TestCustodyElsewhereEndsOnlyWhereItBegan(t *testing.T) {
	each(t, func(h *house) {
		fault := func(on, code string) { h.isWrong(h.record(fact(term.HeldElsewhereEnded, on), true), code) }
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
		fault := func(on, code string) { h.isWrong(h.record(fact(term.Recapture, on), true), code) }
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

// Nor is anybody back from a leave or a treatment that never began, or not yet; where it began against the law, he was out.
func TestNobodyIsBackWhoNeverSetOut(t *testing.T) {
	each(t, func(h *house) {
		treated := fact(term.OutsideMedicalApproved, "2026-02-05")
		treated.By = term.Facility
		for _, c := range []struct {
			out          term.Fact
			ends         term.Type
			never, since string
		}{
			{fact(term.HomeLeave, "2026-01-05"), term.HomeLeaveEnded, "measure.never_on_leave", "measure.on_leave_since"},
			{treated, term.OutsideMedicalEnded, "measure.never_treated", "measure.treated_since"},
		} {
			before, after := term.OnDay(c.ends, c.out.On.AddDays(-1)), term.OnDay(c.ends, c.out.On.AddDays(3))
			h.isWrong(h.record(after, true), c.never)
			if err := h.record(c.out, true); err != nil {
				t.Fatal(err)
			}
			h.isWrong(h.record(before, true), c.since)
			if err := h.record(after, true); err != nil {
				t.Fatal(err)
			}
			h.isWrong(h.record(after, true), c.never)
		}
	})
}

// No correction leaves an end without its beginning, and no fact has two corrections waiting.
func TestACorrectionLeavesNoEndAlone(t *testing.T) {
	each(t, func(h *house) {
		for _, f := range []term.Fact{fact(term.Abscond, "2026-01-05"), fact(term.Recapture, "2026-01-10")} {
			if err := h.record(f, true); err != nil {
				t.Fatal(err)
			}
		}
		change := func(with term.Fact) (measure.View, error) {
			v := h.view()
			c := measure.Correction{Person: h.person, Version: v.Life.Version, With: with, Note: measure.Note{Words: "看错日期"}}
			for _, e := range v.Life.Standing() {
				if e.Fact.Type == term.Abscond {
					c.Event = e.ID
				}
			}
			_, err := h.desk.Correct(h.legal, store.NewKey(), c)
			return v, err
		}
		if _, err := change(fact(term.Abscond, "2026-01-12")); errs.Find(err) == nil || len(errs.Find(err).Fields) != 1 || errs.Find(err).Fields[0].Code != "measure.leaves_alone" {
			t.Errorf("brought back before he left: %v", err)
		}
		if _, err := change(term.Fact{}); errs.Find(err) == nil || errs.Find(err).Fields[0].Code != "measure.leaves_alone" {
			t.Errorf("brought back who never left: %v", err)
		}
		if _, err := change(fact(term.Abscond, "2026-01-06")); err != nil {
			t.Fatal(err)
		}
		if _, err := change(fact(term.Abscond, "2026-01-07")); errs.CodeOf(err) != "measure.change_waits" {
			t.Errorf("two corrections wait for one fact: %v", err)
		}
	})
}

// What is withdrawn as mistaken is reported to nobody any more.
func TestABreachThatWasNoneIsNotReported(t *testing.T) {
	each(t, func(h *house) {
		if err := h.record(fact(term.EarlyReceived, "2026-01-05"), true); err != nil {
			t.Fatal(err)
		}
		if d := h.duties()["act.report"]; d.State != "open" {
			t.Fatalf("%+v", d)
		}
		v := h.view()
		all := v.Life.Standing()
		if _, err := h.desk.Correct(h.legal, store.NewKey(), measure.Correction{
			Person: h.person, Version: v.Life.Version, Event: all[len(all)-1].ID, Note: measure.Note{Words: "记错了人"},
		}); err != nil {
			t.Fatal(err)
		}
		if d := h.duties()["act.report"]; d.State != "void" {
			t.Errorf("%+v", d)
		}
	})
}

// A correction that waits follows its fact to where another correction tells it again, and the log says so.
func TestAWaitingCorrectionFollowsItsFact(t *testing.T) {
	each(t, func(h *house) {
		for _, f := range []term.Fact{fact(term.Abscond, "2026-01-05"), fact(term.Recapture, "2026-01-10")} {
			if err := h.record(f, true); err != nil {
				t.Fatal(err)
			}
		}
		propose := func(with term.Fact) id.ID {
			v := h.view()
			c := measure.Correction{Person: h.person, Version: v.Life.Version, With: with, Note: measure.Note{Words: "看错日期"}}
			for _, e := range v.Life.Standing() {
				if e.Fact.Type == with.Type {
					c.Event = e.ID
				}
			}
			change, err := h.desk.Correct(h.legal, store.NewKey(), c)
			if err != nil {
				t.Fatal(err)
			}
			return change
		}
		gone, back := propose(fact(term.Abscond, "2026-01-06")), propose(fact(term.Recapture, "2026-01-11"))
		for _, change := range []id.ID{gone, back} {
			if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(change, true)); err != nil {
				t.Fatal(err)
			}
			r, err := audit.VerifyRows(h.legal, h.db, h.vault, []audit.Table{{Name: "measure_fact", Owner: "t.person", Month: true}, {Name: "duty_duty"}, {Name: "measure_change"}})
			for _, x := range r.Findings {
				if x.Table == "measure_change" {
					t.Errorf("a row was changed beside the log: %+v", x)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if m := h.view().Answer.Measures[0]; m.End != day("2027-03-09").AddDays(5) {
			t.Errorf("%+v", m)
		}
	})
}

// looked is what the second officer says who has just looked at a change.
func (h *house) looked(change id.ID, yes bool) measure.Second {
	h.t.Helper()
	ch, v, err := h.desk.Proposal(h.second, change)
	if err != nil {
		h.t.Fatal(err)
	}
	return measure.Second{Change: change, Version: ch.Version, Life: v.Life.Version, Yes: yes}
}
