package book

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/sheet"
)

// entry is a row being read: what it says, what is wrong with it, and what it repeats.
type entry struct {
	Row
	line     sheet.Line
	columns  header
	o        Options
	mac      bool
	problems []Problem
	warnings []Problem
	notices  []Problem
	repeats  *entry
	badID    bool // there is a number, and it is wrong: what hangs on it cannot be judged
}

// parse reads one line into an entry; every problem that the row alone can show is noted at once.
func (b *Book) parse(l sheet.Line, o Options) *entry {
	mends := o.Mends[l.Row]
	if len(mends) > 0 {
		l = b.mended(l, mends)
	}
	b.lines[l.Row] = l
	e := &entry{Row: Row{Row: l.Row, Renamed: mends[SamePerson] != ""}, line: l, columns: b.columns, o: o, mac: b.mac}
	e.name()
	e.number()
	e.sex()
	e.born()
	e.dates()
	e.Home, e.Living = e.place(Home), e.place(Living)
	e.organ()
	e.Letter = e.must(Letter, NumberMissing)
	e.phase()
	e.rest()
	e.broken()
	return e
}

// mended is a line with some cells put right by hand. What a person types is text; a column that the file does
// not have is kept beside it.
func (b *Book) mended(l sheet.Line, mends map[Column]string) sheet.Line {
	cells := slices.Clone(l.Cells)
	for c, text := range mends {
		if c == SamePerson {
			continue
		}
		i := b.columns.index(c)
		if i < 0 {
			i = len(b.columns.names)
			b.columns.names = append(b.columns.names, string(c))
			b.columns.at[c] = i
		}
		for len(cells) <= i {
			cells = append(cells, sheet.Cell{})
		}
		cells[i] = sheet.Cell{Text: text}
	}
	l.Cells = cells
	return l
}

// at is the cell of a column; the empty cell where the row is shorter or the file has no such column.
func (e *entry) at(c Column) sheet.Cell {
	if i, ok := e.columns.at[c]; ok {
		return e.cell(i)
	}
	return sheet.Cell{}
}

// cell is one cell of the line. The error of a spreadsheet that was saved as text is still an error.
func (e *entry) cell(i int) (x sheet.Cell) {
	if i < 0 || i >= len(e.line.Cells) {
		return x
	}
	if x = e.line.Cells[i]; slices.Contains(failures, strings.TrimSpace(x.Text)) {
		x.Kind = sheet.Broken
	}
	return x
}

// failures are the errors of spreadsheets.
var failures = []string{"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}

// said is the text of a column, folded; "" for nothing and for signs that mean nothing.
func (e *entry) said(c Column) string {
	x := e.at(c)
	if x.Kind == sheet.Broken {
		return ""
	}
	s := strings.Join(strings.Fields(cn.Fold(x.Text)), " ")
	switch s {
	case "-", "--", "—", "——", "/", "\\", "无", "N/A", "n/a":
		return ""
	}
	return s
}

func (e *entry) wrong(c Column, code string, args ...any) *Problem {
	e.problems = append(e.problems, Problem{Row: e.Row.Row, Column: c, Code: code, Value: e.at(c).Text, Args: args})
	return &e.problems[len(e.problems)-1]
}

func (e *entry) warn(c Column, code, value string, args ...any) {
	e.warnings = append(e.warnings, Problem{Row: e.Row.Row, Column: c, Code: code, Value: value, Args: args})
}

func (e *entry) must(c Column, code string) string {
	s := e.said(c)
	if s == "" {
		e.wrong(c, code)
	}
	return s
}

// organ is a name that the directory of organs can take; whatever it would refuse is an error of the row.
func (e *entry) organ() {
	if e.Organ = e.must(Organ, OrganMissing); e.Organ == "" {
		return
	}
	if _, err := partner.New(partner.Draft{Kind: string(partner.Police), Name: e.Organ}); err != nil {
		p := e.wrong(Organ, OrganMissing, partner.Longest)
		p.Advice = "roster.organ_unfit"
	}
}

// name takes any character: rare ones, and those of old fonts (private use), are a person's name too.
func (e *entry) name() {
	x := e.at(Name)
	name, spaces := cn.CleanName(x.Text)
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Co, r) }
	if x.Kind == sheet.Broken || !strings.ContainsFunc(name, letter) {
		e.wrong(Name, NameMissing)
		return
	}
	if e.Name = name; spaces {
		e.warn(Name, NameSpaces, x.Text, name)
	}
	for _, i := range append([]int{e.columns.index(Alias)}, e.columns.merge...) {
		x := e.cell(i)
		if x.Kind == sheet.Broken {
			continue
		}
		for _, a := range strings.FieldsFunc(cn.Fold(x.Text), func(r rune) bool { return strings.ContainsRune("、,;/", r) }) {
			if a, _ = cn.CleanName(a); strings.ContainsFunc(a, letter) && a != "无" {
				e.Aliases = append(e.Aliases, a)
			}
		}
	}
}

