package journeypages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type listPage struct {
	web.Page
	List   web.List
	Table  web.Table[line]
	Kinds  []web.Option
	States []web.Option
	Begin  bool
}

// line is a case with whom it is about.
type line struct {
	journey.Case
	Who, URL string
}

func (d *desk) list(r *web.Request) error {
	l := r.List("kind", "state", "closed")
	p := listPage{Page: r.Page(r.T("journeys.title"), "journeys"), List: l}
	for _, c := range d.Journey.Courses() {
		p.Kinds = append(p.Kinds, web.Option{Value: string(c.Kind), Label: p.T("journey.kind." + string(c.Kind))})
		if string(c.Kind) == l.Value("kind") {
			for _, s := range c.Stages {
				p.States = append(p.States, web.Option{Value: string(s.State), Label: p.T("journey.state." + string(s.State))})
			}
		}
		p.Begin = p.Begin || c.Newcomer && d.Policy.Somewhere(r.Actor(), c.Steps[0].Action)
	}
	if err := web.Among("kind", p.T("journeys.kind"), l.Value("kind"), p.Kinds); err != nil {
		return err
	}
	f := journey.Filter{Kind: journey.Kind(l.Value("kind")), State: journey.State(l.Value("state")), Closed: l.Value("closed") != ""}
	got, err := d.lines(r, p.Page, f, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if errs.KindOf(err) == errs.Denied {
		return web.Known(err, "journeys.denied")
	}
	if err != nil {
		return err
	}
	p.Table = web.Table[line]{
		Caption: p.Title, List: l, Columns: columns(p.Page), Rows: got.Rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
		Empty: web.Empty{Text: p.T("journeys.none")},
	}
	p.Table.Narrowed("kind", p.T("journeys.kind"), p.Or("journey.kind."+l.Value("kind"), l.Value("kind")))
	p.Table.Narrowed("state", p.T("journeys.state"), p.Or("journey.state."+l.Value("state"), l.Value("state")))
	p.Table.Narrowed("closed", p.T("journeys.which"), p.T("journeys.closed"))
	return r.Draw(p.Page, listView(p))
}

func (d *desk) lines(r *web.Request, p web.Page, f journey.Filter, page store.Page) (out store.Slice[line], err error) {
	return store.Read(r.Context(), d.DB, func(tx *store.Tx) (store.Slice[line], error) {
		got, err := d.Journey.List(r.Context(), tx, f, page)
		if err != nil {
			return out, err
		}
		people := map[id.ID]policy.Resource{}
		for _, c := range got.Rows {
			if c.Person != "" {
				people[c.Person] = policy.Resource{Facility: c.Facility, Unit: c.Unit}
			}
		}
		faces, err := d.Census.Faces(r.Context(), tx, people)
		if err != nil {
			return out, err
		}
		out = store.Slice[line]{Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next}
		for _, c := range got.Rows {
			out.Rows = append(out.Rows, line{Case: c, Who: named(p, c, faces[c.Person]), URL: at(&c, "")})
		}
		return out, nil
	})
}

func named(p web.Page, c journey.Case, face census.Face) string {
	switch {
	case c.Person == "" && c.Name == "":
		return p.T("journeys.unnamed")
	case c.Person == "":
		return telling.Newcomer(p.Who.Actor, c.Name, c.Facility)
	case face.Listed:
		return telling.Name(p.Printer, face.Name)
	}
	return face.FileNumber
}

func columns(p web.Page) []web.Column[line] {
	return []web.Column[line]{
		{Label: p.T("journeys.who"), Main: true, Cell: web.Link(func(x line) (string, string) { return x.Who, x.URL })},
		{Label: p.T("journeys.kind"), Cell: web.Words(func(x line) string { return p.T("journey.kind." + string(x.Kind)) })},
		{Label: p.T("journeys.state"), Cell: web.Words(func(x line) string { return p.T("journey.state." + string(x.State)) })},
		{Label: p.T("journeys.since"), Sort: "opened", Cell: web.Words(func(x line) string { return p.Moment(x.Opened) })},
	}
}
