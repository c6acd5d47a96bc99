package book

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/sheet"
)

// Codes of what is wrong with a row (rejections) …
const (
	NameMissing       = "name.missing"
	SexMissing        = "sex.missing"
	SexBad            = "sex.bad"
	SexDisagrees      = "sex.disagrees"
	IDLength          = "id.length"
	IDDate            = "id.date"
	IDCheckDigit      = "id.check_digit"
	IDDuplicate       = "id.duplicate"
	BornDisagrees     = "born.disagrees"
	DateBad           = "date.bad"
	DateMissing       = "date.missing"
	DateOrder         = "date.order"
	MeasureOverlap    = "measure.overlap"
	DivisionUnknown   = "division.unknown"
	OrganMissing      = "organ.missing"
	NumberMissing     = "number.missing"
	ZoneUnknown       = "zone.unknown"
	BedTaken          = "bed.taken"
	IDMissing         = "id.missing" // … and of warnings
	IDDivision        = "id.division"
	IDUpgraded        = "id.upgraded"
	TermPrintedDiffer = "term.printed_differs"
	NameSpaces        = "name.spaces"
	BedSeparation     = "bed.separation"
	BedZoneConflict   = "bed.zone_conflict"
)

// Notices are worth a look and no warning of the interface (roster.md lists those): pages and terminals show them.
const (
	EthnicUnknown = "roster.notice.ethnic"
	DrugUnknown   = "roster.notice.drug"
	PhoneOdd      = "roster.notice.phone"
	KinNameless   = "roster.notice.nameless"
	CellBroken    = "roster.notice.broken"
	MovesHere     = "roster.notice.moves"
	BrigadeByRoom = "roster.notice.brigade" // no roster names a brigade: who keeps the room has charge of him
	Renames       = "roster.notice.renames"
	Awaits        = "roster.notice.awaits"  // moves a last day: counts when a second officer has confirmed it
	NotNow        = "roster.notice.not_now" // not taken in, because another correction waits
	BedHalf       = "roster.notice.bed_half"
)

// Problem is one thing to mend or to look at: the row as a spreadsheet numbers it, the column by its name in
// this house, what is wrong, and the value as it was read.
type Problem struct {
	Row    int
	Column Column
	Code   string
	Value  string
	With   Column // the column that it stands against, which may be the wrong one of the two
	Advice string // message that says what would be right; "" when it is the code's own
	Args   []any  // of the message
}

// Right says in words what would be right.
func (p Problem) Right(t text.Printer) string {
	if p.Advice != "" {
		return t.T(p.Advice, p.Args...)
	}
	return t.T(p.Code, p.Args...)
}

// Options are what reading needs besides the file.
type Options struct {
	Divisions *cn.Divisions
	Today     civil.Date // a birth, a decision or an admission after it is a mistake; the zero Date switches that off
	Mends     Mends      // cells put right by hand
}

// Mends are cells put right by hand: the row as a spreadsheet numbers it, the column, what it should say.
type Mends map[int]map[Column]string

// SamePerson is no column of a sheet: what somebody says of a row whose number the house knows under another name. Any
// text says that it is one person, who is called as the row says.
const SamePerson Column = "是同一个人，改名"

// Book is what a file says. Rows and Repeated together are all rows that no problem rejects.
type Book struct {
	Rows     []Row     // in the order of the file
	Repeated []Repeat  // rows that say again what an earlier row says
	Rejected []Problem // by row, then by column
	Warnings []Problem // of the rows that stand, by row, then by column
	Notices  []Problem // the same, of what the interface has no code for: told to people only
	Count    int       // rows with anything in them, the header not counted
	Notes    []string  // headers that the house does not know; their cells are notes of each row

	columns header
	mac     bool               // serial days count from 1904
	lines   map[int]sheet.Line // every row as it was, for the report
}

// Repeat is a row that repeats an earlier one.
type Repeat struct{ Row, Of int }

// Read reads a roster from the bytes of a file. What is wrong with a row is in the Book; an error means that the
// file could not be read at all: roster.empty, roster.no_header (argument: the columns that are missing),
// roster.too_many_rows, or a code of the sheet room.
func Read(raw []byte, o Options) (_ *Book, err error) {
	defer errs.Wrap(&err, "roster.Read(%d bytes)", len(raw))
	file, err := sheet.Open(raw, func(l sheet.Line) int { return match(l).known() })
	if err != nil {
		return nil, err
	}
	b := &Book{mac: file.Mac, lines: map[int]sheet.Line{}}
	var parsed []*entry
	for l, err := range file.Lines {
		if err != nil {
			return nil, err
		}
		if l.Blank() {
			continue
		}
		if !b.columns.found {
			if err := b.head(l); err != nil {
				return nil, err
			}
			continue
		}
		if b.Count++; b.Count > maxRows {
			return nil, errs.New(errs.TooLarge, "roster.too_many_rows", maxRows)
		}
		parsed = append(parsed, b.parse(l, o))
	}
	if !b.columns.found {
		return nil, b.headless()
	}
	check(parsed)
	b.settle(parsed)
	return b, nil
}

