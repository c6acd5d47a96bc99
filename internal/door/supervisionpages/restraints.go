package supervisionpages

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

type restraintsPage struct {
	web.Page
	Back  string
	Table web.Table[census.Restrained]
}

// restraints lists restraint and single management of the facility that the reader watches over, the latest first.
func (d *desk) restraints(r *web.Request) error {
	return d.happened(r, [2]string{"supervision.restraints", "supervision.restraints.none"}, d.Census.Restraints, restraintColumns)
}

// deaths lists who died in its charge.
func (d *desk) deaths(r *web.Request) error {
	return d.happened(r, [2]string{"supervision.deaths", "supervision.deaths.none"}, d.Census.Deaths, func(p web.Page) []web.Column[census.Restrained] { return happenedColumns(p, "death") })
}

// injured lists who came in injured and is there now.
func (d *desk) injured(r *web.Request) error {
	return d.happened(r, [2]string{"supervision.injured", "supervision.injured.none"}, d.Census.Injured, func(p web.Page) []web.Column[census.Restrained] { return happenedColumns(p, "injury") })
}

// lister reads one of these lists.
type lister = func(context.Context, *store.Tx, id.ID, store.Page) (store.Slice[census.Restrained], error)

// happened draws a list of facts behind its figure; words are its title and what it says when it is empty.
func (d *desk) happened(r *web.Request, words [2]string, read lister, columns func(web.Page) []web.Column[census.Restrained]) error {
	l := r.List("facility")
	of, err := d.over(r, l)
	if err != nil {
		return err
	}
	title := r.T(words[0])
	p := restraintsPage{Page: r.Page(title, "supervision"), Back: "/supervision?facility=" + string(of)}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		tree, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		p.Sub = tree.Name(of)
		got, err := read(r.Context(), tx, of, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
		p.Table = web.Table[census.Restrained]{
			Caption: title, List: l, Rows: got.Rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
			Columns: columns(p.Page), Empty: web.Empty{Text: p.T(words[1])},
		}
		return 0, err
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, behind(p.Page, p.Back, web.DataTable(p.Table)))
}

// whom is who it happened to, with the way to his file for who may open it: he may be in another facility since.
func whom(p web.Page) func(census.Restrained) templ.Component {
	name := func(x census.Restrained) string { return telling.Name(p.Printer, x.Name) }
	return func(x census.Restrained) templ.Component {
		if !x.Opens {
			return web.Words(name)(x)
		}
		return web.Link(func(x census.Restrained) (string, string) { return name(x), "/people/" + string(x.Person) })(x)
	}
}

func happenedColumns(p web.Page, topic string) []web.Column[census.Restrained] {
	return []web.Column[census.Restrained]{
		{Label: p.T("supervision.about"), Main: true, Cell: whom(p)},
		{Label: p.T("supervision.happened"), Cell: web.Words(func(x census.Restrained) string { return p.T("measure.fact." + x.Type) })},
		{Label: p.T("supervision.happened.on"), Sort: "at", Cell: web.Words(func(x census.Restrained) string { return p.Day(x.At.Day()) })},
		{Label: p.T("supervision.ask"), Cell: web.Link(func(x census.Restrained) (string, string) {
			return p.T("supervision.ask_of_it"), "/supervision/ask?facility=" + string(x.Facility) + "&topic=" + topic + "&person=" + string(x.Person)
		})},
	}
}

func restraintColumns(p web.Page) []web.Column[census.Restrained] {
	return []web.Column[census.Restrained]{
		{Label: p.T("supervision.about"), Main: true, Cell: whom(p)},
		{Label: p.T("supervision.restraint.what"), Cell: web.Words(func(x census.Restrained) string { return p.T("measure.fact." + x.Type) })},
		{Label: p.T("supervision.restraint.from"), Sort: "at", Cell: web.Words(func(x census.Restrained) string { return p.Moment(x.At.Time()) })},
		{Label: p.T("supervision.restraint.to"), Cell: web.Words(func(x census.Restrained) string {
			if x.Ended == 0 {
				return p.T("supervision.restraint.lasts")
			}
			return p.Moment(x.Ended.Time())
		})},
		{Label: p.T("supervision.restraint.law"), Cell: web.Words(func(x census.Restrained) string {
			var out []string
			for _, code := range strings.Fields(x.Outside) {
				out = append(out, telling.Breach(p.Printer, code))
			}
			return p.List(out)
		})},
		{Label: p.T("supervision.ask"), Cell: web.Link(func(x census.Restrained) (string, string) {
			return p.T("supervision.ask_of_it"), "/supervision/ask?facility=" + string(x.Facility) + "&topic=restraint&person=" + string(x.Person)
		})},
	}
}
