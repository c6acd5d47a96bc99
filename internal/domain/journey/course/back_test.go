package course_test

import (
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// That somebody came back is withdrawn: it was another man. His affair goes on where it stood, and has him back when he is.
func TestWhoDidNotComeBack(t *testing.T) {
	for _, x := range []struct {
		open, out string
		back      []string
		by        string
		fact      term.Type
		is        outing.Kind
		after     journey.State
	}{
		{"abscond", "missing", []string{"recapture", "where=车站", "how_back=recaptured"}, "brigade_head", term.Recapture, outing.Absconded, "untold"},
		{"home_leave", "out", []string{"return", "late=no", "tested=yes"}, "case_officer", term.HomeLeaveEnded, outing.HomeLeave, "back"},
		{"outside_medical", "out", []string{"return", "words=好转"}, "case_officer", term.OutsideMedicalEnded, outing.OutsideMedical, "untold"},
		{"held_elsewhere", "out", []string{"return"}, "case_officer", term.HeldElsewhereEnded, outing.HeldElsewhere, "back"},
	} {
		t.Run(x.open, func(t *testing.T) {
			each(t, func(h *house) {
				p := h.resident("马海木", number, 200)
				of := h.opened(p, x.open)
				comes := func() {
					h.hand.Forward(time.Hour)
					at := "returned=" + h.today()
					if x.open == "home_leave" {
						at = "returned=" + h.minute(0)
					}
					h.must(h.do(x.by, of, x.back[0], append(x.back[1:], at)...))
				}
				comes()
				h.state(of, x.after)
				h.hand.Forward(time.Hour)
				h.correct(p, x.fact, nil)
				h.state(of, journey.State(x.out))
				if o, out := h.out(p); !out || o.Kind != x.is {
					h.t.Errorf("the board: %+v", o)
				}
				if f := h.file(of); f.Did(x.back[0]) {
					h.t.Error("the affair has him back still")
				}
				comes()
				h.state(of, x.after)
				if m := h.term(p); m.Substate != law.InFacility {
					h.t.Errorf("%+v", m)
				}
			})
		})
	}
}

// Who has absconded again since must have been back before.
func TestNobodyGoesTwiceWithoutComingBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.opened(p, "abscond")
		h.days(2)
		h.caught(of)
		h.toldPolice(of)
		h.days(2)
		h.opened(p, "abscond")
		c, _ := h.latest(p, term.Recapture)
		_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
		h.refused(err, "measure.goes_twice")
	})
}

// A report of absconding is dropped with its fact, and not before: a fact that stands would have him absconded.
func TestAReportIsDroppedWithItsFact(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.opened(p, "abscond")
		h.refused(h.do("legal_officer", of, "drop", "words=误登"), "journey.withdraw_first")
		h.correct(p, term.Abscond, nil)
		h.state(of, "mistaken")
	})
}

// Whoever may send somebody off may write down that he set out, and that he is back.
func TestALegalOfficerSendsATransferOff(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.packed(p)
		h.must(h.do("legal_officer", of, "depart", "departed="+h.minute(0), "escorts.escort=陈立", "escorts.escort=王平"))
		if o, out := h.out(p); !out || o.Kind != outing.Transfer {
			h.t.Errorf("%+v", o)
		}
		h.must(h.do("legal_officer", of, "return", "returned="+h.minute(0), "words=道路中断"))
		if _, out := h.out(p); out {
			h.t.Error("he is out still")
		}
	})
}

// Who goes once his term is over has not absconded: the board has him out, and he is released.
func TestNobodyAbscondsWhomNothingHolds(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		h.days(2)
		_, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(0), "left_on="+h.today(), "where=大门", "words=自己走了", "aware=yes")
		h.refused(err, "journey.over_then")
		_, err = h.outings.Leave(h.as("duty_officer"), store.NewKey(), outing.Departure{Person: p, Kind: string(outing.Other), From: h.minute(0), Words: outing.Words{Note: "自己走了"}})
		h.must(err)
		of := h.prepared(p)
		h.must(h.leaves(of))
		if stay, _ := h.stays(p); stay.Here() {
			h.t.Errorf("%+v", stay)
		}
	})
}

