package web

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"guitu/internal/base/text"
	"guitu/internal/door/drawn"
)

var icons = drawn.Kept[string]{}

// Icon is one outline of the sprite, always beside a word and silent to screen readers. A page has a hundred of thirty.
func Icon(name string) templ.Component { return icon(name) }

type icon string

// Render writes it as it was drawn first.
func (i icon) Render(ctx context.Context, w io.Writer) error {
	p, err := icons.Of(ctx, string(i), func() templ.Component { return outline(string(i)) })
	if err != nil {
		return err
	}
	return p.Render(ctx, w)
}

// Text are words in a place that a page has hundreds of, as a cell of a list: what stands in braces goes through fmt.Sprint.
func Text(words string) drawn.Piece { return drawn.Words(words) }

// barKey is all on which a bar of the menu depends.
type barKey struct {
	text.Printer
	bottom bool
	says   string
}

var bars drawn.Kept[barKey]

// bar is the side bar of a page, or the bar of phones, which holds the same again and is hidden where the other shows: as it
// was drawn before, where it says the same.
func bar(ctx context.Context, p *Page, bottom bool, c templ.Component) templ.Component {
	b := []byte(p.Menu.Desk)
	for _, list := range [][]Item{p.Menu.Items, p.Menu.Last} {
		b = append(b, 0, 0)
		for _, i := range list {
			b = append(strconv.AppendInt(strconv.AppendBool(b, p.here(i)), int64(i.Count), 10), 0)
			for _, words := range []string{i.Label, i.Icon, i.URL, i.Group} {
				b = append(append(b, words...), 0)
			}
		}
	}
	piece, err := bars.Of(ctx, barKey{p.Printer, bottom, string(b)}, func() templ.Component { return c })
	if err != nil {
		return c
	}
	return piece
}

var toneIcons = map[Tone]string{OK: "circle-check", Warn: "alert-triangle", Danger: "alert-circle", Info: "info-circle", Sealed: "lock"}

func toneIcon(t Tone) string { return cmp.Or(toneIcons[t], "circle-dashed") }

var zoneIcons = map[Zone]string{Detox: "droplet", Adaptation: "book", Consolidation: "leaf"}

func zoneIcon(z Zone) string { return cmp.Or(zoneIcons[z], "home-heart") }

var verdictIcons = map[Verdict]string{Yes: "check", No: "x", Unknown: "question-mark"}

func verdictIcon(v Verdict) string { return cmp.Or(verdictIcons[v], "minus") }

func verdictWord(ctx context.Context, v Verdict) string { return T(ctx, "web.verdict."+string(v)) }

func legalDay(ctx context.Context, d LegalDate) string {
	p := on(ctx)
	if !d.At.IsZero() {
		return p.Moment(d.At) + " " + p.Weekday(d.At)
	}
	return p.DayLong(d.Day)
}

func legalLeft(ctx context.Context, d LegalDate) string {
	p := on(ctx)
	switch {
	case d.Done || d.Day == nil && d.At.IsZero():
		return ""
	case !d.At.IsZero():
		return p.Left(d.At, p.Now)
	}
	return p.LeftDays(d.Day, p.Today())
}

func whySteps(w Why) []string {
	return slices.DeleteFunc([]string{w.Event, w.Rule, w.Shift, w.Result}, func(s string) bool { return s == "" })
}

func ringSentence(ctx context.Context, r Ring) string {
	if r.Left < 0 {
		return T(ctx, "web.ring.sentence_over", r.Total, text.Day(r.End), -r.Left)
	}
	return T(ctx, "web.ring.sentence", r.Total, r.Police, r.Served, r.Left, text.Day(r.End))
}

// ringWord stands above the figure: days left, or days too long.
func ringWord(ctx context.Context, r Ring) string {
	if r.Left < 0 {
		return T(ctx, "web.ring.over")
	}
	return T(ctx, "web.ring.left")
}

type arc struct{ class, path string }

// ringArcs cuts the ring: police custody, days served, the rest of the printed term (the track), the added
// days hatched at its end, a tick at one year, a knob for today. Days that stopped the clock are an open
// gap in front of today.
func ringArcs(r Ring) []arc {
	whole := float64(max(1, r.Total+r.Uncounted))
	at := func(days int) float64 { return float64(days) / whole }
	var out []arc
	add := func(class string, from, to int) {
		if to > from {
			out = append(out, arc{class, arcPath(at(from), at(to), 84)})
		}
	}
	today := r.Police + r.Served
	add("police", 0, r.Police)
	add("served", r.Police, today)
	add("gap", today, today+r.Uncounted)
	add("extension", r.Total+r.Uncounted-r.Extension, r.Total+r.Uncounted)
	if r.YearMark && r.Total > 365 {
		out = append(out, arc{"tick", tickPath(at(365))})
	}
	return append(out, arc{"knob", knobPath(at(today))})
}

func onRing(share, radius float64) (x, y float64) {
	a := 2*math.Pi*share - math.Pi/2
	return 100 + radius*math.Cos(a), 100 + radius*math.Sin(a)
}

func arcPath(from, to, radius float64) string {
	to = min(to, from+0.9999) // a whole circle has no two ends
	x1, y1 := onRing(from, radius)
	x2, y2 := onRing(to, radius)
	large := 0
	if to-from > 0.5 {
		large = 1
	}
	return fmt.Sprintf("M%.2f %.2fA%.0f %.0f 0 %d 1 %.2f %.2f", x1, y1, radius, radius, large, x2, y2)
}

func tickPath(share float64) string {
	x1, y1 := onRing(share, 70)
	x2, y2 := onRing(share, 98)
	return fmt.Sprintf("M%.2f %.2fL%.2f %.2f", x1, y1, x2, y2)
}

func knobPath(share float64) string {
	x, y := onRing(share, 84)
	return fmt.Sprintf("M%.2f %.2fm-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0", x, y)
}

type diffWord struct {
	text    string
	changed bool
}

// diffWords marks the middle in which two values differ: what both begin and end with is unchanged.
func diffWords(f DiffField, side string) []diffWord {
	mine, theirs := []rune(f.Mine), []rune(f.Theirs)
	n := min(len(mine), len(theirs))
	head := 0
	for head < n && mine[head] == theirs[head] {
		head++
	}
	tail := 0
	for tail < n-head && mine[len(mine)-1-tail] == theirs[len(theirs)-1-tail] {
		tail++
	}
	for head > 0 && wordRune(mine[head-1]) { // a number changes as a whole
		head--
	}
	for tail > 0 && wordRune(mine[len(mine)-tail]) {
		tail--
	}
	s := mine
	if side == "theirs" {
		s = theirs
	}
	var out []diffWord
	for _, w := range []diffWord{{string(s[:head]), false}, {string(s[head : len(s)-tail]), true}, {string(s[len(s)-tail:]), false}} {
		if w.text != "" {
			out = append(out, w)
		}
	}
	return out
}

func wordRune(r rune) bool { return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func sortedValues(v url.Values) []string { return slices.Sorted(maps.Keys(v)) }

func holdAction(h Hold) string {
	if h.Locked && strings.EqualFold(h.Method, "GET") {
		return unlockAt
	}
	return h.Action
}
