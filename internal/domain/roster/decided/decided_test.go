package decided_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/roster/decided"
	"guitu/internal/domain/term"
)

var today = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// life is somebody to whom rosters are brought, one after another.
type life struct {
	t     *testing.T
	clock *term.Clock
	measure.Life
}

func (l *life) fold(facts []measure.Recording) term.Answer {
	x := l.Life
	x.Events = nil
	for _, f := range facts {
		x.Events = append(x.Events, measure.Event{Fact: f.Fact})
	}
	c := x.Case(term.Person{}, today)
	return l.clock.Fold(&c)
}

// bring takes rows in as the house would.
func (l *life) bring(rows ...book.Row) decided.Held {
	slices.SortFunc(rows, func(a, b book.Row) int { return a.Decided.Compare(b.Decided) })
	h := decided.Hold(decided.Known{Life: l.Life, Fold: l.fold, Note: "x"}, rows)
	var next []measure.Event
	add := func(rs []measure.Recording) {
		for _, r := range rs {
			next = append(next, measure.Event{ID: id.New(), Fact: r.Fact, Note: r.Note})
		}
	}
	for _, e := range l.Events {
		add(h.Earlier[e.ID])
		if r, told := h.Instead[e.ID]; told {
			e.Fact, e.Note = r.Fact, r.Note
		}
		next = append(next, e)
	}
	add(h.Add)
	l.Events = next
	return h
}

func (l *life) String() string {
	var facts []measure.Recording
	for _, e := range l.Events {
		facts = append(facts, measure.Recording{Fact: e.Fact})
	}
	a := l.fold(facts)
	var out []string
	for _, m := range a.Measures {
		out = append(out, fmt.Sprintf("%s..%s %s", m.Decided, m.End, m.State))
	}
	for _, f := range a.Refused {
		out = append(out, "refused "+f.Code.String())
	}
	return strings.Join(out, ", ")
}

func row(n int, on civil.Date) book.Row {
	return book.Row{Row: n, Letter: fmt.Sprint("甲", n), Organ: "内江市公安局", Decided: on, Admitted: on.AddDays(60)}
}

// Four decisions, in whatever order and however they are spread over files, make the same life: each measure ended by
// its last day, the latest runs.
func TestTheOrderOfFilesDoesNotMatter(t *testing.T) {
	days, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	clock, err := term.NewClock(law.Shipped(), days)
	if err != nil {
		t.Fatal(err)
	}
	all := []book.Row{row(1, civil.On(2012, 3, 1)), row(2, civil.On(2015, 1, 1)), row(3, civil.On(2020, 2, 29)), row(4, civil.On(2025, 6, 7))}
	const want = "2012-03-01..2014-02-28 CI_RELEASED, 2015-01-01..2016-12-31 CI_RELEASED, 2020-02-29..2022-02-28 CI_RELEASED, 2025-06-07..2027-06-06 CI_JA_FACILITY"
	for _, order := range permutations(4) {
		for cuts := range 8 { // after which rows a file ends
			l := &life{t: t, clock: clock}
			var file []book.Row
			for i, n := range order {
				file = append(file, all[n])
				if i == 3 || cuts>>i&1 == 1 {
					h := l.bring(file...)
					if len(h.Overlaps) > 0 {
						t.Fatalf("%v cut %b: %+v", order, cuts, h.Overlaps)
					}
					file = nil
				}
			}
			if got := l.String(); got != want {
				t.Errorf("%v cut %b:\n%s\nwant\n%s", order, cuts, got, want)
			}
			if h := l.bring(all...); len(h.Add)+len(h.Earlier)+len(h.Instead)+len(h.New) > 0 || h.Present != 4 || !h.Runs {
				t.Errorf("%v cut %b: the same again: %+v", order, cuts, h)
			}
		}
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := 0; i <= len(p); i++ {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return out
}
