package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/pg"
	"guitu/internal/platform/store/sqltext"
)

// List describes a list that people page through: the SQL of its parts, and what it may be sorted by.
type List struct {
	Columns string // "m.id, m.kind, m.start"
	From    string // "measure_measure m join …", without placeholders
	Count   string // what tells how many there are, where fewer joins do; "" for From
	Where   []Cond // all must hold; none means all rows
	Sorts   map[string]Sort
	Default string // the sort when the page names none: "name", or "-name" for the other way round
	ID      string // "m.id": decides between equals; unique, never NULL
	// Total tells how many there are, where that is known without counting; nil counts. The place of a page is then told only
	// where it lies near the beginning: to count up to it is what Total is for.
	Total func(context.Context, *Tx) (int, error)
	// Uncounted leaves out the total, which costs a count of all rows; Total is then -1.
	Uncounted bool
	// Together tells the total of a first page by the question that reads it: where few rows are sorted whole for it anyway.
	Together bool
}

// Cond is one condition. Its placeholders are its own: each Cond begins at $1.
type Cond struct {
	SQL  string
	Args []any
}

// Where makes a Cond: store.Where(`m.facility = $1`, facility).
func Where(sql string, args ...any) Cond { return Cond{SQL: sql, Args: args} }

// Among makes the Cond that a column has one of the values; no values means no rows.
func Among[T any](column string, values []T) Cond {
	list, args := In(1, values)
	return Cond{SQL: column + " in " + list, Args: args}
}

// Sort is the expressions a list is ordered by, most important first. They are texts or whole numbers and
// never NULL (coalesce them): a page begins after the values of the last row, and nothing comes after NULL.
// The values travel in the page's address, so they are no person's data.
type Sort []string

// By makes a Sort: store.By("m.due").
func By(expressions ...string) Sort { return expressions }

// Page is what a reader asks of a list. The zero value is the first page in the list's own order.
type Page struct {
	Sort  string // a name in Sorts, "-name" for the other way round; "" for the list's default
	After string // Next or Prev of another page; "" for the first
	Limit int    // rows, 50 when 0, at most 500
	// Uncounted asks for no total: for who reads a long list to its end, portion by portion.
	Uncounted bool
}

// Bounds of a page, and how far from the beginning its place is counted where the total is known.
const (
	mostBefore = 2000
	usualLimit = 50
	mostLimit  = 500
)

// Slice is one page of a list.
type Slice[T any] struct {
	Rows  []T
	Total int    // of the whole list; -1 when it was not counted
	First int    // place of the first row in the whole list, from 1; 0 when it was not counted or there is none
	Next  string // for Page.After; "" when there is nothing further
	Prev  string // for Page.After; "" on the first page
}

// Select reads a page. It fails with store.bad_cursor when After is not from this list in this order, and
// with store.bad_sort when there is no such order.
func Select[T any](ctx context.Context, tx *Tx, l List, p Page, scan func(Scanner) (T, error)) (Slice[T], error) {
	q, err := l.query(p, tx.Engine())
	if err != nil {
		return Slice[T]{}, err
	}
	rows, err := Collect(ctx, tx, func(s Scanner) (keyed[T], error) {
		k := keyed[T]{keys: make([]any, len(q.keys))}
		row, err := scan(&keyScanner{row: s, keys: k.keys, total: q.told(&k.total)})
		k.row = row
		return k, err
	}, q.text, q.args...)
	if p.After != "" && pg.Unreadable(err) {
		// The cursor has the right form but its values are not of the columns' types: somebody made it.
		return Slice[T]{}, errs.Because(errs.Invalid, "store.bad_cursor", err)
	}
	if err != nil {
		return Slice[T]{}, err
	}
	s, err := page(q, rows)
	if err != nil || l.Uncounted || p.Uncounted {
		return s, err
	}
	switch {
	case !q.back && !q.from && len(rows) <= q.limit: // a first page that holds them all
		s.Total = len(rows)
	case q.together:
		s.Total = rows[0].total
	case l.Total != nil:
		s.Total, err = l.Total(ctx, tx)
	default:
		s.Total, err = One(ctx, tx, Value[int], q.count, q.filter...)
	}
	if err == nil && len(s.Rows) > 0 {
		s.First, err = q.first(ctx, tx, s.Total, len(s.Rows))
	}
	return s, err
}

// first counts where the page begins: by the rows that stand on its side of the cursor.
func (q query) first(ctx context.Context, tx *Tx, total, shown int) (int, error) {
	if !q.back && !q.from {
		return 1, nil
	}
	n, err := One(ctx, tx, Value[int], q.beyond, q.args[:len(q.args)-1]...)
	switch {
	case q.near && n > mostBefore:
		return 0, err
	case q.back:
		return n - shown + 1, err
	case q.near: // those up to the cursor
		return n + 1, err
	}
	return total - n + 1, err
}

