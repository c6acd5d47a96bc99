package adminpages

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// unitsPage is the tree of the service.
type unitsPage struct {
	web.Page
	Rows    []unitRow
	Top     id.ID // where a reader of the whole service adds a facility, "" when he may not
	Letter  web.Letterhead
	Manages bool
}

type unitRow struct {
	units.Branch
	Heads  string // who heads it
	People int    // posts held in it
	State  string
	Closed bool
}

func (d *desk) units(r *web.Request) error {
	p := unitsPage{Page: r.Page(r.T("admin.units"), "staff"), Manages: d.Policy.Somewhere(r.Actor(), policy.FacilityManage)}
	p.Sub = p.T("admin.units.sub")
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) { return 0, d.readUnits(r, tx, &p) })
	if err != nil {
		return err
	}
	p.Letter = web.Letterhead{House: r.Who().Scope, Title: p.Title, Printed: p.T("admin.printed", p.Now)}
	return r.Draw(p.Page, unitsView(p))
}

func (d *desk) readUnits(r *web.Request, tx *store.Tx, p *unitsPage) error {
	where, err := units.Read(r.Context(), tx)
	if err != nil {
		return err
	}
	posts, err := staff.PostsOn(r.Context(), tx, "", tx.Today())
	if err != nil {
		return err
	}
	people, heads, ids := map[id.ID]int{}, map[id.ID][]id.ID{}, []id.ID{}
	for _, x := range posts {
		people[x.Unit]++
		if k, ok := staff.KindOf(x.Role); ok && k.Head {
			heads[x.Unit], ids = append(heads[x.Unit], x.Member), append(ids, x.Member)
		}
	}
	names, err := d.Staff.Members(r.Context(), tx, ids)
	if err != nil {
		return err
	}
	for _, b := range where.Seen(d.Policy.Scope(r.Actor(), policy.FacilityView)) {
		row := unitRow{Branch: b, People: people[b.ID], Closed: !open(b.Unit, tx.Today())}
		var who []string
		for _, m := range heads[b.ID] {
			who = append(who, names[m].Name)
		}
		row.Heads, row.State = p.List(who), p.T("admin.unit.open")
		if row.Heads == "" && headOf(b.Kind) != "" {
			row.Heads = p.T("admin.unit.no_head")
		}
		if !b.Closed.IsZero() {
			row.State = p.T("admin.unit.closes", b.Closed)
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

// open tells whether a unit works on a day.
func open(u facility.Unit, on civil.Date) bool { return u.Closed.IsZero() || !on.After(u.Closed) }

// unitPage is one unit, or the form of a new one below it.
type unitPage struct {
	web.Page
	Unit    facility.Unit
	Facts   web.Facts
	Kinds   []web.Option
	Parents []web.Option
	Diff    *web.Diff // both names, when two changed it
	Closed  bool
	Manages bool
}

func (d *desk) unit(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	p := unitPage{Page: r.Page(r.T("admin.unit"), "staff")}
	where, err := d.tree(r.Context())
	if err != nil {
		return err
	}
	u := where.Unit(which)
	if u.ID == "" || !units.Seen(d.Policy.Scope(r.Actor(), policy.FacilityView), u) {
		return errs.New(errs.NotFound, "store.not_found")
	}
	p.Unit, p.Heading, p.Crumbs = u, where.Name(u.ID), []web.Crumb{{Label: p.T("admin.units"), URL: "/admin/units"}}
	p.Manages = d.Policy.May(r.Actor(), policy.FacilityManage, policy.Resource{Kind: "unit", ID: u.ID, Facility: u.Facility, Unit: u.ID})
	p.Closed = !u.Closed.IsZero()
	p.Facts = web.Facts{{Label: p.T("admin.unit.kind"), Value: p.T("facility.kind." + string(u.Kind))}}
	if u.Parent != "" {
		p.Facts = append(p.Facts, web.Line{Label: p.T("admin.unit.parent"), Value: where.Name(u.Parent), URL: "/admin/units/" + string(u.Parent)})
	}
	if u.Code != "" {
		p.Facts = append(p.Facts, web.Line{Label: p.T("admin.unit.code"), Value: u.Code})
	}
	if p.Closed {
		p.Facts = append(p.Facts, web.Line{Label: p.T("admin.unit.state"), Value: p.T("admin.unit.closes", u.Closed)})
	}
	if p.Form.Changed && p.Form.Value("name", "") != "" {
		p.Diff = &web.Diff{Mine: p.T("admin.mine"), Theirs: p.T("admin.theirs"), Fields: []web.DiffField{
			{Name: "name", Label: p.T("admin.unit.name"), Mine: p.Form.Value("name", ""), Theirs: u.Name},
		}}
	}
	return r.Draw(p.Page, unitView(p))
}

func (d *desk) tree(ctx context.Context) (units.Tree, error) {
	return store.Read(ctx, d.DB, func(tx *store.Tx) (units.Tree, error) { return units.Read(ctx, tx) })
}

func (d *desk) unitForm(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.FacilityManage) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.units.keeper")
	}
	p := unitPage{Page: r.Page(r.T("admin.unit.new"), "staff"), Manages: true}
	p.Crumbs = []web.Crumb{{Label: p.T("admin.units"), URL: "/admin/units"}}
	where, err := d.tree(r.Context())
	if err != nil {
		return err
	}
	var able []units.Branch
	for _, b := range where.Seen(d.Policy.Scope(r.Actor(), policy.FacilityView)) {
		at := policy.Resource{Kind: "unit", ID: b.ID, Facility: b.Facility, Unit: b.ID}
		if b.Closed.IsZero() && b.Kind != facility.Brigade && d.Policy.May(r.Actor(), policy.FacilityManage, at) {
			able = append(able, b)
		}
	}
	p.Unit, p.Parents = where.Unit(id.ID(r.URL.Query().Get("parent"))), units.Options(able)
	for _, k := range []facility.Kind{facility.Facility, facility.Brigade, facility.Office, facility.Station} {
		p.Kinds = append(p.Kinds, web.Option{Value: string(k), Label: p.T("facility.kind." + string(k))})
	}
	return r.Draw(p.Page, newUnitView(p))
}

func (d *desk) addUnit(r *web.Request) error {
	var form facility.Draft
	if err := r.Decode(&form); err != nil {
		return err
	}
	if form.Parent == "" { // what else is wrong is said with it
		var f errs.Fields
		f.Add("parent", "admin.choose_unit", "")
		_, bad := facility.NewUnit(form, facility.Unit{Kind: facility.Bureau})
		return r.Again(both(f.Err("facility.bad_input"), bad), d.unitForm)
	}
	unit, err := d.Facility.Add(r.Context(), store.Key(r.Key()), form)
	if err != nil {
		return r.Again(err, d.unitForm)
	}
	return r.Done("/admin/units/"+string(unit), "admin.unit.added")
}

func (d *desk) renameUnit(r *web.Request) error {
	which, form, err := posted[struct {
		Version int64
		Name    string
	}](r)
	if err != nil {
		return err
	}
	if err := d.Facility.Rename(r.Context(), store.Key(r.Key()), which, form.Version, form.Name); err != nil {
		return r.Again(err, d.unit)
	}
	return r.Done("/admin/units/"+string(which), "admin.unit.renamed")
}

func (d *desk) reachUnit(r *web.Request) error {
	which, form, err := posted[struct {
		Version int64
		facility.Contact
	}](r)
	if err != nil {
		return err
	}
	if err := d.Facility.Reach(r.Context(), store.Key(r.Key()), which, form.Version, form.Contact); err != nil {
		return r.Again(err, d.unit)
	}
	return r.Done("/admin/units/"+string(which), "admin.unit.reached")
}

func (d *desk) closeUnit(r *web.Request) error {
	which, form, err := posted[struct {
		Version int64
		On      string
	}](r)
	if err != nil {
		return err
	}
	var f errs.Fields
	on := day(form.On)
	if on.IsZero() {
		f.Add("on", "date.bad", form.On)
	}
	if err = f.Err("facility.bad_input"); err == nil {
		err = d.Facility.Close(r.Context(), store.Key(r.Key()), which, form.Version, on)
	}
	if err != nil {
		return r.Again(err, d.unit)
	}
	return r.Done("/admin/units/"+string(which), "admin.unit.closed")
}
