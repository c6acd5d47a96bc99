package course_test

import (
	"context"
	"testing"

	"guitu/internal/domain/journey/course/affair"
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
			h.must(h.desk.Looked(who, f))
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
		door, err := h.desk.File(h.as("intake_officer"), h.arrives())
		h.must(err)
		h.must(h.desk.Looked(h.as("intake_officer"), door))
		if readings() != 3 {
			h.t.Error("who has no file yet has no trail")
		}
	})
}
