package findpages

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type listPage struct {
	web.Page
	List    web.List
	Table   web.Table[census.Row]
	Places  []web.Option // facilities, where there is more than one
	Units   []web.Option
	Left    bool
	MayAdd  bool // of who has been here and is in no file
	MayTake bool // in, who has just come
	MayLoad bool
}

// filters of the list, as they stand in the address.
var filters = []string{"left", "facility", "unit", "phase", "state", "within"}

// spans are the choices of "ends within".
var spans = []census.Span{census.Due, census.Over, "7", "30", "60", "90", "180"}

func (d *desk) list(r *web.Request) error {
	l := r.List(filters...)
	p := listPage{Page: r.Page(r.T("find.title"), "people"), List: l, Left: gone(r, l)}
	f, err := filterOf(p)
	if err != nil {
		return err
	}
	got, err := d.Census.Residents(r.Context(), f, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if errs.KindOf(err) == errs.Denied {
		return web.Known(err, "find.denied")
	}
	if err != nil {
		return err
	}
	places, err := d.Census.Places(r.Context(), policy.ResidentList)
	if err != nil {
		return err
	}
	p.Sub = p.T("find.sub", p.DayLong(p.Today()))
	p.Places, p.Units = options(places, l.Value("facility"))
	p.MayAdd, p.MayTake = d.mayEnter(r, places), d.Policy.Somewhere(r.Actor(), policy.JourneyIntake)
	p.MayLoad = r.Actor().Has("intake_officer") || r.Actor().Has("legal_officer")
	export := "residents"
	if p.Left {
		export = "left"
	}
	p.Table = web.Table[census.Row]{
		Caption: p.T("find.title"), List: l, Columns: columns(p.Page, p.Left, len(p.Places) > 0), Rows: got.Rows,
		Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next, Chips: chips(p, places), Empty: web.Empty{Text: p.T("find.empty")},
		Export: l.Export(export, !d.Policy.Scope(r.Actor(), policy.ExportRequest).Empty()),
	}
	if p.MayAdd {
		p.Table.Empty.Action, p.Table.Empty.URL = p.T("find.import"), "/roster"
	}
	return r.Draw(p.Page, listView(p))
}

func (d *desk) mayEnter(r *web.Request, places []facility.Unit) bool {
	for _, u := range places {
		if d.Policy.Allows(r.Context(), policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: u.Facility, Unit: u.ID}) {
			return true
		}
	}
	return false
}

// gone tells whether the list is of those who have left: when it is asked for, and for a station, whose people all have.
func gone(r *web.Request, l web.List) bool {
	others := slices.ContainsFunc(r.Actor().Posts, func(p actor.Post) bool { return p.Role != policy.StationOfficer })
	return l.Value("left") != "" || !others
}

// filterOf reads the filters; one that cannot be is answered, for a list must not grow by a slip of the hand.
func filterOf(p listPage) (f census.Filter, err error) {
	l := p.List
	f = census.Filter{Left: p.Left, Phase: l.Value("phase"), State: l.Value("state")}
	bad := func(name string) error {
		return web.BadFilter(web.NoChoice, name, p.T("find.filter."+name), l.Value(name))
	}
	if err = web.Among("phase", p.T("find.filter.phase"), f.Phase, phases(p.Page)); err != nil {
		return f, err
	}
	if err = web.Among("state", p.T("find.filter.state"), f.State, stateOptions(p.Page)); err != nil {
		return f, err
	}
	for name, into := range map[string]*id.ID{"facility": &f.Facility, "unit": &f.Unit} {
		if *into, err = id.Parse(l.Value(name)); err != nil && l.Value(name) != "" {
			return f, bad(name)
		}
	}
	if f.Within = census.Span(l.Value("within")); !f.Within.Known() {
		return f, bad("within")
	}
	return f, nil
}

