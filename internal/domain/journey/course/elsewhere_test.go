package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
)

// Whom the board has in custody elsewhere is not said to be free of any hold without a word, nor let go to nobody.
func TestWhoIsHeldElsewhereIsAskedAboutAtTheRelease(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		h.opened(p, "held_elsewhere")
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		none := []string{"hold=none", "asked_of=县公安局", "asked_at=" + h.minute(0)}
		h.asks(h.do("return_officer", of, "holds", none...), "journey.caution.no_hold")
		h.must(h.do("return_officer", of, "holds", append(none, "aware=yes")...))
		h.must(h.do("return_officer", of, "propose"))
		h.seen(of, number)
		go_ := []string{"left_at=" + h.minute(0), "certificate_by=邮寄"}
		h.asks(h.do("return_officer", of, "let_go", go_...), "journey.caution.no_hold")
		h.must(h.do("return_officer", of, "let_go", append(go_, "handed_to=县看守所")...))
		if said := h.says(of, paper.NoticeFamily); !strings.Contains(said, "移交给县看守所") {
			h.t.Error(said)
		}
	})
}

// What one step points out twice is asked in one: nobody ticks what he has not read.
func TestAllThatSpeaksAgainstIsAskedAtOnce(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		h.opened(p, "held_elsewhere")
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		err = h.do("return_officer", of, "holds", "hold=none", "asked_of=县公安局", "asked_at="+h.minute(100*24*time.Hour))
		h.asks(err, "journey.caution.no_hold")
		h.asks(err, "journey.caution.long_ago")
	})
}

// The family of who is in a detention house is told where he is, and not that he went.
func TestTheNoticeOfWhoseTermEndedElsewhereSaysWhere(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		of, err := h.held("case_officer", p, h.today(), "organ=县公安局")
		h.must(err)
		h.days(2)
		h.must(h.do("legal_officer", of, "expire", "told_on="+h.today(), "certificate_by=邮寄", "words=期满"))
		if said := h.says(of, paper.NoticeFamily); !strings.Contains(said, "期满时因另案羁押在县看守所（县公安局）") || strings.Contains(said, "已离所") || strings.Contains(said, "找工作") {
			h.t.Error(said)
		}
		if said := h.says(of, paper.NoticeEmployer); strings.Contains(said, "羁押") {
			h.t.Error(said)
		}
	})
}

// Who was taken after his last day was kept past it: whoever says so is asked, and it is reported.
func TestWhoWasTakenAfterHisLastDayWasKeptTooLong(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		h.days(3)
		_, err := h.held("case_officer", p, h.today())
		h.asks(err, "journey.caution.past_end")
		_, err = h.held("case_officer", p, h.today(), "aware=yes")
		h.must(err)
		if d := h.owes(p, "act.report"); d.State != duty.Pending || d.Note != law.ReleaseOverdue.String() {
			h.t.Errorf("%+v", d)
		}
	})
	each(t, func(h *house) { // the house had nobody to let go who was gone
		p := h.resident("马海木", number, 1)
		h.opened(p, "abscond")
		h.days(3)
		if _, err := h.held("case_officer", p, h.today(), "aware=yes"); err != nil {
			h.t.Fatal(err)
		}
		if d := h.owes(p, "act.report"); d.State != "" {
			h.t.Errorf("%+v", d)
		}
	})
}

// Nobody is held months longer over a day on which he was to go, without that day being named.
func TestAnExtensionNamesTheEarlyReleaseItOvertakes(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		longer := h.opened(p, "extension")
		early, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", early, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", early, "grant", "decided="+h.today(), "release_on=2026-03-09", "number=1", "no_paper=x"))
		said := []string{"decided=" + h.today(), "months=4", "number=2", "no_paper=x"}
		err = h.do("legal_officer", longer, "grant", said...)
		h.asks(err, "journey.caution.overtakes")
		if f := errs.Find(err).Fields; h.term(p).EarlyOn != f[len(f)-1].Args[0] {
			h.t.Errorf("another day: %+v", f)
		}
		h.must(h.do("legal_officer", longer, "grant", append(said, "aware=yes")...))
		if m := h.term(p); !m.EarlyOn.IsZero() {
			h.t.Errorf("it counts still: %+v", m)
		}
	})
}

// An early release of who is gone is asked about when it is proposed, and when it goes to the organ after he was caught.
func TestAnEarlyReleaseThatIsBarredIsAskedAboutBeforeItIsSent(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		away := h.opened(p, "abscond")
		said := []string{"proposed_on=" + h.today(), "words=表现良好"}
		_, err := h.begin("assessor", affair.Early, p, said...)
		h.asks(err, "journey.caution.not_caught")
		of, err := h.begin("assessor", affair.Early, p, append(said, "aware=yes")...)
		h.must(err)
		h.must(h.do("brigade_head", away, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		sent := []string{"received=" + h.today(), "organ=川东县公安局"}
		h.asks(h.do("legal_officer", of, "receive", sent...), "journey.caution.law")
		h.must(h.do("legal_officer", of, "receive", append(sent, "aware=yes")...))
		h.state(of, journey.State("submitted"))
	})
}
