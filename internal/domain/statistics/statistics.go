// Package statistics keeps what became of people, without the people (去标识统计).
//
// Before a file is sealed away its outcome is added here, in the same transaction, so that figures stay true when nobody can
// read the file any more: month of admission and of end, sex, age band, drug class, facility, kind of ending, months since
// release, how the outcome was verified. No id, no name, no token and no exact day.
//
// # Nothing that joins back
//
// A row a person would join back by the order in which rows were written, whatever its columns. So a facility has one row,
// its sheet: a sorted list of cells, each with how many it counts. One more outcome rewrites the sheet, and the fact in the
// log names the facility. What the log does tell is that somebody, by id, was sealed in that transaction; whoever held a copy
// of the sheet from before and from after could see which cell grew. That takes two copies of the database and its root
// key's house, and gives an id without a name. It is the price of writing both in one transaction, and said here.
//
// # Figures
//
// Figures counts those whose course has ended, from the files that are there and from the sheets, by one definition: before
// and after a sealing they are the same. Outside the bureau there are figures of closed quarters only, laid down once (CloseDue)
// and never changed: what moved from one day to the next would tell who it was. Ways of ending under Small are put together
// (Cover), quarter by quarter, so that no line says anything about another.
//
// Words: 结果 outcome, 统计表 sheet, 单元格 cell, 年龄段 age band.
package statistics

import (
	"cmp"
	"context"
	"embed"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Outcome is what became of somebody, without him. Months are YYYY-MM, "" when unknown.
type Outcome struct {
	Facility id.ID
	Admitted string // month of the first admission
	Ended    string // month in which the last measure ended
	Sex      string // "male", "female", ""
	Age      string // one of Ages, at the end; "" when unknown
	Drug     string // class of what he used; "" while no record of the house holds one
	Measure  string // law.Kind of the last measure
	Ending   string // law.State in which it ended
	Since    int    // months since he left the facility, when he was sealed; 0 when he never stayed in one
	Verified string // how the outcome was verified; "" while no record of the house holds it
}

// Cell is an outcome with how many share it.
type Cell struct {
	Outcome
	N int
}

// Ages are the age bands; the house's choice.
var Ages = []string{"under_18", "18_25", "26_35", "36_45", "46_59", "60_up"}

// AgeBand is the band of an age in whole years at a day, "" when either day is unknown.
func AgeBand(born, at civil.Date) string {
	if born.IsZero() || at.IsZero() {
		return ""
	}
	for i, below := range []int{18, 26, 36, 46, 60} {
		if at.Before(born.AddYears(below)) {
			return Ages[i]
		}
	}
	return Ages[len(Ages)-1]
}

// Desk is where the acts of this room are done.
type Desk struct {
	db      *store.DB
	policy  *policy.Engine
	persons *person.Desk
}

// New opens the desk.
func New(persons *person.Desk, db *store.DB, p *policy.Engine) *Desk {
	return &Desk{db: db, policy: p, persons: persons}
}

// AddIn writes the outcome of somebody who is about to be sealed away, as the consequence of that act. Somebody of whom no
// course has ended has no outcome: statistics.no_outcome (NotFound).
func (k *Desk) AddIn(ctx context.Context, tx *store.Tx, p id.ID) (err error) {
	defer errs.Wrap(&err, "statistics.AddIn")
	found, err := k.outcomes(ctx, tx, store.Where("m.person = $1", p))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return errs.New(errs.NotFound, "statistics.no_outcome")
	}
	if err := policy.Derived(tx, "statistics"); err != nil {
		return err
	}
	return add(ctx, tx, found[0])
}

// add rewrites the sheet of the outcome's facility with one more.
func add(ctx context.Context, tx *store.Tx, o Outcome) error {
	s, err := sheetOf(ctx, tx, o.Facility)
	if err != nil {
		return err
	}
	s.cells = with(s.cells, o)
	content := written(s.cells)
	if s.version == 0 {
		err = store.Insert(ctx, tx, "statistics_sheet", []string{"id", "version", "content"}, [][]any{{o.Facility, 1, content}})
	} else {
		err = store.Update(ctx, tx, `update statistics_sheet set version = version + 1, content = $3 where id = $1 and version = $2`, o.Facility, s.version, content)
	}
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "statistics", Kind: "statistics.added", Record: o.Facility, Version: s.version + 1, Facility: o.Facility,
		Compartment: seal.General, Rows: []audit.Row{audit.Kept("statistics_sheet", o.Facility)},
	})
}

// with is cells with one more outcome, sorted by what they say.
func with(cells []Cell, o Outcome) []Cell {
	out := slices.Clone(cells)
	if i := slices.IndexFunc(out, func(c Cell) bool { return c.Outcome == o }); i >= 0 {
		out[i].N++
		return out
	}
	out = append(out, Cell{o, 1})
	slices.SortFunc(out, func(a, b Cell) int { return a.compare(b.Outcome) })
	return out
}

func (o Outcome) compare(b Outcome) int {
	return cmp.Or(
		strings.Compare(o.Ended, b.Ended), strings.Compare(o.Admitted, b.Admitted), strings.Compare(o.Sex, b.Sex), strings.Compare(o.Age, b.Age),
		strings.Compare(o.Drug, b.Drug), strings.Compare(o.Measure, b.Measure), strings.Compare(o.Ending, b.Ending), cmp.Compare(o.Since, b.Since),
		strings.Compare(o.Verified, b.Verified),
	)
}

type sheet struct {
	version int64
	cells   []Cell
}

const selectSheet = `select version, content from statistics_sheet `

func scanSheet(s store.Scanner) (x sheet, err error) {
	var content string
	if err = s.Scan(&x.version, &content); err != nil {
		return x, err
	}
	x.cells, err = read(content)
	return x, err
}

// written is a sheet as its row holds it: a line a cell, fields apart by tabs. None of them is typed by anybody.
func written(cells []Cell) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(strings.Join([]string{
			string(c.Facility), c.Admitted, c.Ended, c.Sex, c.Age, c.Drug, c.Measure, c.Ending, strconv.Itoa(c.Since), c.Verified, strconv.Itoa(c.N),
		}, "\t") + "\n")
	}
	return b.String()
}

func read(content string) (out []Cell, err error) {
	for line := range strings.Lines(content) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 11 {
			return nil, errs.New(errs.Internal, "statistics.broken")
		}
		since, err1 := strconv.Atoi(f[8])
		n, err2 := strconv.Atoi(f[10])
		if err1 != nil || err2 != nil {
			return nil, errs.New(errs.Internal, "statistics.broken")
		}
		o := Outcome{id.ID(f[0]), f[1], f[2], f[3], f[4], f[5], f[6], f[7], since, f[9]}
		out = append(out, Cell{o, n})
	}
	return out, nil
}

func sheetOf(ctx context.Context, tx *store.Tx, facility id.ID) (sheet, error) {
	s, err := store.One(ctx, tx, scanSheet, selectSheet+`where id = $1`, facility)
	if errs.KindOf(err) == errs.NotFound {
		return sheet{}, nil
	}
	return s, err
}

// sheets are the cells of one facility, of all for "".
func sheets(ctx context.Context, tx *store.Tx, facility id.ID) ([]Cell, error) {
	list, err := store.Collect(ctx, tx, scanSheet, selectSheet+`where $1 = '' or id = $1 order by id`, string(facility))
	var out []Cell
	for _, s := range list {
		out = append(out, s.cells...)
	}
	return out, err
}
