package supervisionpages

import (
	"strconv"

	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/paper"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type injuriesPage struct {
	web.Page
	Back  string
	Table web.Table[injury]
}

type injury struct {
	paper.Paper
	Who, URL, Ask string
}

// injuries lists the records of injuries of the facility that the reader watches over, the latest first.
func (d *desk) injuries(r *web.Request) error {
	l := r.List("facility")
	of, err := d.over(r, l)
	if err != nil {
		return err
	}
	p := injuriesPage{Page: r.Page(r.T("supervision.injuries"), "supervision"), Back: "/supervision?facility=" + string(of)}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		tree, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		p.Sub = tree.Name(of)
		got, err := d.Paper.OfKind(r.Context(), tx, of, paper.InjuryRecord, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
		if err != nil {
			return 0, err
		}
		where := map[id.ID]policy.Resource{}
		for _, x := range got.Rows {
			where[x.Person] = x.Resource()
		}
		faces, err := d.Census.Faces(r.Context(), tx, where)
		if err != nil {
			return 0, err
		}
		p.Table = web.Table[injury]{
			Caption: p.T("supervision.injuries"), List: l, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
			Columns: injuryColumns(p.Page), Empty: web.Empty{Text: p.T("supervision.injuries.none")},
		}
		for _, x := range got.Rows {
			p.Table.Rows = append(p.Table.Rows, lineOf(p.Page, x, faces[x.Person]))
		}
		return 0, nil
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, behind(p.Page, p.Back, web.DataTable(p.Table)))
}

func lineOf(p web.Page, x paper.Paper, f census.Face) injury {
	out := injury{Paper: x, Ask: "/supervision/ask?facility=" + string(x.Facility) + "&topic=injury"}
	if x.Person == "" { // who stands at the door has no file yet: his paper lies in the affair
		out.Who, out.URL = p.T("supervision.no_file_yet"), "/journeys/"+string(x.Record)+"/papers/"+string(x.ID)
		return out
	}
	out.Who, out.URL = telling.Name(p.Printer, f.Name), "/people/"+string(x.Person)+"/papers/"+string(x.ID)
	out.Ask += "&person=" + string(x.Person)
	return out
}

func injuryColumns(p web.Page) []web.Column[injury] {
	return []web.Column[injury]{
		{Label: p.T("supervision.number"), Main: true, Cell: web.Link(func(x injury) (string, string) { return x.Number, x.URL })},
		{Label: p.T("supervision.about"), Cell: web.Words(func(x injury) string { return x.Who })},
		{Label: p.T("supervision.issued"), Cell: web.Words(func(x injury) string { return p.Moment(x.Issued) })},
		{Label: p.T("supervision.ask"), Cell: web.Link(func(x injury) (string, string) { return p.T("supervision.ask"), x.Ask })},
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// number reads the version of a form; what is none fits no version.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
