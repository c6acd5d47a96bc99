package bookpages

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// stale is when the page warns that no newer book is there: a night has passed without one.
const stale = 25 * time.Hour

type listPage struct {
	web.Page
	Whom  []web.Option // of whom the reader may have one made
	Stale bool
	Table web.Table[line]
}

// line is a book as the list shows it.
type line struct {
	daybook.Book
	Where, By string
}

func (d *desk) list(r *web.Request) error {
	l := r.List()
	scope := d.Policy.Scope(r.Actor(), policy.DaybookView)
	if scope.Empty() {
		return d.denied(r)
	}
	var tree units.Tree
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (got store.Slice[daybook.Book], err error) {
		if tree, err = units.Read(r.Context(), tx); err != nil {
			return got, err
		}
		return daybook.List(r.Context(), tx, scope, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	})
	if err != nil {
		return err
	}
	p := listPage{Page: r.Page(r.T("daybooks.title"), "by-hand")}
	p.Sub = p.T("daybooks.sub", d.Books.Days)
	p.Whom = d.choices(r, p.Page, tree)
	rows := make([]line, len(got.Rows))
	for i, b := range got.Rows {
		rows[i] = line{b, where(p.Page, tree, b.Whom), d.by(r.Context(), p.Page, b.By)}
	}
	p.Stale = l.After == "" && l.Sort == "" && (len(rows) == 0 || p.Now.Sub(rows[0].Made) > stale)
	p.Table = web.Table[line]{
		Caption: p.T("daybooks.kept"), List: l, Rows: rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
		Columns: columns(p.Page), Empty: web.Empty{Text: p.T("daybooks.none")},
	}
	return r.Draw(p.Page, listView(p))
}

// denied is the answer to who has no book to see.
func (d *desk) denied(r *web.Request) error {
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		return 0, d.Policy.Check(r.Context(), tx, policy.DaybookView, policy.Resource{Kind: "daybook"})
	})
	return err
}

func columns(p web.Page) []web.Column[line] {
	n := func(of func(line) int) web.Column[line] {
		return web.Column[line]{Figures: true, Cell: web.Words(func(x line) string { return p.Number(int64(of(x))) })}
	}
	named := func(c web.Column[line], label string) web.Column[line] { c.Label = p.T(label); return c }
	return []web.Column[line]{
		{Label: p.T("daybooks.where"), Main: true, Cell: web.Link(func(x line) (string, string) { return x.Where, at(x.ID) })},
		{Label: p.T("daybooks.made"), Sort: "made", Cell: web.Words(func(x line) string { return p.Moment(x.Made) })},
		{Label: p.T("daybooks.by"), Cell: web.Words(func(x line) string { return x.By })},
		named(n(func(x line) int { return x.Tally.Heads }), "daybooks.heads"),
		named(n(func(x line) int { return x.Tally.Present }), "daybooks.present"),
		named(n(func(x line) int { return x.Tally.Away }), "daybooks.away"),
		named(n(func(x line) int { return x.Tally.Waiting }), "daybooks.waiting"),
		named(n(func(x line) int { return x.Leaving }), "daybooks.leaving"),
		{Label: p.T("daybooks.code"), Cell: web.Words(func(x line) string { return x.Code })},
	}
}

// where names whose book it is.
func where(p web.Page, t units.Tree, w daybook.Whom) string {
	switch {
	case w.Unit != "":
		return t.Name(w.Unit)
	case w.Zone != "":
		return t.Unit(w.Facility).Name + " " + p.T("resident.phase."+string(w.Zone))
	}
	return t.Unit(w.Facility).Name + " " + p.T("daybooks.rest")
}

// by is who had a book made: officers by name, the night by itself.
func (d *desk) by(ctx context.Context, p web.Page, ref string) string {
	member, ok := strings.CutPrefix(ref, "staff:")
	if !ok {
		return p.T("daybooks.night")
	}
	name, err := d.Census.Officer(ctx, id.ID(member))
	if err != nil {
		return "" // the book is readable without it
	}
	return name
}

// choices are of whom the reader may have a book made.
func (d *desk) choices(r *web.Request, p web.Page, t units.Tree) (out []web.Option) {
	may := func(w daybook.Whom) {
		if d.Policy.May(r.Actor(), policy.DaybookMake, policy.Resource{Kind: "daybook", Facility: w.Facility, Unit: w.Unit}) {
			out = append(out, web.Option{Value: strings.Join([]string{string(w.Facility), string(w.Unit), string(w.Zone)}, "/"), Label: where(p, t, w)})
		}
	}
	for _, b := range t.Seen(d.Policy.Scope(r.Actor(), policy.FacilityView)) {
		switch {
		case !b.Closed.IsZero():
		case b.Kind == facility.Brigade:
			may(daybook.Whom{Facility: b.Facility, Unit: b.ID})
		case b.Kind == facility.Facility:
			for _, z := range resident.Phases {
				may(daybook.Whom{Facility: b.ID, Zone: z})
			}
			may(daybook.Whom{Facility: b.ID})
		}
	}
	return out
}

// make makes a book now and leads to it.
func (d *desk) make(r *web.Request) error {
	var form struct{ Whom string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.list)
	}
	book, err := d.Books.Make(r.Context(), store.Key(r.Key()), whom(form.Whom))
	if err != nil {
		return r.Again(err, d.list)
	}
	return r.Redirect(at(book))
}

// whom reads a choice of the form.
func whom(typed string) (w daybook.Whom) {
	part := append(strings.SplitN(typed, "/", 3), "", "", "")
	house, err := id.Parse(part[0])
	if err != nil {
		return w
	}
	w.Facility, w.Unit = house, id.ID(part[1])
	if z := resident.Phase(part[2]); slices.Contains(resident.Phases, z) {
		w.Zone = z
	}
	return w
}

// only is the one choice of who has but one.
func only(list []web.Option) string {
	if len(list) == 1 {
		return list[0].Value
	}
	return ""
}

// chooseOf is the empty line of the choice; none where there is but one.
func chooseOf(p listPage) string {
	if len(p.Whom) == 1 {
		return ""
	}
	return p.T("daybooks.choose")
}
