package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

func TestAHomeLeaveGoesOutAndComesBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 200)
		end := h.term(p).End
		ask := []string{"leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县", "leaves_on=2026-03-03", "back_on=2026-03-02"}
		_, err := h.begin("case_officer", affair.HomeLeave, p, ask...)
		h.refused(err, "journey.before_that")
		ask[5] = "back_on=2026-03-06"
		of, err := h.begin("case_officer", affair.HomeLeave, p, ask...)
		h.must(err)
		_, err = h.begin("case_officer", affair.HomeLeave, p, ask...)
		h.refused(err, "journey.open_already")
		h.refused(h.do("case_officer", of, "approve"), "policy.denied")
		h.refused(h.do("case_officer", of, "depart", "departed="+h.minute(0)), "journey.not_now")
		h.must(h.do("facility_head", of, "approve"))
		h.hand.Forward(24 * time.Hour)
		h.must(h.do("duty_officer", of, "depart", "departed="+h.minute(0), "escort_kind=kin", "escort=马阿依"))
		if m := h.term(p); m.Substate != law.HomeLeave {
			h.t.Errorf("%+v", m)
		}
		h.hand.Forward(72 * time.Hour)
		h.refused(h.do("duty_officer", of, "return", "returned=2026-03-01T10:00", "late=no", "tested=yes"), "journey.before_that")
		h.must(h.do("duty_officer", of, "return", "returned="+h.minute(0), "late=no", "tested=yes"))
		if m := h.term(p); m.Substate != law.InFacility || m.End != end {
			h.t.Errorf("a leave within its limit moved the end: %+v", m)
		}
	})
}

func TestTreatmentOutsideIsApprovedAboveTheFacility(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 200)
		of, err := h.begin("doctor", affair.OutsideMedical, p, "findings=重症", "life_at_risk=yes", "hospital=川东县医院", "leaves_on="+h.today())
		h.must(err)
		h.must(h.do("facility_head", of, "submit"))
		approve := []string{"approved_on=" + h.today(), "organ=省戒毒管理局", "number=省戒医〔2026〕3号", "no_paper=扫描件随后补"}
		h.refused(h.do("facility_head", of, "approve", approve...), "policy.denied")
		h.must(h.do("bureau_legal", of, "approve", approve...))
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "hospital=川东县医院", "guarantor=马阿依", "phone=13800000000"))
		if m := h.term(p); m.Substate != law.OutsideMedical {
			h.t.Errorf("%+v", m)
		}
		back := []string{"returned=" + h.today(), "words=病情好转"}
		h.must(h.do("case_officer", of, "return", back...)) // he is back, whoever still has to be told
		if m := h.term(p); m.Substate != law.InFacility {
			h.t.Errorf("%+v", m)
		}
		h.state(of, "untold")
		if d := h.owes(p, "journey.outside_medical.tell"); d.State != duty.Pending {
			h.t.Errorf("%+v", d)
		}
		h.must(h.do("case_officer", of, "tell_organ", "told_on="+h.today(), "organ=川东县公安局"))
		h.state(of, "back")
		if d := h.owes(p, "journey.outside_medical.tell"); d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestWhoAbscondsAndIsBroughtBackServesTheDaysAway(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 200)
		end := h.term(p).End
		of, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(time.Hour), "left_on="+h.today(), "where=医院", "words=上厕所后未归")
		h.must(err)
		if m := h.term(p); m.Substate != law.Absconded || !m.End.IsZero() {
			h.t.Errorf("%+v", m)
		}
		h.hand.Forward(5 * 24 * time.Hour)
		h.refused(h.do("brigade_head", of, "recapture", "returned=2026-03-01", "where=车站", "how_back=recaptured"), "journey.before_that")
		h.caught(of)
		if m := h.term(p); m.Substate != law.InFacility || m.End != end.AddDays(5) || !m.EarliestEarlyRelease.IsZero() {
			h.t.Errorf("%+v, end was %s", m, end)
		}
		h.state(of, "untold")
		h.toldPolice(of)
		h.state(of, "back")
		if d := h.owes(p, "abscond.report"); d.State == duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

// A roll that saw somebody after he is said to have gone is pointed out with its hour, and holds nobody up.
func TestARollThatSawHimAfterHeWentIsPointedOut(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 200)
		rolls, officer := h.rolls, policytest.As(h.t.Context(), policy.DutyOfficer, h.facility, h.unit, h.hand.Now())
		call, err := rolls.Open(officer, store.NewKey(), rollcall.Opening{Facility: h.facility, Unit: h.unit, Shift: "morning"})
		h.must(err)
		h.hand.Forward(time.Minute)
		_, err = rolls.Mark(officer, store.NewKey(), call, []rollcall.Mark{{Person: p, Sort: rollcall.Present, At: h.hand.Now(), Device: "t", Seq: 1}})
		h.must(err)
		report := func(noticed time.Duration, left string, said ...string) error {
			_, err := h.begin("brigade_head", affair.Abscond, p, append([]string{"noticed=" + h.minute(noticed), "left_on=" + left, "where=医院", "words=未归"}, said...)...)
			return err
		}
		_, err = rolls.Close(officer, store.NewKey(), call, 1, "")
		h.must(err)
		h.hand.Forward(time.Hour)
		err = report(2*time.Hour, h.today())
		h.refused(err, "journey.caution")
		if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "journey.caution.seen" || e.Fields[0].Args[0] != rollcall.Shift("morning").Title() || !e.Fields[0].Args[1].(time.Time).Equal(h.hand.Now().Add(-time.Hour)) {
			h.t.Errorf("%+v", e)
		}
		_, err = h.begin("brigade_head", affair.Death, p, "died_at="+h.minute(2*time.Hour), "died_where=facility", "where=寝室", "found_by=值班民警", "pronounced=by_doctor")
		if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "journey.caution.seen_alive" {
			h.t.Errorf("%+v", err)
		}
		h.refused(report(time.Minute, civil.DateOf(h.hand.Now()).AddDays(-1).String()), "journey.caution") // of yesterday, and seen this morning
		h.must(report(2*time.Hour, h.today(), "aware=yes"))
		if m := h.term(p); m.Substate != law.Absconded {
			h.t.Errorf("%+v", m)
		}

		other := h.resident("马海仁", "519900199005011031", 200)
		p = other
		h.must(report(time.Minute, h.today())) // no roll saw him
	})
}

