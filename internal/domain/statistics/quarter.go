package statistics

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Settling is for how many days after its end a quarter still takes what is recorded late, before it is closed for good: the
// house's choice, no number of the law.
const Settling = 14

// quarterOf is the quarter of a month: "2026-Q3" of "2026-08"; "" of none.
func quarterOf(month string) string {
	y, m, _ := strings.Cut(month, "-")
	n, err := strconv.Atoi(m)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s-Q%d", y, (n+2)/3)
}

// lastOver is the last quarter that has been over for Settling days.
func lastOver(today civil.Date) string {
	y, m, _ := today.AddDays(-Settling).Civil()
	return quarterOf(monthOf(civil.On(y, (m-1)/3*3+1, 1).AddDays(-1)))
}

// share is how many of a quarter ended in one way. A quarter in which there were too few has one without an ending.
type share struct {
	quarter, ending string
	n               int
}

// closed is what was laid down of a facility.
type closed struct {
	version int64
	through string
	shares  []share
}

func scanClosed(s store.Scanner) (c closed, err error) {
	var content string
	if err = s.Scan(&c.version, &c.through, &content); err != nil {
		return c, err
	}
	for line := range strings.Lines(content) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		n, err := 0, error(nil)
		if len(f) == 3 {
			n, err = strconv.Atoi(f[2])
		}
		if len(f) != 3 || err != nil {
			return c, errs.New(errs.Internal, "statistics.broken")
		}
		c.shares = append(c.shares, share{f[0], f[1], n})
	}
	return c, nil
}

func (c closed) content() string {
	var b strings.Builder
	for _, x := range c.shares {
		fmt.Fprintf(&b, "%s\t%s\t%d\n", x.quarter, x.ending, x.n)
	}
	return b.String()
}

func closedOf(ctx context.Context, tx *store.Tx, facility id.ID) (closed, error) {
	c, err := store.One(ctx, tx, scanClosed, `select version, through, content from statistics_closed where id = $1`, facility)
	if errs.KindOf(err) == errs.NotFound {
		return closed{}, nil
	}
	return c, err
}

// CloseDue closes the quarters that are over, of up to limit facilities, each in its own transaction, as the actor of ctx (the
// sweep). It tells how many facilities there were.
func (k *Desk) CloseDue(ctx context.Context, limit int) (n int, err error) {
	defer errs.Wrap(&err, "statistics.CloseDue")
	due, err := store.Read(ctx, k.db, func(tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select f.id from (select facility as id from measure_life union select id from statistics_sheet) f
			where f.id <> '' and not exists (select 1 from statistics_closed c where c.id = f.id and c.through >= $1) order by f.id limit $2`, lastOver(tx.Today()), limit)
	})
	for _, f := range due {
		if err == nil {
			_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, k.closeIn(ctx, tx, f) })
		}
	}
	return len(due), err
}

func (k *Desk) closeIn(ctx context.Context, tx *store.Tx, facility id.ID) error {
	if err := k.policy.Check(ctx, tx, policy.StatisticsClose, policy.Resource{Kind: "statistics", Facility: facility}); err != nil {
		return err
	}
	c, err := closedOf(ctx, tx, facility)
	if err != nil {
		return err
	}
	cells, err := sheets(ctx, tx, facility)
	if err != nil {
		return err
	}
	living, err := endedOf(ctx, tx, store.Where("l.facility = $1", facility))
	if err != nil {
		return err
	}
	for _, e := range living {
		cells = append(cells, Cell{e.outcome(civil.Date{}, tx.Today()), 1}) // neither age nor sex leaves the bureau
	}
	c.close(cells, lastOver(tx.Today()))
	if c.version == 0 {
		err = store.Insert(ctx, tx, "statistics_closed", []string{"id", "version", "through", "content"}, [][]any{{facility, 1, c.through, c.content()}})
	} else {
		err = store.Update(ctx, tx, `update statistics_closed set version = version + 1, through = $3, content = $4 where id = $1 and version = $2`, facility, c.version, c.through, c.content())
	}
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "statistics", Kind: "statistics.closed", Record: facility, Version: c.version + 1, Facility: facility,
		Compartment: seal.General, Rows: []audit.Row{audit.Kept("statistics_closed", facility)},
	})
}

// close lays down what is not laid down yet, up to a quarter. What is stays as it is, whatever was recorded since.
func (c *closed) close(cells []Cell, through string) {
	counts := map[string]map[string]int{through: {}}
	for _, x := range cells {
		q := quarterOf(x.Ended)
		if q == "" || q > through {
			continue
		}
		if counts[q] == nil {
			counts[q] = map[string]int{}
		}
		counts[q][x.Ending] += x.N
	}
	for q, ways := range counts {
		if slices.ContainsFunc(c.shares, func(x share) bool { return x.quarter == q }) {
			continue
		}
		shown := Cover(ways)
		if shown == nil {
			c.shares = append(c.shares, share{quarter: q})
		}
		for ending, n := range shown {
			c.shares = append(c.shares, share{q, ending, n})
		}
	}
	slices.SortFunc(c.shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(a.quarter, b.quarter), cmp.Compare(a.ending, b.ending))
	})
	c.through = through
}

// table lays out what was laid down, the latest quarter first.
func (c closed) table() Table {
	t := Table{Until: c.through, None: true}
	lines, columns := map[string]bool{}, map[string]bool{}
	for _, x := range c.shares {
		lines[x.quarter] = true
		if x.ending != "" && x.ending != Rest {
			columns[x.ending] = true
		}
	}
	t.Lines, t.Columns = slices.Sorted(maps.Keys(lines)), append(slices.Sorted(maps.Keys(columns)), Rest)
	slices.Reverse(t.Lines)
	for _, q := range t.Lines {
		counts, hidden := make([]int, len(t.Columns)), make([]bool, len(t.Columns))
		for j := range hidden {
			hidden[j] = true
		}
		for _, x := range c.shares {
			if j := slices.Index(t.Columns, x.ending); x.quarter == q && j >= 0 {
				counts[j], hidden[j], t.None = x.n, false, false
				t.Total += x.n
			}
		}
		t.Counts, t.Covered = append(t.Counts, counts), append(t.Covered, hidden)
	}
	return t
}
