package course_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// Who looks at an affair of somebody has read what is his: that he did stands in the log once a day, for the person to ask for.
func TestAReadingOfAnAffairIsAFact(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("case_officer", affair.Suit, p, "requested_at="+h.minute(0), "by_whom=himself", "words=不服")
		h.must(err)
		readings := func() (n int) {
			h.read(func(ctx context.Context, tx *store.Tx) error {
				facts, err := audit.List(ctx, tx, audit.Filter{About: p, Kinds: []string{"journey.opened"}}, store.Page{Limit: 50})
				n = len(facts.Rows)
				return err
			})
			return n
		}
		first, second := h.as("brigade_head"), h.as("facility_head")
		look := func(who context.Context) {
			h.t.Helper()
			f, err := h.desk.File(who, of)
			h.must(err)
			if !f.Read {
				h.must(h.persons.OpenedAffair(who, f.Seen, p, of))
			}
		}
		for i, x := range []struct {
			who  context.Context
			want int
		}{{first, 1}, {first, 1}, {second, 2}, {first, 2}} {
			if look(x.who); readings() != x.want {
				h.t.Errorf("after the reading %d there are %d", i, readings())
			}
		}
		h.days(1)
		if look(first); readings() != 3 {
			h.t.Errorf("another day is another reading: %d", readings())
		}
	})
}

// What he signs names the decision that he means, with its own day and organ: one with the day of another is dismissed as late.
func TestAPleaNamesTheDecisionThatHeMeans(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 40)
		h.extended(p, "3")
		told := func(against string) string {
			of, err := h.begin("case_officer", affair.Reconsideration, p, "requested_at="+h.minute(0), "by_whom=himself", "words=不服", "against_number="+against)
			h.must(err)
			h.must(h.do("case_officer", of, "form", "sent_to=川东县人民政府", "plea=撤销延长决定", "grounds=不服", "helped=wrote_himself"))
			return h.says(of, paper.ReconApplication)
		}
		first, today := h.term(p).Decided, civil.DateOf(h.hand.Now())
		day := func(d civil.Date) string { return d.Start().Time().In(clock.Shanghai).Format("2006年1月2日") }
		if said := told("川东公延决字〔2026〕2号"); !strings.Contains(said, "川东公延决字〔2026〕2号　"+day(today)) || strings.Contains(said, day(first)) {
			t.Error(said)
		}
		if said := told("川东公字〔1999〕9号"); !strings.Contains(said, "川东公字〔1999〕9号") || strings.Contains(said, day(first)) {
			t.Error(said)
		}
		if said := told(""); !strings.Contains(said, day(first)) {
			t.Error(said)
		}
	})
}
