package course_test

import (
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
)

// What the clock says of a decision, and of a leave that it does not bear.

func TestALeaveKnowsTheTermAndItsLimit(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 20)
		ask := func(back string) (id.ID, error) {
			return h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on="+h.today(), "back_on="+back)
		}
		_, err := ask("2026-03-23")
		h.refused(err, "journey.after_end") // the term ends on the 22nd
		_, err = ask("2026-03-15")
		h.refused(err, "journey.caution.unsure") // Order 127 was not read: it warns, and does not stop
		of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on="+h.today(), "back_on=2026-03-15", "aware=yes")
		h.must(err)
		h.refused(h.do("facility_head", of, "approve"), "journey.caution.unsure")
		h.must(h.do("facility_head", of, "approve", "aware=yes"))
		h.must(h.do("case_officer", of, "cancel", "words=改期"))
		of, err = ask("2026-03-12")
		h.must(err) // ten days are within it
		h.must(h.do("facility_head", of, "approve"))
		end := h.term(p).End
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "escort_kind=none"))
		h.days(12)
		h.must(h.do("case_officer", of, "return", "returned="+h.minute(0), "late=yes", "tested=yes"))
		if m := h.term(p); m.End != end {
			h.t.Errorf("a late return moved the term: %+v", m)
		}
	})
}

func TestAnEarlyReleaseMovesTheEndBeforeTheReturn(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on="+h.today(), "back_on=2026-03-09")
		h.must(err)
		h.must(h.do("facility_head", of, "approve"))
		early, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", early, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", early, "grant", "decided="+h.today(), "release_on=2026-03-05", "number=1", "no_paper=x"))
		h.refused(h.do("case_officer", of, "depart", "departed="+h.minute(0), "escort_kind=none"), "journey.caution.leave_end")
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "escort_kind=none", "aware=yes"))
	})
}

func TestADecisionThatTheLawDoesNotLetCountMovesNothing(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 30)
		end := h.term(p).End
		first := h.extended(p, "8")
		longer := h.term(p).End
		if longer != end.AddMonths(8) {
			h.t.Fatal(longer)
		}
		h.must(h.do("legal_officer", first, "serve", "served="+h.minute(0), "resident_signs=signed"))
		for _, who := range []string{"family", "employer", "police_station"} {
			h.must(h.do("legal_officer", first, "tell_"+who, "told_at="+h.minute(0), "told=经办人"))
		}
		h.must(h.do("legal_officer", first, "close"))
		for _, x := range []struct{ months, by string }{{"8", "same_organ"}, {"2", "other_organ"}} {
			of, err := h.begin("assessor", affair.Extension, p, "proposed_on="+h.today(), "months=2", "words=评估不合格")
			h.must(err)
			h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
			said := []string{"decided=" + h.today(), "months=" + x.months, "number=1", "no_paper=x", "by_organ=" + x.by}
			h.refused(h.do("legal_officer", of, "grant", said...), "journey.caution.law")
			h.must(h.do("legal_officer", of, "grant", append(said, "aware=yes")...))
			h.state(of, "uncounted")
			if m := h.term(p); m.End != longer {
				h.t.Errorf("%+v", m)
			}
			if d := h.owes(p, "act.report"); d.State != duty.Pending {
				h.t.Errorf("nobody reports it: %+v", d)
			}
			h.must(h.do("legal_officer", of, "let_stand", "words=与决定机关核实无误"))
			h.state(of, "closed")
		}
		of, err := h.begin("assessor", affair.Extension, p, "proposed_on="+h.today(), "months=2", "words=评估不合格")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		said := []string{"decided=" + h.today(), "months=1", "number=1", "no_paper=x"}
		h.refused(h.do("legal_officer", of, "grant", said...), "journey.caution.months")
		h.must(h.do("legal_officer", of, "grant", append(said, "aware=yes")...))
		if m := h.term(p); m.End != longer.AddMonths(1) && m.End != end.AddMonths(9) {
			h.t.Errorf("%+v", m)
		}
	})
}

func TestAnExtensionDecidedTooLateMovesNothing(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 3)
		end := h.term(p).End
		of := h.opened(p, "extension")
		h.days(4)
		said := []string{"decided=" + h.today(), "months=8", "number=1", "no_paper=x"}
		h.refused(h.do("legal_officer", of, "grant", said...), "journey.caution.law")
		h.must(h.do("legal_officer", of, "grant", append(said, "aware=yes")...))
		h.state(of, "uncounted")
		if m := h.term(p); m.End != end {
			h.t.Errorf("%+v", m)
		}
	})
}

