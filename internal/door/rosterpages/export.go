package rosterpages

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/errs"
	"guitu/internal/domain/export"
	"guitu/internal/domain/facility"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// parseCell reads the name of a cell to be mended.
func parseCell(name string, row, column *int) bool {
	rest, ok := strings.CutPrefix(name, "cell-")
	a, b, two := strings.Cut(rest, "-")
	var err1, err2 error
	*row, err1 = strconv.Atoi(a)
	*column, err2 = strconv.Atoi(b)
	return ok && two && err1 == nil && err2 == nil && *row > 0 && *column >= 0
}

type exportPage struct {
	web.Page
	List    string
	Count   int
	Alone   bool // may be taken without a second person
	Filters web.Facts
	Action  string
	Lists   []web.Option
}

// filtersOf are the filters and the sort of the list, as its own page put them into the address.
func filtersOf(r *web.Request) export.Filters {
	f := export.Filters{}
	for name, v := range r.URL.Query() {
		if name != "list" && name != "after" && name != "rows" && len(v) > 0 && v[0] != "" {
			f[name] = v[0]
		}
	}
	return f
}

// exportForm says how many rows would leave, and asks for what.
func (d *desk) exportForm(r *web.Request) error {
	p := exportPage{Page: r.Page(r.T("export.page.title"), "export"), List: r.URL.Query().Get("list")}
	p.Crumbs = []web.Crumb{{Label: p.T("export.page.all"), URL: "/exports"}}
	if d.Policy.Scope(r.Actor(), policy.ExportRequest).Empty() {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "export.page.not_yours")
	}
	if p.List == "" {
		for _, l := range d.Exports.Lists() {
			if _, err := d.Exports.Count(r.Context(), p.Printer, l.Name, nil); errs.KindOf(err) == errs.Denied {
				continue
			}
			p.Lists = append(p.Lists, web.Option{Value: l.Name, Label: p.T("export.list." + l.Name)})
		}
		return r.Draw(p.Page, exportView(p))
	}
	f := filtersOf(r)
	l, err := d.Exports.Find(p.List)
	if err != nil {
		return errs.New(errs.NotFound, "web.not_found")
	}
	if p.Count, err = d.Exports.Count(r.Context(), p.Printer, p.List, f); err != nil {
		return web.Known(err, "export.page.denied")
	}
	p.Alone = l.Alone(p.Count)
	p.Filters = d.narrowed(r, p.Page, p.List, f)
	q := url.Values{"list": {p.List}}
	for name := range f {
		q.Set(name, f[name])
	}
	p.Action = "/export?" + q.Encode()
	return r.Draw(p.Page, exportView(p))
}

// narrowed are the filters of a list in words.
func (d *desk) narrowed(r *web.Request, p web.Page, list string, f export.Filters) (out web.Facts) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		value := d.said(r, p, name, f[name])
		switch {
		case name == export.Sort:
			value = sorted(p, list, f[name])
		case list == "out" && (name == "kind" || name == "view"): // a hospital is a kind of partner too
			value = p.Or("outing.kind."+f[name], p.Or("out.view."+f[name], value))
		}
		out = append(out, web.Line{Label: p.Or("export.filter."+list+"."+name, p.Or("export.filter."+name, name)), Value: value})
	}
	return out
}

// said is the value of a filter in words, as the list's own page says it.
func (d *desk) said(r *web.Request, p web.Page, name, value string) string {
	switch name {
	case "left", "own":
		return p.T("export.yes")
	case "phase":
		return p.Or("resident.phase."+value, value)
	case "state":
		return p.Or("law.state."+value, p.Or("law.substate."+value, p.Or("export.dutystate."+value, value)))
	case "kind":
		return p.Or("export.kind."+value, p.Or("partner.kind."+value, value))
	case "role":
		return p.Or("role."+value, value)
	case "mark":
		return p.Or("rules.mark."+value, value)
	case "region":
		if value == "00" { // as the list's own address writes the whole country
			return p.Or("rules.region.all", value)
		}
		return p.Or("rules.region."+value, value)
	case "person", "about":
		return p.T("export.one_file")
	case "officer":
		return p.T("export.one_officer")
	case "facility", "unit", "place":
		places, err := d.Census.Places(r.Context(), policy.FacilityView)
		if i := slices.IndexFunc(places, func(u facility.Unit) bool { return string(u.ID) == value }); err == nil && i >= 0 {
			return places[i].Name
		}
	}
	return value
}

// sorted is an order in words: the column that the list's page sorts by, and which way.
func sorted(p web.Page, list, value string) string {
	column, down := strings.CutPrefix(value, "-")
	words := p.Or("export.sort."+list+"."+column, p.Or("export.column."+column, column))
	if down {
		return p.T("export.sort.down", words)
	}
	return words
}

func (d *desk) request(r *web.Request) error {
	var form struct{ Purpose, Format string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.exportForm)
	}
	q, err := d.Exports.Request(r.Context(), export.Command{
		Key: store.Key(r.Key()), List: r.URL.Query().Get("list"), Filters: filtersOf(r), Purpose: form.Purpose, Format: export.Format(form.Format),
	}, r.Page("", "").Printer)
	if err != nil {
		return r.Again(err, d.exportForm)
	}
	return r.Redirect("/exports/" + string(q))
}

type exportsPage struct {
	web.Page
	Mine, Waiting web.Table[export.Request]
	Approves      bool
}