// A number that passed through a spreadsheet as a number: 5.19900196601105E+17.
var floating = regexp.MustCompile(`^\d(\.\d+)?[Ee]\+?\d+$`)

func (e *entry) number() {
	x, s := e.at(Number), e.said(Number)
	switch s {
	case "", "身份不明", "不明", "不详", "未知", "无证件", "无身份证":
		if x.Kind == sheet.Broken && x.Text != "" {
			e.badID = true
			e.wrong(Number, IDLength, 0)
			return
		}
		e.warn(Number, IDMissing, x.Text)
		return
	}
	if floating.MatchString(s) || x.Kind == sheet.Number && len(s) > 15 {
		e.badID = true
		e.wrong(Number, IDLength).Advice = "roster.id_as_number"
		return
	}
	n, upgraded, err := cn.ParseIDNumber(s)
	if err == nil && !e.o.Today.IsZero() && n.Born().After(e.o.Today) {
		err = errs.New(errs.Invalid, IDDate)
	}
	if err != nil {
		code, args := codeOf(err)
		e.badID = true
		e.wrong(Number, code, args...)
		return
	}
	if e.Number = n; upgraded {
		e.warn(Number, IDUpgraded, x.Text, n.String())
	}
	if d := e.o.Divisions; d != nil && !d.Known(n.Division()) {
		e.warn(Number, IDDivision, n.Division(), n.Division())
	}
}

// sex is the column's, held against the number's; the number's where the column is empty.
func (e *entry) sex() {
	x := e.at(SexOf)
	if strings.TrimSpace(x.Text) == "" {
		if e.Sex = e.Number.Sex(); e.Sex == "" && !e.badID {
			e.wrong(SexOf, SexMissing)
		}
		return
	}
	sex, ok := cn.ParseSex(x.Text)
	if !ok || x.Kind == sheet.Broken {
		e.wrong(SexOf, SexBad)
		return
	}
	if e.Sex = sex; !e.Number.IsZero() && e.Number.Sex() != sex {
		e.wrong(SexOf, SexDisagrees, e.Number.Sex().String())
	}
}

func (e *entry) born() {
	born, ok := e.date(Born)
	switch {
	case !ok:
	case born.IsZero():
		e.Born = e.Number.Born()
	case !e.Number.IsZero() && e.Number.Born() != born:
		e.wrong(Born, BornDisagrees, e.Number.Born())
	default:
		e.Born = born
	}
}

// date reads a column of dates; ok is false when it was wrong, the zero Date means that the cell is empty.
func (e *entry) date(c Column) (_ civil.Date, ok bool) {
	if x := e.at(c); x.Kind != sheet.Broken && e.said(c) == "" {
		return civil.Date{}, true
	}
	d, err := day(e.at(c), e.mac)
	if err != nil {
		e.wrong(c, DateBad)
		return d, false
	}
	if !e.o.Today.IsZero() && d.After(e.o.Today) && slices.Contains(past, c) {
		e.wrong(c, DateBad, e.o.Today).Advice = "roster.day_after_today"
		return civil.Date{}, false
	}
	return d, true
}

