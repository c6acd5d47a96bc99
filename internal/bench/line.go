package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"guitu/internal/bench/gauge"
)

// Line is one thing that is measured.
type Line struct {
	Key, What string
	By        string // who does it: the least privileged role that may, and what it sees
	Unit      string
	Higher    bool    // more is better
	Bar       float64 // what it is held against; 0 for none
}

// Figure is what came of a line.
type Figure struct {
	Value  float64 // in the line's unit
	Calls  int
	Errors int
	P50    time.Duration
	P95    time.Duration
	P99    time.Duration
	Work   time.Duration // of the processor for one call, the client's part too
	Note   string
	Wrong  string // the first error
}

// Lines is everything that is measured, in the order of the table. A house's lines are measured on each engine and size,
// the others once.
var Lines = []Line{
	{Key: "due.fold", What: "every due date folded in memory, one core, no trace", By: "the pure function, on lives of this house", Unit: "M episodes/s", Higher: true, Bar: 2},
	{Key: "due.plain", What: "the same of ordinary episodes (six facts)", By: "the pure function", Unit: "M episodes/s", Higher: true, Bar: 2},
	{Key: "due.store", What: "every due date recomputed from the store (1.7 M in 15 s)", By: "who keeps the house", Unit: "episodes/s", Higher: true, Bar: 1_700_000.0 / 15},
	{Key: "due.all", What: "the same, the whole house", By: "who keeps the house", Unit: "s", Bar: 0},
	{Key: "find.number", What: "person by identity number", By: "duty officer, one brigade", Unit: "ms p95", Bar: 5},
	{Key: "find.number.all", What: "person by identity number", By: "inspector of the bureau, everybody", Unit: "ms p95", Bar: 5},
	{Key: "find.name", What: "search by name", By: "duty officer, one brigade", Unit: "ms p95", Bar: 30},
	{Key: "find.pinyin", What: "search by pinyin", By: "duty officer, one brigade", Unit: "ms p95", Bar: 30},
	{Key: "find.alias", What: "search by alias", By: "inspector of the bureau, everybody", Unit: "ms p95", Bar: 30},
	{Key: "find.name.all", What: "search by name", By: "inspector of the bureau, everybody", Unit: "ms p95", Bar: 30},
	{Key: "find.pinyin.all", What: "search by pinyin", By: "inspector of the bureau, everybody", Unit: "ms p95", Bar: 30},
	{Key: "file.usual", What: "person page", By: "duty officer, one brigade", Unit: "ms p95", Bar: 30},
	{Key: "file.long", What: "person page with 1,000 timeline entries", By: "duty officer, one brigade", Unit: "ms p95", Bar: 30},
	{Key: "list.own", What: "first page of who is here", By: "duty officer, one brigade", Unit: "ms p95", Bar: 30},
	{Key: "list.all", What: "first page of everybody who has left", By: "inspector of the bureau, everybody", Unit: "ms p95", Bar: 30},
	{Key: "day.own", What: "my day", By: "duty officer, one brigade", Unit: "ms p95", Bar: 30},
	{Key: "day.house", What: "my day", By: "head of a facility", Unit: "ms p95", Bar: 30},
	{Key: "write.paced", What: "write with policy, audit, duties: 200/s, not waiting for answers", By: "assessor, one facility, through the pages", Unit: "ms p95", Bar: 30},
	{Key: "write.pages", What: "the same, as fast as it goes", By: "assessor, one facility, through the pages", Unit: "/s", Higher: true},
	{Key: "write.desk", What: "sustained durable writes with policy, audit, duties", By: "assessor, one facility, at the desk", Unit: "/s", Higher: true, Bar: 2500},
	{Key: "write.fact", What: "a fact of a life: folded anew, with its duties and caches", By: "case officer, one brigade, through the pages", Unit: "/s", Higher: true},
	{Key: "mixed.rate", What: "mixed requests, 80 % read, 15 % search, 5 % write", By: "duty officer, case officer, assessor", Unit: "/s", Higher: true, Bar: 3000},
	{Key: "mixed.p95", What: "the same, at the pace that the pages hold", By: "duty officer, case officer, assessor", Unit: "ms p95", Bar: 50},
	{Key: "spike.errors", What: "five times the load for a while: errors", By: "as mixed", Unit: "%", Bar: 1},
	{Key: "spike.back", What: "after it, back within 20 % of before", By: "as mixed", Unit: "s", Bar: 60},

	{Key: "program.cold", What: "cold start on the demo province, to the first healthy answer", By: "the stripped program", Unit: "s", Bar: 1},
	{Key: "program.idle", What: "memory at rest after it", By: "the stripped program", Unit: "MB", Bar: 150},
	{Key: "program.size", What: "size of the stripped program", By: "linux, as it is shipped", Unit: "MB", Bar: 80},
	{Key: "micro.marks", What: "a roll-call mark in a busy house, p99", By: "go benchmark of rollcall, SQLite", Unit: "ms p99"},
	{Key: "micro.beds", What: "bed map of 1,500 people", By: "go benchmark of placepages, SQLite", Unit: "ms"},
	{Key: "micro.paper", What: "PDF of two pages", By: "go benchmark of press", Unit: "ms"},
	{Key: "peer.create", What: "create, ours against its, both waiting for the disk", By: "duty officer, one brigade; JSON of both", Unit: "×", Higher: true, Bar: 1},
	{Key: "peer.create.shipped", What: "create, its as shipped (does not wait for the disk)", By: "durable rates are compared above only", Unit: "×", Higher: true},
	{Key: "peer.read", What: "read by id, ours against its at FULL", By: "duty officer, one brigade; JSON of both", Unit: "×", Higher: true, Bar: 1},
	{Key: "peer.read.shipped", What: "read by id, its as shipped", By: "duty officer, one brigade; JSON of both", Unit: "×", Higher: true, Bar: 1},
	{Key: "peer.list", What: "list of everybody with its total, 50 rows, at FULL", By: "inspector of the bureau; JSON of both", Unit: "×", Higher: true, Bar: 3},
	{Key: "peer.list.shipped", What: "list of everybody with its total, its as shipped", By: "inspector of the bureau; JSON of both", Unit: "×", Higher: true, Bar: 3},
	{Key: "peer.search", What: "search by name, at FULL", By: "inspector of the bureau; JSON of both", Unit: "×", Higher: true},
	{Key: "peer.search.shipped", What: "search by name, its as shipped", By: "inspector of the bureau; JSON of both", Unit: "×", Higher: true},
	{Key: "peer.create.page", What: "create, our page against its record, at FULL", By: "the same through our pages", Unit: "×", Higher: true},
	{Key: "peer.create.page.shipped", What: "the same, its as shipped", By: "the same through our pages", Unit: "×", Higher: true},
	{Key: "peer.read.page", What: "read by id, our page against its record, at FULL", By: "the same through our pages", Unit: "×", Higher: true},
	{Key: "peer.read.page.shipped", What: "the same, its as shipped", By: "the same through our pages", Unit: "×", Higher: true},
	{Key: "peer.list.page", What: "list of everybody with its total, our page against its record, at FULL", By: "the same through our pages", Unit: "×", Higher: true},
	{Key: "peer.list.page.shipped", What: "the same, its as shipped", By: "the same through our pages", Unit: "×", Higher: true},
	{Key: "peer.search.page", What: "search by name, our page against its record, at FULL", By: "the same through our pages", Unit: "×", Higher: true},
	{Key: "peer.search.page.shipped", What: "the same, its as shipped", By: "the same through our pages", Unit: "×", Higher: true},
}

