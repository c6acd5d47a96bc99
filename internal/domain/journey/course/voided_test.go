package course_test

import (
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
)

// approvedFor brings an early release to the organ's yes.
func (h *house) approvedFor(p id.ID, on string) id.ID {
	h.t.Helper()
	of, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
	h.must(err)
	h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
	h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "release_on="+on, "number=川东公提决字〔2026〕1号", "no_paper=扫描件随后补"))
	return of
}

// Who is recaptured after his early release was approved is not released early (REG 32): nobody is told the approved day any
// more without a warning, the desk of releases does not count it, and the affair can be closed.
func TestAnApprovalThatCountsNoMoreIsClosed(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		end := h.term(p).End
		of := h.approvedFor(p, "2026-03-20")
		h.refused(h.do("legal_officer", of, "overtaken", "told=川东县公安局", "words=x"), "journey.still_counts")
		gone := h.opened(p, "abscond")
		h.days(2)
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		m := h.term(p)
		if !m.EarlyOn.IsZero() || m.Early == 0 || m.EarlyGone == 0 || m.End != end.AddDays(2) {
			h.t.Fatalf("%+v", m)
		}
		serve := []string{"served=" + h.minute(0), "resident_signs=signed"}
		h.refused(h.do("legal_officer", of, "serve", serve...), "journey.caution.early_gone")
		h.must(h.do("legal_officer", of, "serve", append(serve, "aware=yes")...))
		h.refused(h.do("legal_officer", of, "tell_family", "told_at="+h.minute(0), "told=甲"), "journey.caution.early_gone")
		h.must(h.do("legal_officer", of, "overtaken", "told=川东县公安局，家属", "words=追回后不得提前解除"))
		h.state(of, "closed")
	})
	each(t, func(h *house) { // an extension after it
		p := h.resident("马海木", number, 300)
		h.approvedFor(p, "2026-03-20")
		h.extended(p, "2")
		if m := h.term(p); !m.EarlyOn.IsZero() || m.EarlyGone == 0 {
			h.t.Errorf("%+v", m)
		}
	})
}

// The assessment before the end is owed again when the end moves back behind it: the approval of an early release let it
// fall, and counts no more.
func TestTheAssessmentBeforeTheEndIsOwedAgain(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		before := h.owes(p, "da.pre_expiry")
		h.approvedFor(p, "2026-03-20")
		if d := h.owes(p, "da.pre_expiry"); d.State != duty.Void {
			h.t.Fatalf("%+v", d)
		}
		gone := h.opened(p, "abscond")
		h.days(2)
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		if d := h.owes(p, "da.pre_expiry"); d.State != duty.Pending || d.Due.Day != before.Due.Day.AddDays(2) {
			h.t.Errorf("%+v, before %+v", d, before)
		}
	})
}
