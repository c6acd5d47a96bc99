package lawpages

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/rule"
	"guitu/internal/platform/store"
)

// entry is one parameter as it counts today in one place.
type entry struct {
	law.Parameter
	Waits int // proposals about it that nobody settled yet
}

// registry is every parameter in force today, in the order of the law's table, with what the bureau set; and
// every row the bureau made.
type registry struct {
	entries []entry
	rows    []rule.Confirmation
	book    law.Book
}

func (d *desk) read(ctx context.Context) (registry, error) {
	return store.Read(ctx, d.DB, func(tx *store.Tx) (g registry, err error) {
		if g.rows, err = d.Rules.List(ctx, tx, ""); err != nil {
			return g, err
		}
		if g.book, err = d.Rules.Book(ctx, tx); err != nil {
			return g, err
		}
		for _, at := range places(g.rows) {
			p, ok := g.book.Find(at.key, at.scope, tx.Today())
			if !ok || p.Region != at.scope.Region || p.Facility != at.scope.Facility {
				continue
			}
			g.entries = append(g.entries, entry{Parameter: p, Waits: waits(g.rows, at)})
		}
		return g, nil
	})
}

// place is where a parameter may have a value of its own.
type place struct {
	key   law.Key
	scope law.Scope
}

// places lists the shipped rows, and after the last of each key where the bureau added one.
func places(rows []rule.Confirmation) []place {
	var out []place
	add := func(x place) {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	for i, p := range law.Registry {
		add(place{p.Key, law.Scope{Region: p.Region, Facility: p.Facility}})
		if i+1 < len(law.Registry) && law.Registry[i+1].Key == p.Key {
			continue
		}
		for _, c := range rows {
			if c.Key == p.Key && c.State == rule.Confirmed {
				add(place{c.Key, c.Scope})
			}
		}
	}
	return out
}

func waits(rows []rule.Confirmation, at place) (n int) {
	for _, c := range rows {
		if c.State == rule.Proposed && c.Key == at.key && c.Scope == at.scope {
			n++
		}
	}
	return n
}

// found is the registry as filters narrow it and a sort orders it; value gives a filter by its name.
func (g registry) found(p text.Printer, value func(string) string, sort string) (out []entry) {
	for _, e := range g.entries {
		if e.matches(p, value) {
			out = append(out, e)
		}
	}
	ordered(out, p, sort)
	return out
}

// matches tells whether an entry is what the reader looks for.
func (e entry) matches(p text.Printer, value func(string) string) bool {
	if m := value("mark"); m != "" && m != markCode(e.Mark) && !(m == "confirmed" && e.Confirmed) {
		return false
	}
	if r := value("region"); r != "" && r != e.Region && !(r == national && e.Region == "") {
		return false
	}
	q := strings.ToLower(value("q"))
	if q == "" {
		return true
	}
	words := []string{string(e.Key), title(p, e.Key)}
	for _, c := range e.Basis {
		i, _ := law.InstrumentOf(c)
		words = append(words, c, i.Title, p.Article(c))
	}
	return strings.Contains(strings.ToLower(strings.Join(words, "\n")), q)
}

// national is how the URL writes a row for the whole country.
const national = "00"

// page cuts a list that is held in memory: the rows after a cursor, which is the place of a row.
// Back from the second page is the beginning, which needs no cursor.
func page(entries []entry, after string, limit int) (s store.Slice[entry]) {
	from := 0
	if after != "" {
		from = 1 + slices.IndexFunc(entries, func(e entry) bool { return e.cursor() == after })
	}
	s.Rows, s.Total, s.First = entries[from:min(len(entries), from+limit)], len(entries), from+1
	if from+len(s.Rows) < len(entries) {
		s.Next = s.Rows[len(s.Rows)-1].cursor()
	}
	if from > limit {
		s.Prev = entries[from-limit-1].cursor()
	}
	return s
}

func (e entry) cursor() string { return string(e.Key) + "@" + e.Region + e.Facility }

// ordered sorts by what the URL says; the law's own order otherwise.
func ordered(entries []entry, p text.Printer, sort string) {
	by := map[string]func(a, b entry) int{
		"title": func(a, b entry) int { return strings.Compare(title(p, a.Key), title(p, b.Key)) },
		"key":   func(a, b entry) int { return strings.Compare(string(a.Key), string(b.Key)) },
		"mark":  func(a, b entry) int { return int(a.Mark) - int(b.Mark) },
	}[strings.TrimPrefix(sort, "-")]
	if by == nil {
		return
	}
	slices.SortStableFunc(entries, by)
	if strings.HasPrefix(sort, "-") {
		slices.Reverse(entries)
	}
}
