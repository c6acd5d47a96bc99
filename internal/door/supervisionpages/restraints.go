package supervisionpages

import (
	"strings"

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
	l := r.List("facility")
	of, err := d.over(r, l)
	if err != nil {
		return err
	}
	p := restraintsPage{Page: r.Page(r.T("supervision.restraints"), "supervision"), Back: "/supervision?facility=" + string(of)}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		tree, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		p.Sub = tree.Name(of)
		got, err := d.Census.Restraints(r.Context(), tx, of, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
		p.Table = web.Table[census.Restrained]{
			Caption: p.T("supervision.restraints"), List: l, Rows: got.Rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
			Columns: restraintColumns(p.Page), Empty: web.Empty{Text: p.T("supervision.restraints.none")},
		}
		return 0, err
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, behind(p.Page, p.Back, web.DataTable(p.Table)))
}

func restraintColumns(p web.Page) []web.Column[census.Restrained] {
	return []web.Column[census.Restrained]{
		{Label: p.T("supervision.about"), Main: true, Cell: web.Link(func(x census.Restrained) (string, string) {
			return telling.Name(p.Printer, x.Name), "/people/" + string(x.Person)
		})},
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
