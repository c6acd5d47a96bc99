package outpages

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/export"
	"guitu/internal/domain/outing"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Export is the board as a list that can be taken out: what /out lists, with the same filters and sorts.
func Export(deps Deps) export.List {
	d := &desk{deps}
	return export.List{Name: "out", Persons: true, Page: d.lines, Columns: []string{
		"out.column.name", "out.column.kind", "out.column.unit", "out.column.where", "out.column.escort", "out.column.from",
		"out.column.due", "out.column.back", "out.column.ended",
	}}
}

func (d *desk) lines(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (s store.Slice[[]string], err error) {
	b := outing.Board{Scope: d.Policy.Scope(actor.From(ctx), policy.OutingList), View: f["view"], Kind: outing.Kind(f["kind"])}
	if !slices.Contains(outing.Views, b.View) {
		return s, web.BadFilter(web.NoChoice, "view", t.T("out.views"), b.View)
	}
	if b.Kind != "" && !slices.Contains(outing.Kinds(), b.Kind) {
		return s, web.BadFilter(web.NoChoice, "kind", t.T("out.column.kind"), f["kind"])
	}
	if b.Unit, err = id.Parse(f["unit"]); err != nil && f["unit"] != "" {
		return s, web.BadFilter(web.NoChoice, "unit", t.T("out.column.unit"), f["unit"])
	}
	got, err := store.Read(ctx, d.DB, func(tx *store.Tx) (read, error) { return d.read(ctx, tx, b, p) })
	if err != nil {
		return s, err
	}
	s.Total, s.Next = got.rows.Total, got.rows.Next
	for _, o := range got.rows.Rows {
		s.Rows = append(s.Rows, []string{
			telling.Name(t, got.faces[o.Person].Name), t.T(string(o.Kind.Title())), got.tree.Name(o.Unit), o.Words.Where, o.Words.Escort,
			stamp(o.From), stamp(o.Due), stamp(o.Until), end(t, o),
		})
	}
	return s, nil
}

// end says how an outing ended of who did not come back.
func end(t text.Printer, o outing.Outing) string {
	if o.Ended == "" {
		return ""
	}
	return t.T(string(o.Ended.Title()))
}

// stamp is a moment as a spreadsheet sorts it, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Shanghai).Format("2006-01-02 15:04")
}
