package sealingpages

import (
	"guitu/internal/base/errs"
	"guitu/internal/domain/sealing"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// registerPage has what waits, and for who sees the register every sealing and opening by number and date.
type registerPage struct {
	web.Page
	Waiting  [][2]string // text, address
	Sealings *web.Table[sealing.Sealing]
	Openings web.Table[sealing.Opening]
	Opens    bool // the reader may ask for an opening
}

func (d *desk) register(r *web.Request) error {
	p := registerPage{Page: r.Page(r.T("sealings.title"), chapter)}
	p.Sub = p.T("sealings.sub")
	p.Opens = d.Policy.Somewhere(r.Actor(), policy.SealingOpenAsk)
	l := r.List()
	if d.Policy.May(r.Actor(), policy.SealingList, policy.Resource{Kind: "sealing"}) {
		got, err := d.Sealings.Register(r.Context(), store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
		if err != nil {
			return err
		}
		p.Sealings = &web.Table[sealing.Sealing]{
			Caption: p.T("sealings.register"), List: l, Rows: got.Rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
			Columns: sealingColumns(p.Page), Empty: web.Empty{Text: p.T("sealings.none")},
		}
	}
	opened, err := d.Sealings.Openings(r.Context(), store.Page{Limit: 50})
	if errs.KindOf(err) == errs.Denied {
		return web.Known(err, "sealings.denied")
	}
	if err != nil {
		return err
	}
	p.Openings = web.Table[sealing.Opening]{
		Caption: p.T("sealings.openings"), List: web.List{}, Rows: opened.Rows, Total: opened.Total,
		Columns: openingColumns(p.Page), Empty: web.Empty{Text: p.T("sealings.openings.none")},
	}
	waits, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]sealing.Sealing, error) { return d.Sealings.Waiting(r.Context(), tx) })
	for _, s := range waits {
		p.Waiting = append(p.Waiting, [2]string{p.T("sealings.waits", s.Number, s.Asked), sealingAt(s.ID)})
	}
	if err != nil {
		return err
	}
	return r.Draw(p.Page, registerView(p))
}

func sealingColumns(p web.Page) []web.Column[sealing.Sealing] {
	return []web.Column[sealing.Sealing]{
		{Label: p.T("sealings.number"), Main: true, Cell: web.Link(func(s sealing.Sealing) (string, string) { return s.Number, sealingAt(s.ID) })},
		{Label: p.T("sealings.what"), Cell: web.Words(func(s sealing.Sealing) string { return what(p, s) })},
		{Label: p.T("sealings.ground"), Cell: web.Words(func(s sealing.Sealing) string { return ground(p, s.Ground) })},
		{Label: p.T("sealings.asked"), Cell: web.Words(func(s sealing.Sealing) string { return p.Moment(s.Asked) })},
		{Label: p.T("sealings.settled"), Cell: web.Words(func(s sealing.Sealing) string { return moment(p, s.Settled) })},
		{Label: p.T("sealings.state"), Cell: web.Words(func(s sealing.Sealing) string { return word(p, s.State) })},
	}
}

func openingColumns(p web.Page) []web.Column[sealing.Opening] {
	return []web.Column[sealing.Opening]{
		{Label: p.T("sealings.number"), Main: true, Cell: web.Link(func(o sealing.Opening) (string, string) { return o.Number, openingAt(o.ID) })},
		{Label: p.T("sealings.purpose"), Cell: web.Words(func(o sealing.Opening) string { return p.T("sealing.purpose." + string(o.Purpose)) })},
		{Label: p.T("sealings.asked"), Cell: web.Words(func(o sealing.Opening) string { return p.Moment(o.Asked) })},
		{Label: p.T("sealings.until"), Cell: web.Words(func(o sealing.Opening) string { return moment(p, o.Until) })},
		{Label: p.T("sealings.state"), Cell: web.Words(func(o sealing.Opening) string { return word(p, o.Now(p.Now)) })},
	}
}

// what is sealed: the file, or one paper of it.
func what(p web.Page, s sealing.Sealing) string {
	if s.Document != "" {
		return p.T("sealings.what.paper")
	}
	return p.T("sealings.what.file")
}
