package lawpages

import (
	"context"

	"guitu/internal/base/text"
	"guitu/internal/domain/export"
	"guitu/internal/platform/store"
)

// Export is the registry as a list that can be taken out: what /rules lists, with the same filters and sorts. How
// certain a number is stands beside the document on which the bureau confirmed it.
func Export(deps Deps) export.List {
	d := &desk{deps}
	return export.List{Name: "rules", Page: d.lines, Columns: []string{
		"rules.column.title", "rules.column.key", "rules.column.value", "rules.filter.region", "rules.column.basis", "rules.filter.mark",
		"rules.mark.confirmed", "rules.column.effect", "rules.since", "rules.column.waits",
	}}
}

func (d *desk) lines(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (s store.Slice[[]string], err error) {
	g, err := d.read(ctx)
	if err != nil {
		return s, err
	}
	found := g.found(t, func(name string) string { return f[name] }, p.Sort)
	cut := page(found, p.After, p.Limit)
	s.Total, s.Next = cut.Total, cut.Next
	for _, e := range cut.Rows {
		since, waits := t.T("rules.since.always"), ""
		if !e.From.IsZero() {
			since = e.From.String()
		}
		if e.Waits > 0 {
			waits = itoa(int64(e.Waits))
		}
		s.Rows = append(s.Rows, []string{
			title(t, e.Key), string(e.Key), worth(t, e.Parameter), region(t, e.Region), articles(t, e.Basis),
			t.T("rules.mark." + markCode(e.Mark)), e.Document, effect(t, e.Parameter), since, waits,
		})
	}
	return s, nil
}