// Who was told before it was all entered was told in time: the house was down, or the officers had no hand free.
func TestThePoliceWereToldBeforeItWasEntered(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 200)
		of, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(2*time.Hour), "left_on="+h.today(), "where=医院", "words=上厕所后未归")
		h.must(err)
		h.hand.Forward(time.Minute)
		h.must(h.do("brigade_head", of, "tell_police", "told_at="+h.minute(time.Hour), "organ=县公安局", "told=值班室"))
		if d := h.owes(p, "abscond.report"); d.State != duty.Done || !d.Closed.Before(d.Opened) || d.Happened.IsZero() {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestWhoIsHeldElsewhereGoesOnServing(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 3)
		end := h.term(p).End
		of, err := h.begin("case_officer", affair.HeldElsewhere, p, "taken_on="+h.today(), "cause=arrest", "where=县看守所", "told=周定边", "no_paper=文书随后补")
		h.must(err)
		if m := h.term(p); m.Substate != law.HeldElsewhere || m.End != end {
			h.t.Errorf("%+v", m)
		}
		close := []string{"told_on=", "words=期满", "certificate_by=寄县看守所转交"}
		close[0] += h.today()
		h.refused(h.do("legal_officer", of, "expire", close...), "journey.still_runs")
		h.hand.Forward(5 * 24 * time.Hour)
		if _, err := h.measures.Refresh(h.as("legal_officer"), 10); err != nil {
			h.t.Fatal(err)
		}
		close[0] = "told_on=" + h.today()
		h.must(h.do("legal_officer", of, "expire", close...))
		if stay, inBed := h.stays(p); stay.Here() || inBed || stay.Left != end {
			h.t.Errorf("%+v %v", stay, inBed)
		}
		if said := h.says(of, paper.ReleaseCertificate); !strings.Contains(said, "期限届满") || !strings.Contains(said, "还没有发还") {
			h.t.Error(said)
		}
		if d := h.owes(p, "release.property"); d.State != duty.Pending {
			h.t.Errorf("his things are forgotten: %+v", d)
		}
		for kind, code := range map[paper.Kind]duty.Code{paper.NoticeFamily: "release.tell_family", paper.NoticeStation: "release.tell_police_station", paper.ReleaseNotice: "release.tell_organ"} {
			said := h.says(of, kind)
			if d := h.owes(p, code); d.State != duty.Pending || !strings.Contains(said, "已于2026年3月5日解除") {
				h.t.Errorf("%s: %+v\n%s", kind, d, said)
			}
		}
	})
}

// While he is gone nobody knows his last day: nothing is said to run "to" it.
func TestNothingExpiresWhileHeIsGone(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 3)
		of := h.opened(p, "held_elsewhere")
		_, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(0), "left_on="+h.today(), "where=县看守所", "words=押解途中逃跑", "aware=yes")
		h.must(err)
		h.refused(h.do("legal_officer", of, "expire", "told_on="+h.today(), "words=期满", "certificate_by=寄县看守所转交"), "journey.still_runs_away")
	})
}

// No day on which he was here, or on leave, is counted as away (REG 32).
func TestNobodyIsAwayBeforeHeLeft(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		end := h.term(p).End
		of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县", "leaves_on="+h.today(), "back_on="+h.today())
		h.must(err)
		h.must(h.do("facility_head", of, "approve"))
		h.must(h.do("duty_officer", of, "depart", "departed="+h.minute(0), "escort_kind=kin"))
		left := h.today()
		h.hand.Forward(3 * 24 * time.Hour)
		gone := func(on string) error {
			_, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(time.Hour), "left_on="+on, "where=家里", "words=逾期未归")
			return err
		}
		h.refused(gone(h.before(left, 1)), "journey.before_that")
		h.refused(gone("2020-01-01"), "journey.before_that")
		_, err = h.begin("case_officer", affair.HeldElsewhere, p, "taken_on=2020-01-01", "cause=arrest", "where=县看守所", "told=周定边", "no_paper=x")
		h.refused(err, "journey.before_that")
		h.refused(h.do("duty_officer", of, "return", "returned="+h.minute(0), "late=no", "tested=yes"), "journey.late_or_not")
		h.must(gone(left))
		if m := h.term(p); !m.End.IsZero() && m.End != end {
			h.t.Errorf("%+v", m)
		}
	})
}

func (h *house) before(day string, n int) string {
	d, err := civil.ParseDate(day)
	h.must(err)
	return d.AddDays(-n).String()
}