// head takes a line for the header. A line of one cell that is no header is a title, and is passed over.
func (b *Book) head(l sheet.Line) error {
	h := match(l)
	if h.known() == 0 && l.Filled() == 1 {
		b.columns.titles++
		if b.columns.titles > maxTitles {
			return b.headless()
		}
		return nil
	}
	if missing := h.missing(); len(missing) > 0 {
		return errs.New(errs.Invalid, "roster.no_header", missing)
	}
	b.columns, b.Notes = h, h.notes()
	return nil
}

func (b *Book) headless() error {
	if b.columns.titles > 0 {
		return errs.New(errs.Invalid, "roster.no_header", header{}.missing())
	}
	return errs.New(errs.Invalid, "roster.empty")
}

// settle deals the parsed rows out to Rows, Repeated, Rejected and Warnings.
func (b *Book) settle(parsed []*entry) {
	for _, e := range parsed {
		switch {
		case len(e.problems) > 0:
			b.Rejected = append(b.Rejected, e.problems...)
		case e.repeats != nil:
			b.Repeated = append(b.Repeated, Repeat{e.Row.Row, e.repeats.Row.Row})
		default:
			b.Rows = append(b.Rows, e.Row)
			b.Warnings = append(b.Warnings, e.warnings...)
			b.Notices = append(b.Notices, e.notices...)
		}
	}
	b.sort()
}

func (b *Book) sort() {
	order := func(x, y Problem) int {
		return cmp.Or(cmp.Compare(x.Row, y.Row), cmp.Compare(rank[x.Column], rank[y.Column]), cmp.Compare(x.Code, y.Code))
	}
	slices.SortStableFunc(b.Rejected, order)
	slices.SortStableFunc(b.Warnings, order)
	slices.SortStableFunc(b.Notices, order)
}

// Copied is a Book that can be judged against a house without changing this one.
func (b *Book) Copied() *Book {
	c := *b
	c.Rows, c.Rejected = slices.Clone(b.Rows), slices.Clone(b.Rejected)
	c.Warnings, c.Notices = slices.Clone(b.Warnings), slices.Clone(b.Notices)
	return &c
}

// Reject takes rows out of the Book for problems that only the house could see; Warn adds warnings.
func (b *Book) Reject(problems ...Problem) {
	out := map[int]bool{}
	for _, p := range problems {
		out[p.Row] = true
	}
	b.Rejected = append(b.Rejected, problems...)
	b.Rows = slices.DeleteFunc(b.Rows, func(r Row) bool { return out[r.Row] })
	b.Warnings = slices.DeleteFunc(b.Warnings, func(p Problem) bool { return out[p.Row] })
	b.Notices = slices.DeleteFunc(b.Notices, func(p Problem) bool { return out[p.Row] })
	b.sort()
}

// Warn adds warnings that only the house could see.
func (b *Book) Warn(problems ...Problem) {
	b.Warnings = append(b.Warnings, problems...)
	b.sort()
}

// Notice adds what only the house could see and the interface has no code for.
func (b *Book) Notice(problems ...Problem) {
	b.Notices = append(b.Notices, problems...)
	b.sort()
}

// RejectedRows counts the rows that are rejected, each once.
func (b *Book) RejectedRows() int {
	rows := map[int]bool{}
	for _, p := range b.Rejected {
		rows[p.Row] = true
	}
	return len(rows)
}

// codeOf is the code of an error, and its arguments, for a Problem.
func codeOf(err error) (string, []any) {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Code, e.Args
	}
	return errs.CodeOf(err), nil
}

// Cell is the text of a cell as it was read.
func (b *Book) Cell(row int, c Column) string {
	if i := b.columns.index(c); i >= 0 && i < len(b.lines[row].Cells) {
		return strings.TrimSpace(b.lines[row].Cells[i].Text)
	}
	return ""
}

// Columns lists the columns by their names in this house, and last what can be said of a row besides.
func Columns() []Column {
	out := make([]Column, 0, len(also))
	for _, c := range also {
		if c.column != advice {
			out = append(out, c.column)
		}
	}
	return append(out, SamePerson)
}
