package placepages

import (
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// roomPage is where a room is renamed, given to a brigade or zone, put out of use, and where its beds are.
type roomPage struct {
	web.Page
	Room         facility.RoomNamed
	Version      string
	Units, Zones []web.Option
	Beds         []roomBed
}

type roomBed struct {
	ID, Name, Version string
	Out               bool
}

func (d *desk) room(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	p := roomPage{Page: r.Page(r.T("places.room_change"), "beds")}
	units, err := store.Read(ctx, d.DB, func(tx *store.Tx) (units []facility.Unit, err error) {
		if p.Room, err = facility.RoomOf(ctx, tx, which); err != nil {
			return nil, err
		}
		if err = d.Policy.Check(ctx, tx, policy.FacilityManage, policy.Resource{Kind: "unit", Facility: p.Room.Facility, Unit: p.Room.Facility}); err != nil {
			return nil, err
		}
		beds, err := facility.Beds(ctx, tx, p.Room.Facility)
		if err != nil {
			return nil, err
		}
		for _, b := range beds {
			if b.Room == which {
				p.Beds = append(p.Beds, roomBed{string(b.Bed), b.Place.Bed, itoa(b.Version), b.Out && !b.RoomOut})
			}
		}
		return facility.Below(ctx, tx, p.Room.Facility)
	})
	if err != nil {
		return err
	}
	p.Heading, p.Version = p.Room.Name, itoa(p.Room.Version)
	p.Crumbs = []web.Crumb{{Label: p.T("places.title"), URL: "/places/" + string(p.Room.Facility)}}
	p.Units, p.Zones = assignable(p.Page, units)
	return r.Draw(p.Page, roomView(p))
}

// assignable are the brigades and zones that a room can be given to.
func assignable(p web.Page, all []facility.Unit) (units, zones []web.Option) {
	for _, u := range all {
		if u.Kind == facility.Brigade {
			units = append(units, web.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	for _, z := range resident.Phases {
		zones = append(zones, web.Option{Value: string(z), Label: p.T("resident.phase." + string(z))})
	}
	return units, zones
}

func (d *desk) changeRoom(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Building, Name, Unit, Zone, More, Out string
		Version                               int64
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.room)
	}
	err = d.Placement.ChangeRoom(r.Context(), store.Key(r.Key()), d.Facility, facility.RoomChange{
		Room: which, Version: form.Version, Building: form.Building, Name: form.Name, Unit: id.ID(form.Unit), Zone: form.Zone, More: form.More, Out: form.Out != "",
	})
	if err != nil {
		return r.Again(err, d.room)
	}
	return r.Done("/rooms/"+string(which), "places.room_changed")
}

func (d *desk) setBed(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Bed, Out string
		Version  int64
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.room)
	}
	if err := d.Placement.SetBed(r.Context(), store.Key(r.Key()), d.Facility, id.ID(form.Bed), placement.BedChange{Version: form.Version, Out: form.Out != ""}); err != nil {
		return r.Again(err, d.room)
	}
	return r.Done("/rooms/"+string(which), "places.bed_set")
}

// boolean is what a box says that is ticked.
func boolean(on bool) string {
	if on {
		return "true"
	}
	return ""
}
