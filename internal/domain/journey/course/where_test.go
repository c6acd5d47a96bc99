package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Nobody goes out of a house in which he was not yet.
func TestNobodyGoesOutBeforeHeCame(t *testing.T) {
	each(t, func(h *house) {
		in := h.arrives()
		h.checked(in, "male")
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		p := h.file(in).Person
		leave := []string{"leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县", "back_on=" + h.today()}
		_, err := h.begin("case_officer", affair.HomeLeave, p, append(leave, "leaves_on="+h.before(h.today(), 2))...)
		h.refused(err, "journey.before_that")
		of, err := h.begin("case_officer", affair.HomeLeave, p, append(leave, "leaves_on="+h.today())...)
		h.must(err)
		h.must(h.do("facility_head", of, "approve"))
		h.refused(h.do("duty_officer", of, "depart", "departed="+h.minute(48*time.Hour), "escort_kind=kin", "happened=yes", "words=先走的"), "journey.before_that")

		ill, err := h.begin("doctor", affair.OutsideMedical, p, "findings=胸痛", "life_at_risk=yes", "hospital=县医院", "leaves_on="+h.today())
		h.must(err)
		h.must(h.do("facility_head", ill, "submit"))
		approve := []string{"organ=省戒毒管理局", "number=川戒医〔2026〕1号", "no_paper=随后补"}
		h.refused(h.do("bureau_legal", ill, "approve", append(approve, "approved_on="+h.before(h.today(), 3))...), "journey.before_that")
		h.must(h.do("bureau_legal", ill, "approve", append(approve, "approved_on="+h.today())...))
		h.refused(h.do("duty_officer", ill, "depart", "departed="+h.minute(48*time.Hour), "hospital=县医院", "guarantor=马阿依", "phone=x"), "journey.before_that")
	})
}

// Nobody is brought back before he left, as the file has it now and not as it was told first; the days of his leave that
// would be counted as away are asked about.
func TestTheDayOfAnAbscondingIsTheFilesAndIsDoubted(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		first := h.today()
		of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县",
			"leaves_on="+first, "back_on="+h.before(first, -3))
		h.must(err)
		h.must(h.do("facility_head", of, "approve"))
		h.must(h.do("duty_officer", of, "depart", "departed="+h.minute(0), "escort_kind=kin"))
		h.hand.Forward(6 * 24 * time.Hour)
		gone := []string{"noticed=" + h.minute(time.Hour), "where=家里", "words=逾期未归"}
		_, err = h.begin("brigade_head", affair.Abscond, p, append(gone, "left_on="+h.before(first, -1))...)
		h.refused(err, "journey.caution")
		if !strings.Contains(err.Error(), "journey.caution.on_leave") {
			h.t.Error(err)
		}
		away, err := h.begin("brigade_head", affair.Abscond, p, append(gone, "left_on="+h.before(first, -1), "aware=yes")...)
		h.must(err)

		h.correct(p, term.Abscond, func(x *term.Fact) { x.On = x.On.AddDays(3); x.At = x.On.Start() })
		back := []string{"where=川东县", "how_back=recaptured"}
		h.refused(h.do("brigade_head", away, "recapture", append(back, "returned="+h.before(first, -2))...), "journey.before_that")
		h.must(h.do("brigade_head", away, "recapture", append(back, "returned="+h.today())...))
		if m := h.term(p); m.Substate == law.Absconded {
			h.t.Errorf("%+v", m)
		}
	})
}

// While an affair has somebody out, only it has him back: one act, one record.
func TestOnlyTheAffairHasHimBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县", "leaves_on="+h.today(), "back_on="+h.today())
		h.must(err)
		h.must(h.do("facility_head", of, "approve"))
		h.must(h.do("duty_officer", of, "depart", "departed="+h.minute(0), "escort_kind=kin"))
		h.hand.Forward(time.Hour)
		v, err := h.measures.View(h.as("case_officer"), p)
		h.must(err)
		_, err = h.measures.Record(h.as("case_officer"), store.NewKey(), measure.Recording{Person: p, Version: v.Life.Version, Fact: term.OnDay(term.HomeLeaveEnded, h.term(p).End.AddDays(-200))})
		h.refused(err, "measure.affair_open")
		h.must(h.do("duty_officer", of, "return", "returned="+h.minute(0), "late=no", "tested=yes"))
	})
}

// Where the fact that had him out is taken back, the affair goes with it.
func TestALeaveThatWasTakenBackEnds(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.opened(p, "home_leave")
		h.hand.Forward(time.Hour)
		h.correct(p, term.HomeLeave, nil)
		h.state(of, "mistaken")
		h.refused(h.do("duty_officer", of, "return", "returned="+h.minute(0), "late=no", "tested=yes"), "journey.not_now")
		if d := h.owes(p, "act.report"); d.ID != "" {
			h.t.Errorf("%+v", d)
		}
	})
}

// byHand records a fact of somebody beside any affair.
func (h *house) byHand(p id.ID, x term.Fact) error {
	h.t.Helper()
	v, err := h.measures.View(h.as("case_officer"), p)
	h.must(err)
	_, err = h.measures.Record(h.as("case_officer"), store.NewKey(), measure.Recording{Person: p, Version: v.Life.Version, Fact: x, Note: measure.Note{Words: "文书随后补"}, Happened: true})
	return err
}

// By hand nobody goes out who is out, and what he is out for is named; nor beside an affair that is asked for.
func TestNobodyGoesOutTwiceByHand(t *testing.T) {
	each(t, func(h *house) {
		p, today := h.resident("马海木", number, 200), civil.DateOf(h.hand.Now())
		held := term.OnDay(term.HeldElsewhere, today)
		held.Cause = term.Arrest
		h.must(h.byHand(p, term.OnDay(term.HomeLeave, today.AddDays(-2))))
		h.refused(h.byHand(p, term.OnDay(term.HomeLeave, today)), "measure.is_out")
		h.refused(h.byHand(p, term.OnDay(term.HomeLeave, today.AddDays(-9))), "measure.is_out") // the clock would take the two for one
		err := h.byHand(p, held)
		h.refused(err, "measure.is_out")
		if args := errs.Find(err).Fields[0].Args; args[0] != outing.HomeLeave.Title() {
			h.t.Errorf("%v", args)
		}
		late := term.OnDay(term.OutsideMedicalApproved, today.AddDays(-40))
		late.By = term.Supervisor
		h.must(h.byHand(p, late)) // told late
		h.must(h.byHand(p, term.OnDay(term.OutsideMedicalEnded, today.AddDays(-30))))
		h.must(h.byHand(p, term.OnDay(term.Abscond, today.AddDays(-1))))
		h.refused(h.byHand(p, term.OnDay(term.Abscond, today)), "measure.is_out")
		h.refused(h.byHand(p, term.OnDay(term.Abscond, today.AddDays(-5))), "measure.is_out")
	})
}

func TestNoLeaveByHandBesideOneThatIsAskedFor(t *testing.T) {
	each(t, func(h *house) {
		p, today := h.resident("马海木", number, 200), civil.DateOf(h.hand.Now())
		of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县", "leaves_on="+h.today(), "back_on="+h.today())
		h.must(err)
		h.refused(h.byHand(p, term.OnDay(term.HomeLeave, today)), "measure.affair_open")
		h.must(h.do("facility_head", of, "approve"))
		h.refused(h.byHand(p, term.OnDay(term.HomeLeave, today)), "measure.affair_open")
		h.must(h.byHand(p, term.OnDay(term.Abscond, today))) // from inside: the leave has nothing to do with it
	})
}