// options are the facilities and units that a reader may choose from; facilities only where there are several.
func options(places []facility.Unit, chosen string) (houses, units []web.Option) {
	for _, u := range places {
		o := web.Option{Value: string(u.ID), Label: u.Name}
		if u.Kind == facility.Facility {
			houses = append(houses, o)
		}
	}
	if len(houses) < 2 {
		houses = nil
	}
	for _, u := range places {
		if u.Kind == facility.Brigade && (houses == nil || string(u.Facility) == chosen) {
			units = append(units, web.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return houses, units
}

func chips(p listPage, places []facility.Unit) []web.Chip {
	var out []web.Chip
	add := func(name, words string) {
		if p.List.Value(name) != "" && words != "" {
			out = append(out, p.List.Chip(name, p.T("find.filter."+name), words))
		}
	}
	unit := func(name string) string {
		for _, u := range places {
			if string(u.ID) == p.List.Value(name) {
				return u.Name
			}
		}
		return ""
	}
	add("facility", unit("facility"))
	add("unit", unit("unit"))
	add("phase", telling.Phase(p.Printer, resident.Phase(p.List.Value("phase"))))
	add("state", telling.State(p.Printer, p.List.Value("state")))
	add("within", within(p.Printer, census.Span(p.List.Value("within"))))
	return out
}

func within(p text.Printer, span census.Span) string {
	switch {
	case span == census.Due:
		return p.T("find.within.due")
	case span == census.Over:
		return p.T("find.within.over")
	case span.Days() > 0:
		return p.T("find.within", span.Days())
	}
	return ""
}

// columns of the list. The name comes first and does not sort: the database knows no names.
func columns(p web.Page, left, many bool) []web.Column[census.Row] {
	words := func(key string, f func(census.Row) string) web.Column[census.Row] {
		return web.Column[census.Row]{Label: p.T("find.column." + key), Cell: web.Words(f)}
	}
	name := web.Column[census.Row]{Label: p.T("find.column.name"), Main: true, Cell: func(r census.Row) templ.Component { return nameCell(&p, &r) }}
	unit := words("unit", func(r census.Row) string {
		if many {
			return strings.TrimSpace(r.FacilityName + " " + r.UnitName)
		}
		return r.UnitName
	})
	bed := words("bed", func(r census.Row) string { return telling.Bed(p.Printer, r.Room, r.Bed) })
	bed.Sort = census.ByBed
	ph := words("phase", func(r census.Row) string { return telling.Phase(p.Printer, r.Phase) })
	measure := words("state", func(r census.Row) string { return telling.StateOf(p.Printer, r) })
	admitted := words("admitted", func(r census.Row) string { return p.Day(r.Admitted) })
	admitted.Sort = census.ByAdmitted
	end := web.Column[census.Row]{Label: p.T("find.column.end"), Sort: census.ByEnd, Cell: func(r census.Row) templ.Component { return endCell(&p, &r) }}
	if left {
		gone := words("left", func(r census.Row) string { return p.Day(r.Left) })
		gone.Sort = census.ByLeft
		return []web.Column[census.Row]{name, unit, admitted, gone, measure}
	}
	return []web.Column[census.Row]{name, unit, ph, bed, measure, admitted, end}
}

// left says how far the end is: "还有 231 天". The end of a term is good news and is never coloured.
func left(p *web.Page, end civil.Date) string {
	if end.IsZero() {
		return ""
	}
	return p.LeftDays(end, p.Today())
}

type searchPage struct {
	web.Page
	Query       string
	After, Next string // where the page begins, and the one after it
	Table       web.Table[census.Row]
	Dull        bool // the text is nothing one could look for
	Crowd       bool // more people are called so than are told of
}

// ask is the empty page of the search.
func (d *desk) ask(r *web.Request) error { return d.answer(r, "", "") }

// search answers the one box. What is looked for comes as a form: an address stays behind on a screen and in a log,
// and must hold nobody's name. One hit that may be opened leads straight to the file.
func (d *desk) search(r *web.Request) error {
	var form struct{ Q, After string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	return d.answer(r, form.Q, form.After)
}

func (d *desk) answer(r *web.Request, q, after string) error {
	l := r.List()
	got, err := d.Census.Search(r.Context(), q, store.Page{After: after, Limit: l.Limit})
	if errs.KindOf(err) == errs.Denied {
		return web.Known(err, "find.search.denied")
	}
	if err != nil {
		return err
	}
	if got.Total == 1 && len(got.Rows) == 1 {
		return r.Redirect(file(got.Rows[0].Person))
	}
	p := searchPage{
		Page: r.Page(r.T("find.search.title"), "people"), Query: q, After: after, Next: got.Next, Dull: q != "" && !d.Census.Searchable(q),
	}
	p.Search, p.Crowd = q, got.Total < 0
	p.Table = web.Table[census.Row]{Caption: p.T("find.search.title"), List: l, Columns: found(p.Page), Rows: got.Rows, Total: got.Total}
	return r.Draw(p.Page, searchView(p))
}

func found(p web.Page) []web.Column[census.Row] {
	all := columns(p, false, true)
	where := web.Column[census.Row]{Label: p.T("find.column.here"), Cell: web.Words(func(r census.Row) string {
		if r.Here() {
			return p.T("find.here")
		}
		return p.T("case.left_on", r.Left)
	})}
	all[6].Sort = "" // the nearest stand first: there is one order
	return []web.Column[census.Row]{all[0], all[1], where, all[4], all[6]}
}
