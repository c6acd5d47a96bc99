package course_test

import (
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/platform/document"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// After a death papers are filed by the affair of it and by nothing else: neither by hand nor by another affair of his that
// still has something to tell.
func TestPapersOfTheDeadAreFiledByTheirOwnAffair(t *testing.T) {
	each(t, func(h *house) {
		in := h.arrives()
		h.checked(in, "male")
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		p := h.file(in).Person
		byHand := func() error {
			d := photo("content").Draft
			d.Title, d.Place = "材料", document.Place{Record: p, About: p, Facility: h.facility, Unit: h.unit, Compartment: seal.General}
			_, err := h.desk.FilePaper(h.as("case_officer"), store.NewKey(), d)
			return err
		}
		h.must(byHand())
		of, err := h.begin("brigade_head", affair.Death, p, "died_at="+h.minute(0), "died_where=in_hospital", "where=川东县医院", "found_by=护士", "pronounced=by_doctor")
		h.must(err)
		h.hand.Forward(time.Minute)
		h.refused(byHand(), "measure.frozen")
		rights := []string{"talked=" + h.minute(0), "read_in=zh", "resident_signs=signed"}
		h.refused(h.with("intake_officer", in, "rights", []journey.Paper{photo("scan")}, rights...), "measure.frozen")
		h.refused(h.do("intake_officer", in, "rights", rights...), "measure.frozen")
		if h.file(in).Still == nil || h.file(of).Still != nil {
			t.Error("what its page offers is not what is allowed")
		}
		h.must(h.with("brigade_head", of, "examination", []journey.Paper{photo("scan")}, "wants_examination=yes", "expert=省司法鉴定所", "asked_at="+h.minute(0)))
		h.must(h.do("intake_officer", in, "no_letter", "words=人已死亡"))
		list, err := h.documents(h.as("legal_officer"), p)
		h.must(err)
		by := map[id.ID]int{}
		for _, x := range list {
			by[x.Case]++
		}
		if by[of] != 1 || by[""] != 1 {
			t.Errorf("%v", by)
		}
	})
}