// Who came back from leave while a conversion had ended his measure is back by the file too, once the conversion was none.
func TestWhoCameBackWhileNothingHeldHim(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		away := h.opened(p, "home_leave")
		h.converts(p)
		h.hand.Forward(time.Hour)
		h.must(h.do("case_officer", away, "return", "returned="+h.minute(0), "late=no", "tested=yes"))
		h.hand.Forward(time.Hour)
		h.correct(p, term.ConversionDecided, func(x *term.Fact) { x.Approved = false })
		h.state(away, "back")
		if m := h.term(p); m.Substate != law.InFacility {
			h.t.Errorf("the file has him on leave: %+v", m)
		}
		if o, out := h.out(p); out {
			h.t.Errorf("the board: %+v", o)
		}
	})
}

// Who absconded from leave, or was taken from it, and did neither: that he is back falls with it, and he is on leave as before.
func TestALeaveGoesOnWhenNothingOfWhatFollowedWasSo(t *testing.T) {
	for _, x := range []struct {
		open, by, back string
		left, came     term.Type
		more           []string
	}{
		{"abscond", "brigade_head", "recapture", term.Abscond, term.Recapture, []string{"where=车站", "how_back=recaptured"}},
		{"held_elsewhere", "case_officer", "return", term.HeldElsewhere, term.HeldElsewhereEnded, nil},
	} {
		each(t, func(h *house) {
			p := h.resident("马海木", number, 100)
			away := h.opened(p, "home_leave")
			h.days(2)
			begin := []string{"noticed=" + h.minute(0), "left_on=" + h.today(), "where=家里", "words=未归", "taken_on=" + h.today(), "cause=arrest", "told=周定边", "no_paper=后补", "aware=yes"}
			kind := affair.Abscond
			if x.open == "held_elsewhere" {
				kind = affair.HeldElsewhere
			}
			of, err := h.begin(x.by, kind, p, begin...)
			h.must(err)
			h.days(2)
			h.must(h.do(x.by, of, x.back, append(x.more, "returned="+h.today())...))
			h.state(away, "back")
			h.hand.Forward(time.Hour)
			h.correct(p, x.came, nil)
			h.state(away, "out")
			h.hand.Forward(time.Hour)
			h.correct(p, x.left, nil)
			h.state(of, "mistaken")
			h.state(away, "out")
			if o, out := h.out(p); !out || o.Kind != outing.HomeLeave {
				h.t.Errorf("%s: the board: %+v", x.open, o)
			}
		})
	}
}

// A return that was recorded while nothing held him is withdrawn once, and for good.
func TestAReturnIsNotWrittenTwice(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		away := h.opened(p, "home_leave")
		h.converts(p)
		h.hand.Forward(time.Hour)
		h.must(h.do("case_officer", away, "return", "returned="+h.minute(0), "late=no", "tested=yes"))
		h.hand.Forward(time.Hour)
		h.correct(p, term.ConversionDecided, nil)
		h.state(away, "back")
		h.hand.Forward(time.Hour)
		h.correct(p, term.HomeLeaveEnded, nil)
		h.state(away, "out")
		if o, out := h.out(p); !out || o.Kind != outing.HomeLeave {
			h.t.Errorf("the board: %+v", o)
		}
	})
}

// While a conversion has ended his measure, that he came back can be withdrawn: the board has him out.
func TestWhoDidNotComeBackWhileNothingHeldHim(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		away := h.opened(p, "abscond")
		h.days(1)
		h.caught(away)
		h.converts(p)
		h.hand.Forward(time.Hour)
		h.correct(p, term.Recapture, nil)
		h.state(away, "missing")
		if o, out := h.out(p); !out || o.Kind != outing.Absconded {
			h.t.Errorf("the board: %+v", o)
		}
		h.caught(away)
		if _, out := h.out(p); out {
			h.t.Error("he is back")
		}
	})
}

