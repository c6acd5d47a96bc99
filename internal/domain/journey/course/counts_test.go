package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Whether a decision counts, and who is told of it, after it was corrected.

// What was served of an extension that was refused was not served: nobody is owed a notice of it.
func TestNobodyIsToldOfAnExtensionThatWasRefused(t *testing.T) {
	for _, withdrawn := range []bool{false, true} {
		each(t, func(h *house) {
			p := h.resident("马海木", number, 60)
			notices := func() (n int) {
				for _, who := range collects {
					if d := h.owes(p, duty.Code("extension.notice."+who)); d.State == duty.Pending {
						n++
					}
				}
				return n
			}
			first := h.extended(p, "1") // an earlier one, of which all is told
			h.served(first, collects...)
			h.must(h.do("legal_officer", first, "close"))
			h.days(1)
			of := h.extended(p, "3")
			h.served(of, "family")
			if n := notices(); n != 2 {
				h.t.Fatalf("%d notices", n)
			}
			h.hand.Forward(time.Hour)
			if withdrawn {
				h.correct(p, term.ExtensionDecided, nil)
				h.state(of, "submitted")
			} else {
				h.correct(p, term.ExtensionDecided, func(x *term.Fact) { x.Approved = false })
				h.state(of, "denied")
			}
			if n := notices(); n != 0 {
				h.t.Errorf("%d notices are owed of what was not decided", n)
			}
			if withdrawn {
				return
			}
			h.hand.Forward(time.Hour)
			h.correct(p, term.ExtensionDecided, func(x *term.Fact) { x.Approved, x.Months = true, 3 })
			h.state(of, "granted")
			h.served(of, collects...)
			h.must(h.do("legal_officer", of, "close"))
		})
	}
}

var collects = []string{"family", "employer", "police_station"}

// served serves an extension, and tells some of it.
func (h *house) served(of id.ID, told ...string) {
	h.t.Helper()
	h.must(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"))
	for _, who := range told {
		h.must(h.do("legal_officer", of, "tell_"+who, "told_at="+h.minute(0), "told=经办人"))
	}
}

// The report of a release that was too early only as long as its approval was doubted is owed no more.
func TestWhatWasLawfulAfterAllIsNotReported(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.approvedFor(p, h.today())
		h.letGo(p)
		for i := range 4 {
			h.hand.Forward(time.Hour)
			h.correct(p, term.EarlyDecided, func(x *term.Fact) { x.Approved = i%2 == 1 })
			owed := strings.Contains(strings.Join(h.pending(p), " "), "act.report")
			if owed == (i%2 == 1) {
				h.t.Errorf("%d: reported: %v", i, owed)
			}
		}
	})
}

// An approval that the law lets count only since another fact was corrected counts from then on, and the other way round.
func TestAnExtensionCountsAsTheFileHasIt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		first := h.extended(p, "9")
		h.served(first, collects...)
		h.must(h.do("legal_officer", first, "close"))
		h.hand.Forward(time.Hour)
		of := h.extended(p, "3")
		h.served(of, collects...)
		h.hand.Forward(time.Hour)
		first9 := func(months int32) {
			h.hand.Forward(time.Hour)
			v, err := h.measures.View(h.as("legal_officer"), p)
			h.must(err)
			for _, e := range v.Life.Standing() {
				if e.Fact.Type == term.ExtensionDecided {
					c, _ := h.latest(p, term.ExtensionDecided)
					c.Event, c.With = e.ID, e.Fact
					c.With.Months = months
					_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c) // twelve months as before: nobody else is asked
					h.must(err)
					return
				}
			}
		}
		first9(12) // with the three of the other more than a year
		h.state(first, "closed")
		h.state(of, "uncounted")
		first9(9)
		h.state(of, "served")
	})
}

// A release that was on the right day by an approval is too early where that is withdrawn: it says so, and is reported.
func TestAReleaseIsJudgedAnewWhereItsApprovalIsWithdrawn(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.approvedFor(p, h.today())
		of := h.letGo(p)
		h.hand.Forward(time.Hour)
		h.correct(p, term.EarlyDecided, nil)
		h.state(of, "let_out")
		if _, e := h.latest(p, term.Released); e.Outside == "" {
			h.t.Error("nobody reads that it was too early")
		}
		if !strings.Contains(strings.Join(h.pending(p), " "), "act.report") {
			h.t.Errorf("%v", h.pending(p))
		}
	})
}

// An affair that went on again after a leaving that was none ends as others do.
func TestAnAffairThatWentOnAgainEndsAsOthersDo(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.opened(p, "outside_medical")
		h.goneAndBack(p)
		h.state(of, "out")
		h.must(h.do("case_officer", of, "return", "returned="+h.today(), "words=好转"))
		h.must(h.do("case_officer", of, "tell_organ", "told_on="+h.today(), "organ=川东县公安局"))
		h.state(of, "back")
	})
}

// goneAndBack converts somebody, who goes home, and takes it back.
func (h *house) goneAndBack(p id.ID) {
	h.t.Helper()
	of := h.converts(p)
	h.seen(of, number)
	h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "resident_signs=signed"))
	h.hand.Forward(time.Hour)
	h.correct(p, term.ConversionDecided, nil)
}

// A receipt says what the file says, also where a correction is corrected back; and who is released once has one certificate.
func TestAReceiptFollowsThereAndBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		of := h.extended(p, "3")
		for _, number := range []string{"乙字2号", "川东公延决字〔2026〕2号"} {
			h.hand.Forward(time.Hour)
			c, was := h.latest(p, term.ExtensionDecided)
			c.With, c.Note.Number, c.Note.Organ = was.Fact, number, was.Note.Organ
			_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
			h.must(err)
			if said := h.says(of, paper.DecisionReceipt); !strings.Contains(said, number) {
				h.t.Error(said)
			}
		}
	})
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		early := h.approvedFor(p, h.today())
		first := h.letGo(p)
		h.hand.Forward(time.Hour)
		h.correct(p, term.EarlyDecided, nil)
		h.state(first, "let_out")
		h.hand.Forward(time.Hour)
		h.must(h.do("legal_officer", early, "grant", "decided="+h.today(), "release_on="+h.today(), "number=x", "no_paper=后补", "by_organ=same_organ", "aware=yes"))
		h.hand.Forward(time.Hour)
		second, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", second, "term", "term_checked=yes"))
		h.must(h.do("legal_officer", second, "close_outside", "certificate_by=邮寄", "words=期满"))
		h.hand.Forward(time.Hour)
		c, was := h.latest(p, term.EarlyReceived)
		c.With, c.Note.Number = was.Fact, "y"
		_, err = h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
		h.must(err)
		h.state(first, "let_out")
		h.state(second, "elapsed")
	})
}

// The certificate of who is converted names the decision as the file has it on the day on which he goes.
func TestAConversionIsNamedAsTheFileHasIt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.converts(p)
		h.hand.Forward(time.Hour)
		c, was := h.latest(p, term.ConversionDecided)
		c.With, c.Note.Number, c.Note.Organ = was.Fact, "丙变8号", was.Note.Organ
		_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
		h.must(err)
		h.seen(of, number)
		h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "resident_signs=signed"))
		for _, kind := range []paper.Kind{paper.ReleaseCertificate, paper.NoticeFamily} {
			if said := h.says(of, kind); !strings.Contains(said, "丙变8号") {
				h.t.Errorf("%s: %s", kind, said)
			}
		}
	})
}
