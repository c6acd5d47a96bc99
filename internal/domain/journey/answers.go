package journey

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
)

// Posted is what a form sent, by field; the columns of a table are "items.name", one value a row.
type Posted map[string][]string

func (p Posted) first(name string) string {
	if v := p[name]; len(v) > 0 {
		return strings.TrimSpace(v[0])
	}
	return ""
}

// Row is a line of a table, by column.
type Row map[string]string

// Answers is what somebody said in a step. Days are YYYY-MM-DD, moments RFC 3339, money in fen.
type Answers struct {
	Values map[string]string
	Tables map[string][]Row
	Files  map[string][]id.ID
}

// Of is the value of a field, "" when nothing was said.
func (a Answers) Of(name string) string { return a.Values[name] }

// Says tells whether a choice was made.
func (a Answers) Says(name, word string) bool { return a.Values[name] == word }

// Day is the day of a field, zero when there is none.
func (a Answers) Day(name string) civil.Date {
	d, _ := civil.ParseDate(a.Values[name]) // checked when it was said
	return d
}

// Moment is the moment of a field, zero when there is none.
func (a Answers) Moment(name string) civil.Instant {
	i, err := civil.ParseInstant(a.Values[name])
	if err != nil {
		return 0
	}
	return i
}

// keeps tells whether a paper or a word of earlier answers to the same step still stands in these.
func (a Answers) keeps(earlier Answers) bool {
	for name, was := range earlier.Values {
		if name != Aware && was != "" && strings.EqualFold(was, a.Of(name)) {
			return true
		}
	}
	for name, was := range earlier.Files {
		if slices.ContainsFunc(was, func(f id.ID) bool { return slices.Contains(a.Files[name], f) }) {
			return true
		}
	}
	return false
}

// Most characters, rows and files, where a field says no other.
const (
	lineMost, textMost, rowsMost, filesMost = 60, 1000, 60, 10
)

// parse reads the answers of a step, and notes every field that is wrong.
func (s *Step) parse(f *errs.Fields, p Posted, now time.Time) Answers {
	a := Answers{Values: map[string]string{}, Tables: map[string][]Row{}, Files: map[string][]id.ID{}}
	for _, x := range s.Fields {
		if !s.asked(x, p) || x.Sort == Files || x.Sort == Given {
			continue
		}
		if x.Sort == Table {
			if rows := x.rows(f, p, now); len(rows) > 0 {
				a.Tables[x.Name] = rows
			}
			continue
		}
		v := x.value(f, x.Name, p.first(x.Name), now)
		if v != "" {
			a.Values[x.Name] = v
		}
		if v == "" && x.unexplained(p) {
			f.Add(x.Name, "journey.or_reason", "", x.label(), Field{Name: x.Else}.label())
		}
	}
	return a
}

func condition(when string) (field, words string, ok bool) { return strings.Cut(when, "=") }

// asked tells whether a field is asked at all, after what was said in another that is asked itself.
func (s *Step) asked(x Field, p Posted) bool {
	on, words, ok := condition(x.When)
	i := slices.IndexFunc(s.Fields, func(f Field) bool { return f.Name == on })
	return !ok || i >= 0 && s.asked(s.Fields[i], p) && slices.Contains(strings.Split(words, "|"), p.first(on))
}

// unexplained tells whether a field that was left empty needs a reason and has none.
func (x Field) unexplained(p Posted) bool { return x.Else != "" && p.first(x.Else) == "" }

// label is a field's own name for a message.
func (x Field) label() any {
	if x.named.Key != "" {
		return x.named
	}
	return text.Key("journey.field." + x.Name)
}

// value reads one value; name is where it stands in the form.
func (x Field) value(f *errs.Fields, name, s string, now time.Time) string {
	if s == "" {
		if x.Must {
			f.Add(name, x.missing(), "", x.label())
		}
		return ""
	}
	switch x.Sort {
	case Line, Text:
		if most := x.most(); len([]rune(s)) > most {
			f.Add(name, "journey.too_long", s, x.label(), most, len([]rune(s)))
		}
	case Day:
		return x.day(f, name, s, civil.DateOf(now))
	case Moment:
		return x.moment(f, name, s, now)
	case Choice, Tick:
		for _, w := range x.words() {
			if s == w {
				return s
			}
		}
		f.Add(name, "journey.not_a_choice", s, x.label(), s)
	case Count:
		return x.count(f, name, s)
	case Money:
		return x.money(f, name, s)
	}
	return s
}

