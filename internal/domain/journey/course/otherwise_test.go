package course_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// An answer that was another than it was typed: the affair says what the file says, the organ has the receipt that is right, and
// nobody serves what was not decided.
func TestAnAnswerThatWasAnother(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		end := h.term(p).End
		of := h.extended(p, "3")
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionDecided, func(x *term.Fact) { x.Approved = false })
		h.state(of, "denied")
		if m := h.term(p); m.End != end {
			h.t.Errorf("%+v", m)
		}
		if said := h.says(of, paper.DecisionReceipt); !strings.Contains(said, "不批准") && !strings.Contains(said, "不予") || strings.Contains(said, "延长3个月") {
			h.t.Error(said)
		}
		h.refused(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"), "journey.not_now")
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionDecided, func(x *term.Fact) { x.Approved, x.Months = true, 2 }) // granted after all
		h.state(of, "granted")
		if m := h.term(p); m.End != end.AddMonths(2) {
			h.t.Errorf("%+v", m)
		}
		if said := h.says(of, paper.DecisionReceipt); !strings.Contains(said, "延长2个月") {
			h.t.Error(said)
		}
		h.must(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"))
	})
}

// An answer that was none is waited for, and typed where it belongs.
func TestAnAnswerThatWasNoneIsWaitedFor(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		end := h.term(p).End
		of := h.extended(p, "12")
		h.hand.Forward(time.Hour)
		h.must(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"))
		h.must(h.do("legal_officer", of, "tell_family", "told_at="+h.minute(0), "told=甲"))
		h.correct(p, term.ExtensionDecided, nil)
		h.state(of, "submitted")
		h.refused(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"), "journey.not_now")
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "months=1", "number=川东公延字〔2026〕2号", "no_paper=扫描件随后补", "by_organ=same_organ", "aware=yes"))
		h.state(of, "granted")
		if m := h.term(p); m.End != end.AddMonths(1) {
			h.t.Errorf("%+v", m)
		}
		if kinds := h.inForce(of); !slices.Contains(kinds, paper.DecisionReceipt) {
			h.t.Errorf("%v", kinds)
		}
		h.must(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"))
		h.refused(h.do("legal_officer", of, "close"), "journey.untold_why") // the family was told of another answer
	})
}

// Who was to go home by a conversion that was refused stays: nobody collects him, and no list has him go today.
func TestAConversionThatWasRefused(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		of := h.converts(p)
		h.hand.Forward(time.Hour)
		h.correct(p, term.ConversionDecided, func(x *term.Fact) { x.Approved = false })
		h.state(of, "denied")
		h.here(p)
		if kinds := h.inForce(of); slices.Contains(kinds, paper.NoticeFamily) {
			h.t.Errorf("the family is still to collect him: %v", kinds)
		}
		if d := h.owes(p, "conversion.home"); d.State != duty.Void {
			h.t.Errorf("%+v", d)
		}
	})
}

// Who was let go by an approval that was none was let go too early: no certificate says that his term was over, until it is.
func TestWhoWasLetGoByARefusalWasLetGoTooEarly(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.approvedFor(p, h.today())
		of := h.letGo(p)
		h.hand.Forward(time.Hour)
		h.correct(p, term.EarlyDecided, func(x *term.Fact) { x.Approved = false })
		h.state(of, "let_out")
		if kinds := h.inForce(of); slices.Contains(kinds, paper.ReleaseCertificate) || slices.Contains(kinds, paper.NoticeFamily) {
			h.t.Errorf("%v", kinds)
		}
		if stay, _ := h.stays(p); stay.Here() {
			h.t.Errorf("%+v", stay)
		}
		h.days(301)
		end, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", end, "term", "term_checked=yes"))
		h.must(h.do("legal_officer", end, "close_outside", "certificate_by=邮寄", "words=期满"))
		certificates := 0
		for _, x := range []id.ID{of, end} {
			for _, k := range h.inForce(x) {
				if k == paper.ReleaseCertificate {
					certificates++
				}
			}
		}
		if certificates != 1 {
			h.t.Errorf("%d certificates count", certificates)
		}
	})
}

// A conversion by which he has gone home was refused: he is to be here, as if nobody had let him go.
func TestAConversionThatWasRefusedAfterHeWentHome(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.converts(p)
		h.seen(of, number)
		h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "resident_signs=signed"))
		h.hand.Forward(time.Hour)
		h.correct(p, term.ConversionDecided, func(x *term.Fact) { x.Approved = false })
		h.state(of, "denied")
		h.here(p)
		if left := h.inForce(of); len(left) != 2 || !slices.Contains(left, paper.ConversionProposal) || !slices.Contains(left, paper.DecisionReceipt) {
			h.t.Error(left)
		}
	})
}

// Custody by which his file was closed is not told of a day by which it would not have been: that he went is taken back first.
func TestCustodyThatEndedAFileIsTakenBackBeforeItIsToldAnew(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		of := h.opened(p, "held_elsewhere")
		h.days(6)
		h.must(h.do("legal_officer", of, "expire", "told_on="+h.today(), "certificate_by=邮寄", "words=期满"))
		c, was := h.latest(p, term.HeldElsewhere)
		c.With = was.Fact
		c.With.On = was.Fact.On.AddDays(4)
		c.With.At = c.With.On.Start()
		_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
		h.refused(err, "measure.ended_there")
		h.state(of, "closed")
	})
}

// Whose file was closed because his term ran out where he is held, and whose term was longer, is held there and serves on.
func TestATermThatDidNotRunOutThere(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		of := h.opened(p, "held_elsewhere")
		h.days(6)
		h.must(h.do("legal_officer", of, "expire", "told_on="+h.today(), "certificate_by=邮寄", "words=期满"))
		h.correct(p, term.CIDecided, func(x *term.Fact) { x.On = x.On.AddDays(30); x.At = x.On.Start() })
		h.state(of, "out")
		h.here(p)
		if o, out := h.out(p); !out || o.Kind != outing.HeldElsewhere || o.Ended != "" {
			h.t.Errorf("%+v", o)
		}
		if left := h.inForce(of); len(left) > 0 {
			h.t.Error(left)
		}
	})
}
