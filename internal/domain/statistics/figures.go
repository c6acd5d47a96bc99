package statistics

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Small is the count under which a cell is covered outside the bureau (README 12 of the shared facts: under ten).
const Small = 10

// By is what the lines or columns of a table of figures stand for.
type By string

// The dimensions. Outside the bureau there is one table, by quarter and ending: several tables of the same people could be laid
// upon each other until a covered cell shows.
const (
	ByFacility By = "facility"
	ByEnded    By = "ended"    // year in which the last measure ended
	ByAdmitted By = "admitted" // year of the first admission
	BySex      By = "sex"
	ByAge      By = "age"
	ByMeasure  By = "measure"
	ByEnding   By = "ending"
	BySince    By = "since"   // years since he left, of those who are sealed
	ByQuarter  By = "quarter" // in which the last measure ended, outside the bureau
)

// Dimensions lists what the lines of a table may stand for, for who sees figures whole.
var Dimensions = []By{ByEnded, ByFacility, ByAdmitted, BySex, ByAge, ByMeasure}

func (o Outcome) by(b By) string {
	switch b {
	case ByFacility:
		return string(o.Facility)
	case ByEnded:
		return year(o.Ended)
	case ByAdmitted:
		return year(o.Admitted)
	case BySex:
		return o.Sex
	case ByAge:
		return o.Age
	case ByMeasure:
		return o.Measure
	}
	return o.Ending
}

func year(month string) string {
	y, _, _ := strings.Cut(month, "-")
	return y
}

// Table is figures with their totals.
type Table struct {
	Lines, Columns []string // what each stands for, sorted; Rest where small ones were put together
	Counts         [][]int
	Covered        [][]bool // cells that are not shown; nil where nothing is
	Total          int      // of all
	Sealed         int      // of these, from the store; known to who sees figures whole
	Whole          bool
	None           bool   // there are too few to say anything
	Until          string // the last quarter that is closed; "" where the figures are of today
}

// Rest is the line or column into which small ones are put together.
const Rest = "rest"

// Figures counts those whose course has ended, by lines and endings, of one facility or of all for "". Who may not see figures
// whole gets those of his own facility by closed quarters, as they were laid down. It fails with policy.denied.
func (k *Desk) Figures(ctx context.Context, facility id.ID, lines By) (_ Table, err error) {
	defer errs.Wrap(&err, "statistics.Figures(%s)", lines)
	whole := k.policy.May(actor.From(ctx), policy.StatisticsWhole, policy.Resource{Kind: "statistics"})
	return store.Read(ctx, k.db, func(tx *store.Tx) (t Table, err error) {
		if err := k.policy.Check(ctx, tx, policy.StatisticsView, policy.Resource{Kind: "statistics", Facility: facility}); err != nil {
			return t, err
		}
		if !whole {
			c, err := closedOf(ctx, tx, facility)
			return c.table(), err
		}
		return k.whole(ctx, tx, facility, lines)
	})
}

// whole are the figures of today.
func (k *Desk) whole(ctx context.Context, tx *store.Tx, facility id.ID, lines By) (t Table, err error) {
	where := store.Where("1 = 1")
	if facility != "" {
		where = store.Where("l.facility = $1", facility)
	}
	living, err := k.outcomes(ctx, tx, where)
	if err != nil {
		return t, err
	}
	cells, err := sheets(ctx, tx, facility)
	if err != nil {
		return t, err
	}
	sealed := 0
	for _, c := range cells {
		sealed += c.N
	}
	for _, o := range living {
		cells = append(cells, Cell{o, 1})
	}
	t = tabled(cells, lines, ByEnding)
	t.Whole, t.Sealed = true, sealed
	return t, nil
}

// tabled lays cells out by two dimensions.
func tabled(cells []Cell, lines, columns By) (t Table) {
	for _, c := range cells {
		for _, x := range []struct {
			list *[]string
			name string
		}{{&t.Lines, c.by(lines)}, {&t.Columns, c.by(columns)}} {
			if i, found := slices.BinarySearch(*x.list, x.name); !found {
				*x.list = slices.Insert(*x.list, i, x.name)
			}
		}
	}
	t.Counts = make([][]int, len(t.Lines))
	for i := range t.Counts {
		t.Counts[i] = make([]int, len(t.Columns))
	}
	for _, c := range cells {
		i, _ := slices.BinarySearch(t.Lines, c.by(lines))
		j, _ := slices.BinarySearch(t.Columns, c.by(columns))
		t.Counts[i][j] += c.N
		t.Total += c.N
	}
	return t
}

// ended is what a file says of somebody whose course has ended, but for what is sealed in it.
type ended struct {
	person id.ID
	Outcome
	first, last, end civil.Date
}

// endedOf are the files that are open and whose course has ended, as far as that is read without opening them.
func endedOf(ctx context.Context, tx *store.Tx, which store.Cond) ([]ended, error) {
	in, args := store.In(len(which.Args)+1, law.FinalStates())
	return store.Collect(ctx, tx, func(s store.Scanner) (e ended, err error) {
		err = s.Scan(&e.person, &e.Facility, &e.Measure, &e.Ending, store.Day(&e.end), store.Day(&e.first), store.Day(&e.last))
		return e, err
	}, `select m.person, l.facility, m.kind, m.state, m.ends_on,
			(select min(r.admitted_on) from resident_resident r where r.person = m.person),
			(select max(r.left_on) from resident_resident r where r.person = m.person)
		from measure_measure m join measure_life l on l.person = m.person
			join seal_key k on k.record = m.person and k.compartment = 'general' and k.state = 'open'
		where m.last and m.state in `+in+` and not exists (select 1 from resident_resident h where h.person = m.person and h.left_on is null)
			and (`+which.SQL+`)`, append(which.Args, args...)...)
}

// outcomes are what became of those.
func (k *Desk) outcomes(ctx context.Context, tx *store.Tx, which store.Cond) ([]Outcome, error) {
	list, err := endedOf(ctx, tx, which)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, 0, len(list))
	for part := range slices.Chunk(list, 1000) {
		ids := make([]id.ID, len(part))
		for i, e := range part {
			ids[i] = e.person
		}
		known, err := k.persons.Load(ctx, tx, ids)
		if err != nil {
			return nil, err
		}
		for _, e := range part {
			who := known[e.person]
			e.Sex = string(who.Sex)
			out = append(out, e.outcome(who.Born, tx.Today()))
		}
	}
	return out, nil
}

// outcome is without a day: the month of the last leaving, and of the measure's end where he never stayed anywhere.
func (e ended) outcome(born, today civil.Date) Outcome {
	o, at := e.Outcome, e.end
	if !e.last.IsZero() {
		o.Since = max(0, (today.Year()-e.last.Year())*12+int(month(today))-int(month(e.last)))
	}
	if at.IsZero() {
		at = e.last
	}
	o.Admitted, o.Ended, o.Age = monthOf(e.first), monthOf(at), AgeBand(born, at)
	return o
}

func month(d civil.Date) int {
	_, m, _ := d.Civil()
	return int(m)
}

func monthOf(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()[:7]
}