func TestAnotherOrganThanTheOneThatDecided(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		said := []string{"decided=" + h.today(), "release_on=2026-03-09", "number=1", "no_paper=x", "by_organ=other_organ"}
		h.refused(h.do("legal_officer", of, "grant", said...), "journey.caution.law")
		h.must(h.do("legal_officer", of, "grant", append(said, "aware=yes")...))
		h.state(of, "granted")
	})
}

func TestWhoIsConvertedGoesHomeToday(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("doctor", affair.Conversion, p, "proposed_on="+h.today(), "words=不宜继续收治")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "number=1", "no_paper=随后补"))
		if d := h.owes(p, "conversion.home"); d.State != duty.Pending || d.Owner != "return_officer" || d.Due.Day.String() != h.today() {
			h.t.Errorf("%+v", d)
		}
	})
}

// A leave is for the days for which it was given: nobody goes out beside them without a word (NCL 46), and who has gone is
// kept as gone and reported.
func TestALeaveIsForItsDays(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		asks := func() id.ID {
			of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on=2026-03-05", "back_on=2026-03-08")
			h.must(err)
			h.must(h.do("facility_head", of, "approve"))
			return of
		}
		of := asks()
		goes := func(more ...string) error {
			return h.do("case_officer", of, "depart", append(more, "departed="+h.minute(0), "escort_kind=none")...)
		}
		h.refused(goes(), "journey.off_days")
		h.refused(goes("happened=yes"), "journey.off_days_why")
		h.must(goes("happened=yes", "words=家属病危，值班领导口头放行"))
		if d := h.owes(p, "leave.off_days"); d.State != duty.Pending || d.Due.Day.String() != h.today() {
			h.t.Errorf("nobody reports it: %+v", d)
		}
		if _, n := h.ofCase(of); n != 0 {
			h.t.Error("a permit says that the house had allowed it")
		}
		h.days(1)
		h.must(h.do("case_officer", of, "return", "returned="+h.minute(0), "late=no", "tested=yes"))
		of = asks()
		h.days(2)
		h.must(goes())
		if papers, _ := h.ofCase(of); !papers[paper.HomeLeavePermit].InForce() {
			h.t.Error("he has no permit on his way")
		}
		h.days(1)
		h.must(h.do("case_officer", of, "return", "returned="+h.minute(0), "late=no", "tested=yes"))
		of = asks()
		h.days(3) // the ninth: the leave was to end on the eighth
		h.refused(goes(), "journey.off_days")
	})
}

// Nobody had allowed it before somebody did: a leave that began before the day of its approval is told in words and reported. What
// was allowed on paper has the day of the paper.
func TestALeaveDoesNotBeginBeforeItIsAllowed(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		left := h.minute(48 * time.Hour)
		asks := func(approved ...string) id.ID {
			of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on="+left[:10], "back_on="+h.today())
			h.must(err)
			h.must(h.do("facility_head", of, "approve", approved...))
			return of
		}
		of := asks()
		h.refused(h.do("case_officer", of, "depart", "departed="+left, "escort_kind=none"), "journey.off_days")
		h.must(h.do("case_officer", of, "cancel", "words=补录批准日期"))
		h.must(h.do("case_officer", asks("approved_on="+left[:10]), "depart", "departed="+left, "escort_kind=none"))
	})
}

// Who is held elsewhere, or has absconded, since he went on leave is not back from it before he is back from there.
func TestWhoIsElsewhereIsNotBackFromHisLeave(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		leave := h.opened(p, "home_leave")
		held := h.opened(p, "held_elsewhere")
		back := []string{"returned=" + h.minute(0), "late=no", "tested=yes"}
		h.refused(h.do("case_officer", leave, "return", back...), "journey.is_out")
		h.must(h.do("case_officer", held, "return", "returned="+h.today()))
		h.state(leave, "back")
		if o, out := h.out(p); out {
			h.t.Errorf("%+v", o)
		}
	})
}

// Who is asked about, or set out on leave, though he is gone or was since it was allowed: whoever signs is told.
func TestWhoWasGoneSinceHisLeaveWasAllowed(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		asks := []string{"leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on=" + h.today(), "back_on=" + h.today()}
		of, err := h.begin("case_officer", affair.HomeLeave, p, asks...)
		h.must(err)
		gone := h.opened(p, "abscond")
		h.refused(h.do("facility_head", of, "approve"), "journey.caution.elsewhere")
		h.must(h.do("facility_head", of, "approve", "aware=yes"))
		h.hand.Forward(time.Minute)
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		goes := []string{"departed=" + h.minute(0), "escort_kind=none"}
		h.refused(h.do("case_officer", of, "depart", goes...), "journey.caution.gone_since")
		h.must(h.do("case_officer", of, "depart", append(goes, "aware=yes")...))
	})
}
