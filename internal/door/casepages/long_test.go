package casepages_test

import (
	"fmt"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/platform/store"
)

// Of a long life the newest hundred entries are told, then all, or as many as lead to the one that somebody looks for.
func TestALongTimelineIsToldAsFarAsAsked(t *testing.T) {
	h := build(t)
	rs := make([]measure.Recording, telling.Lately+50)
	for i := range rs {
		work := term.OnDay(term.Work, civil.On(2026, 4, 1).AddDays(i))
		work.Hours = 4
		rs[i] = measure.Recording{Person: h.people["李明远"], Fact: work, Note: measure.Note{Words: fmt.Sprintf("习艺第%d次。", i+1)}}
	}
	demo := actor.With(t.Context(), actor.Part("demo"))
	if _, err := store.Write(demo, h.deps.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		_, err := h.deps.Measure.AddIn(demo, tx, h.people["李明远"], rs)
		return 0, err
	}); err != nil {
		t.Fatal(err)
	}
	v, err := h.deps.Measure.View(demo, h.people["李明远"])
	if err != nil {
		t.Fatal(err)
	}
	var third id.ID
	for _, e := range v.Life.Events {
		if e.Note.Words == "习艺第3次。" {
			third = e.ID
		}
	}
	link := telling.Line(h.people["李明远"], v.Life, third)
	for _, c := range []struct {
		query         string
		first, others bool
		earlier       bool
	}{{"", false, false, true}, {"?to=" + string(third), false, true, true}, {"?all=1", true, true, false}, {"?to=x", false, false, true}} {
		got := h.see(h.path("李明远", "law")+c.query, 200)
		page := main(got)
		if !strings.Contains(page, "习艺第150次。") || strings.Contains(page, "习艺第1次。") != c.first || strings.Contains(page, "习艺第3次。") != c.others || strings.Contains(page, "显示更早的") != c.earlier {
			t.Errorf("%q: %.2000s", c.query, page)
		}
	}
	if !strings.Contains(link, "law?to="+string(third)+"#f-"+string(third)) {
		t.Errorf("who looks for an old fact is led to a page without it: %s", link)
	}
	if n := strings.Count(h.ask("GET", h.path("李明远", "law"), nil).Body.String(), `class="g-event-when"`); n != telling.Lately {
		t.Errorf("%d entries", n)
	}
}
