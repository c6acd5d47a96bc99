package bench

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"guitu/internal/bench/gauge"
	"guitu/internal/platform/store"
)

// Growing is the growth from the smallest to the largest size that is aimed at.
const Growing = 1.3

// Print writes the table, and how many bars were missed in its last line.
func (r Report) Print(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	missed, measured := 0, 0
	for _, e := range r.engines() {
		sizes := r.of(e)
		fmt.Fprintf(w, "\n%s: %s\n", e, sizes[0].Durable)
		fmt.Fprintf(w, "line\tby\t%s\tgrowth\tbar\t\twork a call\n", strings.Join(heads(sizes), "\t"))
		for _, l := range Lines {
			m, n := r.row(w, l, sizes)
			missed, measured = missed+m, measured+n
		}
	}
	m, n := r.lone(w)
	missed, measured = missed+m, measured+n
	if err := w.Flush(); err != nil {
		return err
	}
	return r.foot(to, missed, measured)
}

func heads(sizes []Result) (out []string) {
	for _, s := range sizes {
		out = append(out, people(s.Size))
	}
	return out
}

// people is a size in short.
func people(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.2g M", float64(n)/1e6)
	case n >= 1000:
		return fmt.Sprintf("%d k", n/1000)
	}
	return fmt.Sprint(n)
}

// row writes a line with its figure at each size.
func (r Report) row(w io.Writer, l Line, sizes []Result) (missed, measured int) {
	var cells []string
	var had []Figure
	met := true
	for _, s := range sizes {
		f, ok := s.Figures[l.Key]
		if !ok {
			cells = append(cells, "–")
			continue
		}
		had, met = append(had, f), met && l.Met(f)
		cells = append(cells, cell(l, f))
	}
	if len(had) == 0 {
		return 0, 0
	}
	growth := ""
	if len(had) > 1 && l.Key != "due.all" && had[0].Value > 0 {
		growth = number(l.Growth(had[0], had[len(had)-1])) + "×"
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.What, l.By, strings.Join(cells, "\t"), growth, bar(l), verdict(l, met), work(had))
	return count(l, met)
}

// work is what a call costs the processor at each size: on a machine that others use too, it says more than the time.
func work(had []Figure) string {
	var out []string
	for _, f := range had {
		if f.Work > 0 {
			out = append(out, short(f.Work))
		}
	}
	return strings.Join(out, ", ")
}

func count(l Line, met bool) (missed, measured int) {
	switch {
	case !met:
		return 1, 1
	case l.Bar == 0:
		return 0, 0
	}
	return 0, 1
}

func cell(l Line, f Figure) string {
	words := number(f.Value) + " " + l.Unit
	if f.Errors > 0 {
		words += fmt.Sprintf(" (%d errors)", f.Errors)
	}
	return words
}

func bar(l Line) string {
	switch {
	case l.Bar == 0:
		return ""
	case l.Higher:
		return "≥ " + number(l.Bar)
	}
	return "≤ " + number(l.Bar)
}

func verdict(l Line, met bool) string {
	switch {
	case !met:
		return "MISS"
	case l.Bar == 0:
		return ""
	}
	return "met"
}

// lone writes what is of no house.
func (r Report) lone(w io.Writer) (missed, measured int) {
	if len(r.Alone) == 0 {
		return 0, 0
	}
	fmt.Fprintf(w, "\nbeside the houses\nline\tby\tfigure\tbar\t\t\n")
	for _, l := range Lines {
		f, ok := r.Alone[l.Key]
		if !ok {
			continue
		}
		met := l.Met(f)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", l.What, l.By, cell(l, f), bar(l), verdict(l, met), f.Note)
		m, n := count(l, met)
		missed, measured = missed+m, measured+n
	}
	return missed, measured
}

// foot says what was measured on what, and counts the misses.
func (r Report) foot(to io.Writer, missed, measured int) error {
	var b strings.Builder
	b.WriteString("\n")
	for _, s := range r.Results {
		n := float64(max(1, s.Size))
		fmt.Fprintf(&b, "%s, %d people: loaded in %s, %.2f GB on disk; a person: %.2f ms of work, %.1f KB\n", s.Engine, s.Size,
			s.Made.Took.Round(time.Second), float64(s.Disk)/1e9, s.Made.Work.Seconds()*1000/n, float64(s.Disk)/1000/n)
	}
	fmt.Fprintf(&b, "machine: %s\n", r.Machine)
	fmt.Fprintf(&b, "noise: the same work took %s to %s, a spread of %.0f %%\n", short(least(r.Noise)), short(most(r.Noise)), gauge.Spread(r.Noise))
	fmt.Fprintf(&b, "%s: %d of %d bars met, %d missed\n", r.At.Format("2006-01-02 15:04"), measured-missed, measured, missed)
	_, err := io.WriteString(to, b.String())
	return err
}

func (r Report) engines() (out []store.Engine) {
	for _, e := range []store.Engine{store.SQLite, store.Postgres} {
		if len(r.of(e)) > 0 {
			out = append(out, e)
		}
	}
	return out
}

func (r Report) of(e store.Engine) (out []Result) {
	for _, x := range r.Results {
		if x.Engine == e {
			out = append(out, x)
		}
	}
	return out
}

func least(all []time.Duration) time.Duration {
	out := all[0]
	for _, d := range all {
		out = min(out, d)
	}
	return out
}

func most(all []time.Duration) (out time.Duration) {
	for _, d := range all {
		out = max(out, d)
	}
	return out
}