// exports lists mine and those that wait for somebody like me.
func (d *desk) exports(r *web.Request) error {
	l := r.List()
	mine, err := d.Exports.Mine(r.Context(), store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if err != nil {
		return err
	}
	p := exportsPage{Page: r.Page(r.T("export.page.all"), "export"), Approves: !d.Policy.Scope(r.Actor(), policy.ExportApprove).Empty()}
	if mine.Total == 0 && !p.Approves && d.Policy.Scope(r.Actor(), policy.ExportRequest).Empty() {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "export.page.not_yours")
	}
	p.Sub = p.T("export.page.sub", export.Alone)
	p.Mine = d.table(p.Page, l, mine, "export.page.none")
	if p.Approves {
		waiting, err := d.Exports.Waiting(r.Context(), store.Page{Limit: 50})
		if err != nil {
			return err
		}
		p.Waiting = d.table(p.Page, l, waiting, "export.page.none_waiting")
	}
	return r.Draw(p.Page, exportsView(p))
}

func (d *desk) table(p web.Page, l web.List, s store.Slice[export.Request], none string) web.Table[export.Request] {
	return web.Table[export.Request]{
		Caption: p.T("export.page.all"), List: l, Rows: s.Rows, Total: s.Total, First: s.First, Prev: s.Prev, Next: s.Next, Empty: web.Empty{Text: p.T(none)},
		Columns: []web.Column[export.Request]{
			{Label: p.T("export.page.list"), Main: true, Cell: web.Link(func(q export.Request) (string, string) {
				return p.T("export.list." + q.List), "/exports/" + string(q.ID)
			})},
			{Label: p.T("export.page.purpose"), Cell: web.Words(func(q export.Request) string { return q.Purpose })},
			{Label: p.T("export.page.rows"), Figures: true, Cell: web.Words(func(q export.Request) string { return p.Number(int64(q.Counted)) })},
			{Label: p.T("export.page.asked"), Sort: "asked", Cell: web.Words(func(q export.Request) string { return p.Moment(q.Asked) })},
			{Label: p.T("export.column.runstate"), Cell: func(q export.Request) templ.Component {
				return web.Status(toneOf(q.State), p.T("export.state."+string(q.State)))
			}},
		},
	}
}

func toneOf(s export.State) web.Tone {
	switch s {
	case export.Approved:
		return web.OK
	case export.Refused:
		return web.Neutral
	}
	return web.Warn
}

type onePage struct {
	web.Page
	Request export.Request
	Facts   web.Facts
	Mine    bool
}

func (d *desk) export(r *web.Request) error {
	i, err := r.ID("id")
	if err != nil {
		return err
	}
	q, err := d.Exports.Get(r.Context(), i)
	if err != nil {
		return err
	}
	p := onePage{Page: r.Page(r.T("export.page.one"), "export"), Request: q, Mine: q.Requester == r.Actor().Staff}
	p.Crumbs = []web.Crumb{{Label: p.T("export.page.all"), URL: "/exports"}}
	l, err := d.Exports.Find(q.List)
	if err != nil {
		return err
	}
	asks, err := d.Census.Officer(r.Context(), q.Requester)
	if err != nil {
		return err
	}
	columns := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		columns[i] = p.T(c)
	}
	p.Facts = web.Facts{
		{Label: p.T("export.page.requester"), Value: asks},
		{Label: p.T("export.page.list"), Value: p.T("export.list." + q.List)},
		{Label: p.T("export.page.columns"), Value: p.List(columns)},
		{Label: p.T("export.page.rows"), Value: p.Number(int64(q.Counted))},
		{Label: p.T("export.page.purpose"), Value: q.Purpose},
		{Label: p.T("export.page.format"), Value: p.T("export.format." + string(q.Format))},
		{Label: p.T("export.page.asked"), Value: p.Moment(q.Asked)},
		{Label: p.T("export.column.runstate"), Value: p.T("export.state." + string(q.State))},
	}
	p.Facts = append(p.Facts, d.narrowed(r, p.Page, q.List, q.Filters)...)
	return r.Draw(p.Page, oneView(p))
}

func (d *desk) decide(r *web.Request) error {
	i, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version int64
		Answer  string `need:"choice"`
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.export)
	}
	if err := d.Exports.Decide(r.Context(), store.Key(r.Key()), i, form.Version, form.Answer == "yes"); err != nil {
		return r.Again(err, d.export)
	}
	return r.Done("/exports", "export.page.decided")
}

// take streams the file. What goes wrong after the first byte is the event's: the line cannot be taken back.
func (d *desk) take(r *web.Request) error {
	i, err := r.ID("id")
	if err != nil {
		return err
	}
	words := r.Page("", "").Printer
	q, err := d.Exports.Open(r.Context(), i, words)
	if err != nil {
		return r.Again(err, d.export)
	}
	h := r.Writer().Header()
	h.Set("Content-Type", xlsxType)
	if q.Format == export.CSV {
		h.Set("Content-Type", "text/csv; charset=utf-8")
	}
	h.Set("Content-Disposition", `attachment; filename="`+q.List+"-"+string(q.ID)+"."+string(q.Format)+`"`)
	h.Set("Cache-Control", "no-store")
	n, err := d.Exports.Write(r.Context(), r.Writer(), q, words)
	r.Note("rows", n)
	if err != nil {
		r.Note("download", errs.CodeOf(err))
	}
	return nil
}
