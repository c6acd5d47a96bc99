package termfilter

import (
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/term"
)

// badInput is what makes a line no case: where, what was read, and what would be right.
type badInput struct {
	fact  int    // -1 when no fact is at fault
	field string // dotted path; "" when the whole line is at fault
	read  string // as it stands in the line, "" when missing
	want  string // catalogue key of what would be right
	args  []any
}

// decoder turns lines into cases; it keeps its memory between them and serves one goroutine.
type decoder struct {
	line line
	c    term.Case
	id   string // raw JSON of the id, "null" until one is read
	fact int    // index of the fact being read, -1 outside facts
	bad  *badInput
}

// fail notes the first thing that is wrong. n is the offending node, 0 when there is none.
func (d *decoder) fail(field string, n int32, want string, args ...any) {
	if d.bad != nil {
		return
	}
	d.bad = &badInput{fact: d.fact, field: field, want: want, args: args}
	if n != 0 {
		d.bad.read = d.line.shown(n)
	}
}

// decode reads one line into d.c; nil when it is a case. d.id is the id to give back either way.
func (d *decoder) decode(raw []byte) *badInput {
	d.bad, d.id, d.fact = nil, "null", -1
	d.c = term.Case{Facts: d.c.Facts[:0]}
	switch {
	case !d.line.parse(raw):
		d.fail("", 0, "term.want.json")
	case d.line.nodes[0].kind != object:
		d.fail("", 0, "term.want.object")
	default:
		d.readCase()
	}
	return d.bad
}

func (d *decoder) readCase() {
	if n, ok := d.need(0, "id", "id", str, "term.want.text"); ok {
		d.id = string(d.line.raw[d.line.nodes[n].start:d.line.nodes[n].end])
	}
	if n, ok := d.may(0, "region", "region", str, "term.want.region"); ok {
		if d.c.Region = d.line.str(n); !province(d.c.Region) {
			d.fail("region", n, "term.want.region")
		}
	}
	if n, ok := d.need(0, "asOf", "asOf", str, "term.want.instant"); ok {
		d.c.AsOf = d.instant("asOf", n)
	}
	d.readSettings()
	d.readPerson()
	if n, ok := d.need(0, "facts", "facts", list, "term.want.list"); ok {
		d.readFacts(n)
	}
	if n, ok := d.may(0, "trace", "trace", boolean, "term.want.bool"); ok {
		d.c.Trace = d.line.nodes[n].yes
	}
}

// province tells whether a code is the first two digits of a GB/T 2260 code.
func province(code string) bool {
	const all = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
	return len(code) == 2 && !strings.Contains(code, " ") && strings.Contains(all, code)
}

// need finds a member that must be there and have a kind; may finds one that may be missing.
func (d *decoder) need(n int32, name, path string, k kind, want string) (int32, bool) {
	c, ok := d.line.get(n, name)
	if !ok {
		d.fail(path, c, want)
		return 0, false
	}
	return d.of(c, path, k, want)
}

func (d *decoder) may(n int32, name, path string, k kind, want string) (int32, bool) {
	c, ok := d.line.get(n, name)
	if !ok {
		return 0, false
	}
	return d.of(c, path, k, want)
}

func (d *decoder) of(n int32, path string, k kind, want string, among ...term.Word) (int32, bool) {
	if d.line.nodes[n].kind != k {
		d.fail(path, n, want, listed(among))
		return 0, false
	}
	return n, true
}

func (d *decoder) instant(path string, n int32) civil.Instant {
	i, err := civil.ParseInstant(d.line.str(n))
	if err != nil {
		d.fail(path, n, "term.want.instant")
	}
	return i
}

func (d *decoder) date(path string, n int32) civil.Date {
	day, err := civil.ParseDate(d.line.str(n))
	if err != nil {
		d.fail(path, n, "term.want.date")
	}
	return day
}

const (
	dayCount     = "ci.term.dayCount"
	provincePlan = "ci.ps.provincePlan"
)

func (d *decoder) readSettings() {
	set, ok := d.may(0, "settings", "settings", object, "term.want.settings")
	if !ok {
		return
	}
	for c := d.line.nodes[set].child; c != 0; c = d.line.nodes[c].next {
		if key := unquote(d.line.raw[d.line.nodes[c].keyStart:d.line.nodes[c].keyEnd]); key != dayCount && key != provincePlan {
			d.fail("settings."+key, c, "term.want.setting", dayCount, provincePlan)
		}
	}
	if n, ok := d.line.get(set, dayCount); ok {
		switch string(d.line.raw[d.line.nodes[n].start:d.line.nodes[n].end]) {
		case `"INCLUSIVE_START"`:
			d.c.Settings.DayCount = term.InclusiveStart
		case `"EXCLUDE_START"`:
			d.c.Settings.DayCount = term.ExcludeStart
		default:
			d.fail("settings."+dayCount, n, "term.want.word", "INCLUSIVE_START / EXCLUDE_START")
		}
	}
	if n, ok := d.may(set, provincePlan, "settings."+provincePlan, boolean, "term.want.bool"); ok {
		d.c.Settings.ProvincePlan = d.line.nodes[n].yes
	}
}

func (d *decoder) readPerson() {
	who, ok := d.may(0, "person", "person", object, "term.want.object")
	if !ok {
		return
	}
	p := &d.c.Person
	if n, ok := d.line.get(who, "sex"); ok {
		p.Sex = d.word("person.sex", n, []term.Word{term.Male, term.Female})
	}
	if n, ok := d.may(who, "born", "person.born", str, "term.want.date"); ok {
		p.Born = d.date("person.born", n)
	}
	if n, ok := d.may(who, "pregnant", "person.pregnant", boolean, "term.want.bool"); ok {
		p.Pregnant = d.line.nodes[n].yes
	}
	if n, ok := d.may(who, "nursingInfantBorn", "person.nursingInfantBorn", str, "term.want.date"); ok {
		p.NursingInfantBorn = d.date("person.nursingInfantBorn", n)
	}
}

// word finds a value among those that a field takes.
func (d *decoder) word(path string, n int32, among []term.Word) term.Word {
	for _, w := range among {
		if d.line.nodes[n].kind == str && d.line.is(d.line.nodes[n].start, d.line.nodes[n].end, w.String()) {
			return w
		}
	}
	d.fail(path, n, "term.want.word", listed(among))
	return term.NoWord
}

// listed are the words of a choice as a message names them.
func listed(among []term.Word) string {
	names := make([]string, len(among))
	for i, w := range among {
		names[i] = w.String()
	}
	return strings.Join(names, " / ")
}

// says is the whole of what is wrong, in words.
func (b *badInput) says(p text.Printer) string {
	where := b.field
	switch {
	case b.fact >= 0 && where == "facts":
		where = "facts[" + strconv.Itoa(b.fact) + "]"
	case b.fact >= 0:
		where = "facts[" + strconv.Itoa(b.fact) + "]." + where
	}
	want := p.T(b.want, b.args...)
	switch {
	case where == "":
		return want
	case b.read == "":
		return p.T("term.bad.missing", where, want)
	default:
		return p.T("term.bad.read", where, b.read, want)
	}
}
