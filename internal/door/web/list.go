package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/door/drawn"
)

// List is the state of a list as its URL says it: filters, sort, place. Every list keeps it in the URL, so
// that a list can be bookmarked, sent and printed.
type List struct {
	Sort   string // "name", or "-name" downwards
	After  string // opaque cursor of the row after which the page begins
	Limit  int
	path   string
	names  []string
	values url.Values
}

// limits a reader may choose from; the first is the default.
var limits = []int{50, 20, 100, 200}

// List reads a list's state from the URL. names are the filters of this list; others are dropped.
func (r *Request) List(names ...string) List {
	q := r.URL.Query()
	l := List{Sort: q.Get("sort"), After: q.Get("after"), Limit: limits[0], path: r.URL.Path, names: names, values: url.Values{}}
	if n, err := strconv.Atoi(q.Get("rows")); err == nil && slices.Contains(limits, n) {
		l.Limit = n
		l.values.Set("rows", q.Get("rows"))
	}
	for _, name := range names {
		for _, v := range q[name] {
			if v = strings.TrimSpace(v); v != "" {
				l.values.Add(name, v)
			}
		}
	}
	return l
}

// Value is the value of a filter, "" when it is not set.
func (l List) Value(name string) string { return l.values.Get(name) }

// Values are all values of a filter.
func (l List) Values(name string) []string { return l.values[name] }

// FilterDay reads the day of a filter, or gives unset where there is none. What is no day is Invalid: it never
// widens a list.
func FilterDay(name, label, value string, unset civil.Date) (civil.Date, error) {
	value = strings.TrimSpace(value)
	if value == "" {
		return unset, nil
	}
	d, err := civil.ParseDate(value)
	if err != nil {
		return d, BadFilter("web.filter.day", name, label, value)
	}
	return d, nil
}

// What can be wrong with a filter.
const (
	NoChoice = "web.filter.choice" // the list has no such choice
	NotYet   = "web.filter.future" // a day that has not come
)

// BadFilter answers a filter that cannot be: its name, its label in words, its value, and by the code what would be
// right.
func BadFilter(code, name, label, value string) error {
	var f errs.Fields
	f.Add(name, code, value, label, value)
	return f.Err("web.bad_filter")
}

// Among answers a filter whose value is none of the choices it was drawn with. No value is no filter.
func Among(name, label, value string, choices []Option) error {
	if value == "" || slices.ContainsFunc(choices, func(o Option) bool { return o.Value == value }) {
		return nil
	}
	return BadFilter(NoChoice, name, label, value)
}

// Filtered tells whether any filter is set.
func (l List) Filtered() bool {
	return slices.ContainsFunc(l.names, func(n string) bool { return l.values.Has(n) })
}

func (l List) url(v url.Values, sort, after string) string {
	q := url.Values{}
	maps.Copy(q, v)
	if sort != "" {
		q.Set("sort", sort)
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return l.path
	}
	return l.path + "?" + q.Encode()
}

// First is the URL of the list's first rows; Next of the rows after a cursor; Clear without filters.
func (l List) First() string { return l.url(l.values, l.Sort, "") }

// Next is the URL of the rows after a cursor, or of those before it: the cursor knows.
func (l List) Next(cursor string) string { return l.url(l.values, l.Sort, cursor) }

// Clear is the URL of the list without filters.
func (l List) Clear() string { return l.url(nil, l.Sort, "") }

// With is the URL with one filter set to a value, from the first row.
func (l List) With(name, value string) string {
	v := url.Values{}
	maps.Copy(v, l.values)
	v.Set(name, value)
	return l.url(v, l.Sort, "")
}

// Without is the URL with one value of one filter taken away, from the first row.
func (l List) Without(name, value string) string {
	v := url.Values{}
	for k, s := range l.values {
		for _, x := range s {
			if k != name || x != value {
				v.Add(k, x)
			}
		}
	}
	return l.url(v, l.Sort, "")
}

// By is the URL that sorts by a column: upwards, or downwards when it is so sorted already.
func (l List) By(sort string) string {
	if l.Sort == sort {
		return l.url(l.values, "-"+sort, "")
	}
	return l.url(l.values, sort, "")
}

func (l List) order(sort string) string {
	return cmp.Or(map[string]string{sort: "ascending", "-" + sort: "descending"}[l.Sort], "none")
}

// Chip is one filter that is set, in words, with the URL that takes it away.
type Chip struct{ Label, Value, URL string }

// Chip says one filter in words: l.Chip("zone", p.T("people.zone"), p.T("zone."+v)).
func (l List) Chip(name, label, value string) Chip {
	return Chip{Label: label, Value: value, URL: l.Without(name, l.Value(name))}
}

// Export is the address that asks for the whole list as a file, under the name that exports know it by; "" for who may not.
func (l List) Export(name string, may bool) string {
	if l.path = "/export"; !may {
		return ""
	}
	return l.With("list", name)
}

// Column is one column of a table. Cell draws the cell of a row.
type Column[T any] struct {
	Label   string
	Sort    string // key of the sort link; "" when the column does not sort
	Cell    func(T) templ.Component
	Figures bool // right-aligned, tabular
	Whole   bool // stays on one line beside a column of many words: a name, a day
	Main    bool // names the row: a row header, the title of the card on narrow screens
}

// Table is a list of rows with its paging. Rows show as cards under 820 px.
type Table[T any] struct {
	Caption string // what the rows are, for the screen reader and the print
	List    List
	Columns []Column[T]
	Rows    []T
	Total   int
	First   int    // place of the first row, as store.Slice has it; 0 when it is not known
	Prev    string // cursor of the rows before, "" at the beginning
	Next    string // cursor of the next rows, "" at the end
	Chips   []Chip
	Empty   Empty  // when there is nothing without filters
	Export  string // List.Export
}

func (t Table[T]) body() templ.Component {
	b := drawn.Rows{Row: rowTag(), Many: len(t.Rows), Cell: func(row, column int) templ.Component { return t.Columns[column].Cell(t.Rows[row]) }}
	for _, c := range t.Columns {
		b.Tags = append(b.Tags, cellTag(c))
	}
	return b
}

// span says how many rows there are, and which of them stand here when not all do.
func (t Table[T]) span(p text.Printer) string {
	first := t.First
	if t.Total < 0 { // nobody counted
		return p.T("web.list.shown", len(t.Rows))
	}
	if t.List.After == "" {
		first = 1
	}
	if first < 1 || len(t.Rows) >= t.Total {
		return p.T("web.list.total", t.Total)
	}
	return p.T("web.list.span", first, first+len(t.Rows)-1, t.Total)
}

// Narrowed adds a filter in words to the chips, when it is set.
func (t *Table[T]) Narrowed(name, label, words string) {
	if t.List.Value(name) != "" {
		t.Chips = append(t.Chips, t.List.Chip(name, label, words))
	}
}

// Empty is what a list says when it has no rows: one line and the one action that helps.
type Empty struct{ Text, Action, URL string }

// Words makes a cell of plain text.
func Words[T any](f func(T) string) func(T) templ.Component {
	return func(row T) templ.Component { return Text(f(row)) }
}

// Link makes a cell of a link: its words and where it leads.
func Link[T any](f func(T) (label, url string)) func(T) templ.Component {
	return func(row T) templ.Component {
		label, to := f(row)
		return anchor(label, to)
	}
}
