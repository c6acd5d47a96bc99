package placepages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// own leads to the rooms of the reader's own facility; a reader of the bureau chooses one among the units.
func (d *desk) own(r *web.Request) error {
	for _, p := range r.Actor().Posts {
		if p.Facility != "" {
			return r.Redirect("/places/" + string(p.Facility))
		}
	}
	return r.Redirect("/admin/units")
}

type roomsPage struct {
	web.Page
	Facility facility.Unit
	Table    web.Table[facility.Line]
	Manages  bool
	Letter   web.Letterhead
}

// read is a facility and what stands in it, all of one moment.
type read struct {
	facility facility.Unit
	units    []facility.Unit
	rooms    store.Slice[facility.Line]
}

func (d *desk) read(r *web.Request, page store.Page) (read, error) {
	which, err := r.ID("id")
	if err != nil {
		return read{}, err
	}
	return store.Read(r.Context(), d.DB, func(tx *store.Tx) (got read, err error) {
		ctx := r.Context()
		if got.facility, err = facility.Get(ctx, tx, which); err != nil {
			return got, err
		}
		if got.facility.Kind != facility.Facility {
			return got, errs.New(errs.NotFound, "web.not_found")
		}
		if err = d.Policy.Check(ctx, tx, policy.FacilityView, policy.Resource{Kind: "unit", ID: which, Facility: which, Unit: which}); err != nil {
			return got, err
		}
		if got.units, err = facility.Below(ctx, tx, which); err != nil {
			return got, err
		}
		got.rooms, err = facility.RoomsOf(ctx, tx, which, page)
		return got, err
	})
}

func (d *desk) rooms(r *web.Request) error {
	l := r.List("name")
	got, err := d.read(r, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if err != nil {
		return err
	}
	p := roomsPage{Page: r.Page(r.T("places.title"), "system"), Facility: got.facility}
	p.Sub = got.facility.Name
	p.Manages = d.Policy.May(r.Actor(), policy.FacilityManage, policy.Resource{Kind: "unit", Facility: got.facility.ID, Unit: got.facility.ID})
	p.Table = web.Table[facility.Line]{
		Caption: p.Title, List: l, Rows: got.rooms.Rows, Total: got.rooms.Total, First: got.rooms.First, Prev: got.rooms.Prev, Next: got.rooms.Next, Columns: columns(p.Page, got.units, p.Manages),
		Empty: web.Empty{Text: p.T("places.none")}, Export: d.export(r, l, got.facility.ID),
	}
	p.Letter = web.Letterhead{House: got.facility.Name, Title: p.Title, Printed: p.T("places.printed", p.Now)}
	return r.Draw(p.Page, roomsView(p))
}

// export asks for the rooms of this facility as a file.
func (d *desk) export(r *web.Request, l web.List, facility id.ID) string {
	u := l.Export("rooms", !d.Policy.Scope(r.Actor(), policy.ExportRequest).Empty())
	if u != "" {
		u += "&facility=" + string(facility)
	}
	return u
}

func columns(p web.Page, units []facility.Unit, manages bool) []web.Column[facility.Line] {
	names := map[id.ID]string{}
	for _, u := range units {
		names[u.ID] = u.Name
	}
	name := web.Words(func(l facility.Line) string { return l.Name })
	if manages {
		name = web.Link(func(l facility.Line) (string, string) { return l.Name, "/rooms/" + string(l.ID) })
	}
	return []web.Column[facility.Line]{
		{Label: p.T("places.room"), Sort: "name", Main: true, Cell: name},
		{Label: p.T("places.building"), Cell: web.Words(func(l facility.Line) string { return l.BuildingName })},
		{Label: p.T("places.unit"), Cell: web.Words(func(l facility.Line) string { return names[l.Unit] })},
		{Label: p.T("places.zone"), Cell: web.Words(func(l facility.Line) string { return zone(p, l.Zone) })},
		{Label: p.T("places.beds"), Figures: true, Cell: web.Words(func(l facility.Line) string { return p.Number(int64(l.Beds)) })},
		{Label: p.T("places.out"), Figures: true, Cell: web.Words(func(l facility.Line) string { return p.Number(int64(l.Out)) })},
	}
}

// zone is the zone a place is assigned to, in words; nothing when it is free.
func zone(p web.Page, code string) string {
	if code == "" {
		return ""
	}
	return p.T("resident.phase." + code)
}

type formPage struct {
	web.Page
	Facility facility.Unit
	Units    []web.Option
	Zones    []web.Option
}

func (d *desk) form(r *web.Request) error {
	got, err := d.read(r, store.Page{Limit: 1})
	if err != nil {
		return err
	}
	at := policy.Resource{Kind: "unit", ID: got.facility.ID, Facility: got.facility.ID, Unit: got.facility.ID}
	if !d.Policy.May(r.Actor(), policy.FacilityManage, at) {
		return errs.New(errs.Denied, "policy.denied")
	}
	p := formPage{Page: r.Page(r.T("places.new"), "system"), Facility: got.facility}
	p.Crumbs = []web.Crumb{{Label: p.T("places.title"), URL: "/places/" + string(got.facility.ID)}}
	p.Units, p.Zones = assignable(p.Page, got.units)
	return r.Draw(p.Page, formView(p))
}

func (d *desk) add(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Building, Name, Unit, Zone, Beds string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	_, err = d.Facility.AddRoom(r.Context(), store.Key(r.Key()), facility.RoomDraft{
		Facility: which, Building: form.Building, Name: form.Name, Unit: id.ID(form.Unit), Zone: form.Zone, Beds: form.Beds,
	})
	if err != nil {
		return r.Again(err, d.form)
	}
	return r.Done("/places/"+string(which), "places.added")
}