// past are the columns whose days have happened when a roster is read; a printed term may begin and end later.
var past = []Column{Born, Decided, Police, Admitted}

// dates reads the days of the measure and holds them against each other. A day that could not be read draws no
// further problem.
func (e *entry) dates() {
	for _, d := range []struct {
		column Column
		into   *civil.Date
		must   bool
	}{{Decided, &e.Decided, true}, {Start, &e.Start, false}, {End, &e.End, false}, {Police, &e.Police, false}, {Admitted, &e.Admitted, true}} {
		day, ok := e.date(d.column)
		if ok && day.IsZero() && d.must {
			e.wrong(d.column, DateMissing)
		}
		*d.into = day
	}
	switch {
	case later(e.Decided, e.Admitted):
		e.order(Admitted, Decided, e.Decided, "roster.admitted_before_decision")
	case later(e.Police, e.Admitted):
		e.order(Police, Admitted, e.Admitted, "roster.police_after_admission")
	}
	switch {
	case later(e.Start, e.End):
		e.order(End, Start, e.Start, "roster.end_before_start")
	case e.Decided.IsZero():
	case e.Start.IsZero() && later(e.Decided, e.End):
		e.order(End, Decided, e.Decided, "roster.end_before_start")
	case !e.End.IsZero() && e.End != Lawful(e.Decided):
		e.warn(End, TermPrintedDiffer, e.at(End).Text, Lawful(e.Decided))
	case !e.Start.IsZero() && e.Start != e.Decided:
		e.warn(Start, TermPrintedDiffer, e.at(Start).Text, e.Decided)
	}
}

// order notes that two dates stand the wrong way round; either may be the wrong one.
func (e *entry) order(c, with Column, day civil.Date, advice string) {
	p := e.wrong(c, DateOrder, day)
	p.With, p.Advice = with, advice
}

// later tells whether a is after b, both being known.
func later(a, b civil.Date) bool { return !a.IsZero() && !b.IsZero() && a.After(b) }

func (e *entry) place(c Column) Place {
	s := e.said(c)
	if e.at(c).Kind == sheet.Broken {
		e.wrong(c, DivisionUnknown)
		return Place{}
	}
	switch s {
	case "", "不详", "不明", "未知":
		return Place{Text: s, Rest: s}
	}
	if e.o.Divisions == nil {
		return Place{Text: s, Rest: s}
	}
	p, err := e.o.Divisions.Find(s)
	if err != nil {
		code, args := codeOf(err)
		e.wrong(c, DivisionUnknown, args...).Advice = code
		return Place{Text: s}
	}
	return Place{p.Code, s, p.Rest}
}

// zones are the four phases without 区, 期 and 阶段, and their order numbers.
var zones = map[string]resident.Phase{
	"生理脱毒": resident.Detox, "1": resident.Detox, "一": resident.Detox,
	"教育适应": resident.Adaptation, "2": resident.Adaptation, "二": resident.Adaptation,
	"康复巩固": resident.Consolidation, "3": resident.Consolidation, "三": resident.Consolidation,
	"回归指导": resident.Reentry, "4": resident.Reentry, "四": resident.Reentry,
}

func (e *entry) phase() {
	s := cn.Compact(e.said(Zone))
	if s == "" && e.at(Zone).Kind != sheet.Broken {
		return
	}
	s = strings.TrimPrefix(s, "第")
	for _, end := range []string{"阶段", "区", "期"} {
		s = strings.TrimSuffix(s, end)
	}
	p, ok := zones[s]
	if !ok {
		e.wrong(Zone, ZoneUnknown)
	}
	e.Phase = p
}