// LineOf finds a line.
func LineOf(key string) (Line, bool) {
	i := slices.IndexFunc(Lines, func(l Line) bool { return l.Key == key })
	if i < 0 {
		return Line{}, false
	}
	return Lines[i], true
}

// Met tells whether a figure is within the line's bar. One with errors is not; without a bar there is nothing to meet.
func (l Line) Met(f Figure) bool {
	switch {
	case f.Errors > 0 && l.Key != "spike.errors":
		return false
	case l.Bar == 0:
		return true
	case l.Higher:
		return f.Value >= l.Bar
	}
	return f.Value <= l.Bar
}

// Growth is by how much a figure is worse at the second size than at the first: 1 is no worse.
func (l Line) Growth(least, most Figure) float64 {
	if l.Higher {
		least, most = most, least
	}
	if least.Value == 0 {
		return 0
	}
	return most.Value / least.Value
}

// taking takes the figures of some lines that are measured together.
type taking struct {
	keys []string
	take func(context.Context, *house) ([]Figure, error)
}

func measures() []taking {
	var all []taking
	for _, some := range [][]taking{dues(), reads(), writes(), loads()} {
		all = append(all, some...)
	}
	return all
}

// wanted tells whether any of some lines is asked for.
func (b *bench) wanted(keys []string) bool {
	if len(b.Only) == 0 {
		return true
	}
	return slices.ContainsFunc(keys, func(k string) bool {
		return slices.ContainsFunc(b.Only, func(only string) bool { return strings.HasPrefix(k, only) })
	})
}

// times is the figure of a line whose unit is a p95 in milliseconds.
func times(r gauge.Run) Figure {
	f := of(r)
	f.Value = r.Quantile(0.95).Seconds() * 1000
	return f
}

// rate is the figure of a line whose unit is calls a second.
func rate(r gauge.Run) Figure {
	f := of(r)
	f.Value = r.Rate()
	return f
}

func of(r gauge.Run) Figure {
	f := Figure{Calls: r.Calls(), Errors: r.Errors, P50: r.Quantile(0.5), P95: r.Quantile(0.95), P99: r.Quantile(0.99), Work: r.Each()}
	if r.First != nil {
		f.Wrong = r.First.Error()
	}
	return f
}

// told is a figure in a line, as it is taken.
func told(key string, f Figure) string {
	l, _ := LineOf(key)
	words := fmt.Sprintf("%-16s %s %s", key, number(f.Value), l.Unit)
	if f.P95 > 0 {
		words += fmt.Sprintf("  (p50 %s, p95 %s, p99 %s, %d calls, work %s a call)", short(f.P50), short(f.P95), short(f.P99), f.Calls, short(f.Work))
	}
	if f.Note != "" {
		words += "  " + f.Note
	}
	if f.Errors > 0 {
		words += fmt.Sprintf("  %d ERRORS: %s", f.Errors, f.Wrong)
	}
	return words
}

func short(d time.Duration) string { return fmt.Sprintf("%.1fms", d.Seconds()*1000) }

// number is a figure with as many places as tell something.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