// keyed is a row with the values it is sorted by.
type keyed[T any] struct {
	row   T
	keys  []any
	total int // of the whole list, where it is told together
}

// keyScanner reads the sort values behind the columns that the scan function asks for.
type keyScanner struct {
	row   Scanner
	keys  []any
	total []any
}

// Scan reads the row.
func (k *keyScanner) Scan(dest ...any) error {
	for i := range k.keys {
		dest = append(dest, &k.keys[i])
	}
	dest = append(dest, k.total...)
	return k.row.Scan(dest...)
}

func page[T any](q query, rows []keyed[T]) (s Slice[T], err error) {
	more := len(rows) > q.limit
	rows = rows[:min(len(rows), q.limit)]
	if q.back {
		slices.Reverse(rows)
	}
	s = Slice[T]{Rows: make([]T, len(rows)), Total: -1}
	for i, r := range rows {
		s.Rows[i] = r.row
	}
	if len(rows) == 0 {
		return s, nil
	}
	if q.back || more {
		if s.Next, err = q.cursor(rows[len(rows)-1].keys, false); err != nil {
			return s, err
		}
	}
	if q.back && more || !q.back && q.from {
		s.Prev, err = q.cursor(rows[0].keys, true)
	}
	return s, err
}

// query is a page of a list as SQL.
type query struct {
	text, count  string
	beyond       string // counts from the cursor on
	args, filter []any
	keys         []string // the expressions that order the rows, the id last
	order        string   // the name of the order, for the cursor
	back         bool     // the page ends where another begins
	from         bool     // the page begins where another ends
	near         bool     // beyond counts those before the page, and only so far
	together     bool     // a last column tells how many there are
	limit        int
}

func (l List) query(p Page, e Engine) (query, error) {
	order := p.Sort
	if order == "" {
		order = l.Default
	}
	name, down := strings.CutPrefix(order, "-")
	by, ok := l.Sorts[name]
	if !ok {
		return query{}, errs.New(errs.Invalid, "store.bad_sort")
	}
	q := query{keys: append(slices.Clone(by), l.ID), order: order, limit: usualLimit}
	if p.Limit > 0 {
		q.limit = min(p.Limit, mostLimit)
	}
	conds := l.Where
	where, filter := join(conds)
	q.filter = filter
	q.count = "select count(*) from " + cmp.Or(l.Count, l.From) + where
	before := where
	if p.After != "" {
		at, err := q.read(p.After)
		if err != nil {
			return query{}, err
		}
		q.back, q.from = at.Back, !at.Back
		if e == Postgres {
			at.spell()
		}
		after, upto := q.after(at.Keys, down)
		before, _ = join(append(slices.Clone(conds), upto))
		conds = append(slices.Clone(conds), after)
		where, filter = join(conds)
	}
	way := " asc"
	if down != q.back {
		way = " desc"
	}
	q.beyond = "select count(*) from " + l.From + where
	if q.near = l.Total != nil && p.After != ""; q.near {
		if q.back {
			before = where
		}
		q.beyond = "select count(*) from (select 1 from " + l.From + before + " limit " + strconv.Itoa(mostBefore+1) + ") near"
	}
	q.args = append(slices.Clone(filter), q.limit+1)
	total := ""
	if q.together = l.Together && p.After == ""; q.together {
		total = ", count(*) over ()"
	}
	q.text = "select " + l.Columns + ", " + strings.Join(q.keys, ", ") + total + " from " + l.From + where +
		" order by " + strings.Join(q.keys, way+", ") + way + " limit $" + strconv.Itoa(len(q.args))
	return q, nil
}

// told is where the total of a row goes, if it has one.
func (q query) told(total *int) []any {
	if !q.together {
		return nil
	}
	return []any{total}
}

// after is the condition of standing behind the values, in the direction the page is read; upto that of all others.
func (q query) after(values []any, down bool) (after, upto Cond) {
	sign, other := ">", "<="
	if down != q.back {
		sign, other = "<", ">="
	}
	marks := make([]string, len(values))
	for i := range values {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	keys, at := "("+strings.Join(q.keys, ", ")+") ", " ("+strings.Join(marks, ", ")+")"
	return Cond{SQL: keys + sign + at, Args: values}, Cond{SQL: keys + other + at, Args: values}
}

// join puts conditions into one clause and numbers their placeholders through.
func join(conds []Cond) (clause string, args []any) {
	for i, c := range conds {
		if i == 0 {
			clause = " where "
		} else {
			clause += " and "
		}
		clause += "(" + sqltext.Shift(c.SQL, len(args)) + ")"
		args = append(args, c.Args...)
	}
	return clause, args
}

// Joined is conditions as the clause of a query of one's own, with its arguments; no conditions are no clause.
func Joined(conds []Cond) (clause string, args []any) { return join(conds) }
