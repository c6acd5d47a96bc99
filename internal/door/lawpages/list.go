package lawpages

import (
	"github.com/a-h/templ"

	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

type listPage struct {
	web.Page
	Table   web.Table[entry]
	Marks   []web.Option
	Regions []web.Option
	Figures []web.Figure
	Letter  web.Letterhead
}

// list shows the registry: filtered and sorted in memory, for it is the law's table and not a growing list.
func (d *desk) list(r *web.Request) error {
	g, err := d.read(r.Context())
	if err != nil {
		return err
	}
	l := r.List("q", "region", "mark")
	p := listPage{Page: r.Page(r.T("rules.title"), "law")}
	p.Sub = p.T("rules.sub")
	found := g.found(p.Printer, l.Value, l.Sort)
	p.Table = web.Table[entry]{
		Caption: p.Title, List: l, Total: len(found), Columns: d.columns(p.Page), Export: l.Export("rules", !d.Policy.Scope(r.Actor(), policy.ExportRequest).Empty()),
		Empty: web.Empty{Text: p.T("rules.none")},
	}
	s := page(found, l.After, l.Limit)
	p.Table.Rows, p.Table.First, p.Table.Prev, p.Table.Next = s.Rows, s.First, s.Prev, s.Next
	d.filters(&p, g.entries)
	p.Letter = web.Letterhead{House: r.Who().Scope, Title: p.Title, Printed: p.T("rules.printed", p.Now)}
	return r.Draw(p.Page, listView(p))
}

// filters are the choices above the list, its chips, and the figures that say how much is certain.
func (d *desk) filters(p *listPage, all []entry) {
	count := map[string]int{}
	seen := map[string]bool{}
	for _, e := range all {
		_, word := certainty(p.Printer, e.Parameter)
		count[word]++
		if e.Region != "" && !seen[e.Region] {
			seen[e.Region] = true
			p.Regions = append(p.Regions, web.Option{Value: e.Region, Label: region(p.Printer, e.Region)})
		}
	}
	p.Regions = append([]web.Option{{Value: national, Label: p.T("rules.region.all")}}, p.Regions...)
	for _, m := range marks {
		p.Marks = append(p.Marks, web.Option{Value: markCode(m), Label: p.T("rules.mark." + markCode(m))})
	}
	p.Marks = append(p.Marks, web.Option{Value: "confirmed", Label: p.T("rules.mark.confirmed")})
	for _, m := range p.Marks {
		if n := count[m.Label]; n > 0 {
			p.Figures = append(p.Figures, web.Figure{Label: m.Label, Value: p.Number(int64(n)), Unit: p.T("rules.items"), URL: p.Table.List.With("mark", m.Value)})
		}
	}
	l := p.Table.List
	if v := l.Value("q"); v != "" {
		p.Table.Chips = append(p.Table.Chips, l.Chip("q", p.T("rules.filter.q"), v))
	}
	for _, f := range []struct {
		name    string
		options []web.Option
	}{{"region", p.Regions}, {"mark", p.Marks}} {
		for _, o := range f.options {
			if l.Value(f.name) == o.Value {
				p.Table.Chips = append(p.Table.Chips, l.Chip(f.name, p.T("rules.filter."+f.name), o.Label))
			}
		}
	}
}

func (d *desk) columns(p web.Page) []web.Column[entry] {
	return []web.Column[entry]{
		{Label: p.T("rules.column.title"), Sort: "title", Main: true, Cell: func(e entry) templ.Component { return nameCell(p, e) }},
		{Label: p.T("rules.column.value"), Cell: web.Words(func(e entry) string { return worth(p.Printer, e.Parameter) })},
		{Label: p.T("rules.filter.region"), Cell: web.Words(func(e entry) string { return region(p.Printer, e.Region) })},
		{Label: p.T("rules.column.basis"), Cell: func(e entry) templ.Component { return basisCell(p, e) }},
		{Label: p.T("rules.filter.mark"), Sort: "mark", Cell: func(e entry) templ.Component { return markCell(p, e) }},
		{Label: p.T("rules.column.effect"), Cell: func(e entry) templ.Component { return effectCell(p, e) }},
	}
}

// mayPropose tells whether the reader is of the bureau's legal post.
func (d *desk) mayPropose(r *web.Request) bool {
	return d.Policy.May(r.Actor(), policy.LawPropose, policy.Resource{Kind: "parameter"})
}