// count reads a number, in figures as a Chinese keyboard gives them, too.
func (x Field) count(f *errs.Fields, name, s string) string {
	n, err := strconv.Atoi(cn.Compact(s))
	switch {
	case err == nil && n >= x.Least && n <= x.Most:
		return strconv.Itoa(n)
	case x.Lawful > 0:
		f.Add(name, "journey.not_lawful", s, x.label(), x.Least, x.Lawful, s, text.Articles([]law.Citation{x.Law}))
	default:
		f.Add(name, "journey.not_a_number", s, x.label(), x.Least, x.Most, s)
	}
	return s
}

func (x Field) words() []string {
	if x.Sort == Tick {
		return []string{"yes"}
	}
	return x.Words
}

// missing is the code for a field that was left empty.
func (x Field) missing() string {
	switch x.Sort {
	case Choice, Unit, Bed, House:
		return "journey.choose"
	case Tick:
		return "journey.tick"
	case Files:
		return "journey.no_file"
	}
	return "journey.missing"
}

func (x Field) most() int {
	switch {
	case x.Most > 0:
		return x.Most
	case x.Sort == Line:
		return lineMost
	}
	return textMost
}

func (x Field) day(f *errs.Fields, name, s string, today civil.Date) string {
	d, err := civil.ParseDate(s)
	switch {
	case err != nil:
		f.Add(name, "journey.not_a_day", s, x.label(), s)
	case d.After(today) && !x.Ahead:
		f.Add(name, "journey.not_yet", s, x.label(), d, today)
	}
	return d.String()
}

func (x Field) moment(f *errs.Fields, name, s string, now time.Time) string {
	if len(s) == len("2006-01-02T15:04") {
		s += ":00+08:00" // what a browser sends has no zone; the house lives in one
	}
	i, err := civil.ParseInstant(s)
	switch {
	case err != nil:
		f.Add(name, "journey.not_a_moment", s, x.label(), s)
	case i > civil.InstantOf(now) && !x.Ahead:
		f.Add(name, "journey.not_yet_moment", s, x.label())
	}
	return i.String()
}

// money reads yuan and gives fen.
func (x Field) money(f *errs.Fields, name, s string) string {
	whole, part, _ := strings.Cut(strings.ReplaceAll(strings.TrimSuffix(cn.Compact(s), "元"), ",", ""), ".")
	yuan, err := strconv.ParseInt(whole, 10, 40)
	cent, err2 := strconv.ParseInt((part + "00")[:2], 10, 8)
	if err != nil || err2 != nil || yuan < 0 || cent < 0 || len(part) > 2 {
		f.Add(name, "journey.not_money", s, x.label(), s)
		return ""
	}
	return strconv.FormatInt(yuan*100+cent, 10)
}

// rows reads a table; a line in which nothing stands is none.
func (x Field) rows(f *errs.Fields, p Posted, now time.Time) (out []Row) {
	lines := 0
	for _, c := range x.Columns {
		lines = max(lines, len(p[x.Name+"."+c.Name]))
	}
	for i := range lines {
		row, typed := Row{}, false
		for _, c := range x.Columns {
			if v := p[x.Name+"."+c.Name]; i < len(v) && strings.TrimSpace(v[i]) != "" {
				row[c.Name], typed = strings.TrimSpace(v[i]), true
			}
		}
		if !typed {
			continue
		}
		for _, c := range x.Columns {
			c.named = text.Msg{Key: "journey.in_row", Args: []any{i + 1, c.label()}}
			if v := c.value(f, x.Name, row[c.Name], now); v != "" {
				row[c.Name] = v
			}
		}
		out = append(out, row)
	}
	most := x.Most
	if most == 0 {
		most = rowsMost
	}
	switch {
	case len(out) == 0 && x.Must:
		f.Add(x.Name, "journey.no_rows", "", x.label())
	case len(out) > most:
		f.Add(x.Name, "journey.too_many_rows", "", x.label(), most, len(out))
	}
	return out
}