// Nobody was let out on leave who had not come back.
func TestNobodyIsLetOutWhoWasNotBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.opened(p, "abscond")
		h.days(1)
		h.caught(of)
		h.days(1)
		h.opened(p, "home_leave")
		c, _ := h.latest(p, term.Recapture)
		_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
		h.refused(err, "measure.goes_twice")
	})
}

// What was told of one absconding is not told of another.
func TestThePoliceAreToldOfEachAbsconding(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.opened(p, "abscond")
		h.days(1)
		h.caught(of)
		h.days(1)
		again := h.opened(p, "abscond")
		h.toldPolice(of)
		if d := h.owes(p, "abscond.report"); d.State != duty.Pending || d.Paper {
			h.t.Errorf("%+v", d)
		}
		h.toldPolice(again)
		if d := h.owes(p, "abscond.report"); d.State == duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

// Who is treated outside has been out since he left, not since it was approved.
func TestWhoIsTreatedOutsideIsOutSinceHeLeft(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		approved := h.today()
		of, err := h.begin("doctor", affair.OutsideMedical, p, "findings=重症", "life_at_risk=yes", "hospital=川东县医院", "leaves_on="+h.today())
		h.must(err)
		h.must(h.do("facility_head", of, "submit"))
		h.must(h.do("bureau_legal", of, "approve", "approved_on="+approved, "organ=省局", "number=1", "no_paper=随后补"))
		h.days(4)
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "hospital=川东县医院", "guarantor=马阿依", "phone=13800000000"))
		h.days(1)
		if o, out := h.out(p); !out || o.From.Before(h.hand.Now().Add(-30*time.Hour)) {
			h.t.Errorf("%+v", o)
		}
		h.must(h.do("case_officer", of, "return", "returned="+h.today(), "words=好转"))
		h.hand.Forward(time.Hour)
		h.correct(p, term.OutsideMedicalEnded, nil)
		if o, out := h.out(p); !out || o.From.Before(h.hand.Now().Add(-30*time.Hour)) {
			h.t.Errorf("%+v", o)
		}
	})
}

// The day on which he went is moved by two, also while nobody knows his last day.
func TestDaysAwayAreMovedByTwo(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		h.days(3)
		h.opened(p, "abscond")
		h.days(1)
		c, was := h.latest(p, term.Abscond)
		c.With = was.Fact
		c.With.On = was.Fact.On.AddDays(-1)
		c.With.At = c.With.On.Start()
		_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
		h.must(err)
		h.two(p)
	})
}

// Whose term ran out where another organ holds him is not forgotten there: somebody owes it that his file is closed.
func TestWhoseTermRanOutThereIsNotForgotten(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 2)
		of := h.opened(p, "held_elsewhere")
		h.days(1)
		if d := h.owes(p, "held.expired"); d.ID != "" {
			h.t.Errorf("%+v", d)
		}
		h.days(3)
		if d := h.owes(p, "held.expired"); d.State != duty.Pending || d.Owner != "legal_officer" {
			h.t.Errorf("%+v", d)
		}
		h.must(h.do("legal_officer", of, "expire", "told_on="+h.today(), "certificate_by=邮寄", "words=期满"))
		if d := h.owes(p, "held.expired"); d.State == duty.Pending || d.State == duty.Void {
			h.t.Errorf("%+v", d)
		}
	})
}

// caught has somebody brought back today who had absconded.
func (h *house) caught(of id.ID) {
	h.t.Helper()
	h.must(h.do("brigade_head", of, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
}

// toldPolice tells the police of the place, now.
func (h *house) toldPolice(of id.ID) {
	h.t.Helper()
	h.must(h.do("brigade_head", of, "tell_police", "told_at="+h.minute(0), "organ=县公安局", "told=值班室"))
}

// Who absconds on the day on which he was taken in is told of now, and not from paper.
func TestWhoAbscondsOnHisFirstDayIsToldOfNow(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		h.hand.Forward(time.Hour)
		h.opened(p, "abscond")
		if d := h.owes(p, "abscond.report"); d.State != duty.Pending || d.Paper || d.Due.Day.String() != h.today() {
			h.t.Errorf("%+v", d)
		}
	})
}
