package facility

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// RoomChange is a room as somebody wants it from now on. More is how many beds are added, "" for none; Out takes the
// whole room out of use.
type RoomChange struct {
	Room                 id.ID
	Version              int64 // the officer saw
	Building, Name, Zone string
	Unit                 id.ID
	More                 string
	Out                  bool
}

// RoomNamed is a room with the name of its building, for its form.
type RoomNamed struct {
	Room
	BuildingName string
	Out          bool
}

// RoomOf is one room; NotFound when there is none.
func RoomOf(ctx context.Context, tx *store.Tx, room id.ID) (RoomNamed, error) {
	return store.One(ctx, tx, func(s store.Scanner) (r RoomNamed, err error) {
		err = s.Scan(&r.ID, &r.Version, &r.Facility, &r.Building, &r.Unit, &r.Name, &r.Zone, &r.BuildingName, &r.Out)
		return r, err
	}, `select r.id, r.version, r.facility, r.building, r.unit, r.name, r.zone, coalesce(g.name, ''), coalesce(r.out_of_use, false)
		from facility_room r left join facility_building g on g.id = r.building where r.id = $1`, room)
}

// ChangeRoomIn renames a room, puts it into another building, zone or brigade, takes it out of use or adds beds, as a
// step of a larger act: who sleeps in it is not known here (placement.ChangeRoom).
func (k *Desk) ChangeRoomIn(ctx context.Context, tx *store.Tx, c RoomChange) error {
	old, err := RoomOf(ctx, tx, c.Room)
	if err != nil {
		return err
	}
	u := Unit{ID: old.Facility, Facility: old.Facility}
	if err := k.policy.Check(ctx, tx, policy.FacilityManage, u.resource()); err != nil {
		return err
	}
	more, err := c.check(ctx, tx, old)
	if err != nil {
		return err
	}
	building, made, err := buildingNamed(ctx, tx, old.Facility, strings.TrimSpace(c.Building))
	if err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update facility_room set building = $3, name = $4, unit = $5, zone = $6, out_of_use = $7, version = version + 1
		where id = $1 and version = $2`, c.Room, c.Version, building, strings.TrimSpace(c.Name), c.Unit, c.Zone, c.Out); err != nil {
		return err
	}
	rows := make([][]any, len(more))
	for i, name := range more {
		rows[i] = []any{id.New(), 1, old.Facility, c.Room, name, false}
	}
	if err := store.Insert(ctx, tx, "facility_bed", bedColumns, rows); err != nil {
		return err
	}
	made = append(append(made, audit.AllMade("facility_bed", bedColumns, rows)...), audit.Kept("facility_room", c.Room))
	return record(ctx, tx, "facility.room_changed", u, made...)
}

// check answers every field that is wrong, and gives the names of the beds to be added: the numbers that are free.
func (c RoomChange) check(ctx context.Context, tx *store.Tx, old RoomNamed) (more []string, err error) {
	d := RoomDraft{Building: c.Building, Name: c.Name, Zone: c.Zone, Beds: "1"}
	var f errs.Fields
	_, _, err = newRoom(d)
	if e := errs.Find(err); e != nil {
		for _, x := range e.Fields {
			f.Add(x.Name, x.Code, x.Value, x.Args...)
		}
	}
	if name := strings.TrimSpace(c.Name); name != old.Name {
		rooms, err := roomsByName(ctx, tx, old.Facility)
		if err != nil {
			return nil, err
		}
		if rooms[name] != "" {
			f.Add("name", "facility.room_stands", c.Name)
		}
	}
	if c.Unit != "" {
		u, err := Get(ctx, tx, c.Unit)
		if errs.KindOf(err) == errs.NotFound || err == nil && (u.Facility != old.Facility || u.Kind != Brigade) {
			f.Add("unit", "facility.unit_wrong", string(c.Unit))
		} else if err != nil {
			return nil, err
		}
	}
	beds, err := BedsOf(ctx, tx, []id.ID{c.Room})
	if err != nil {
		return nil, err
	}
	n := 0
	if t := strings.TrimSpace(c.More); t != "" {
		if n, err = strconv.Atoi(t); err != nil || n < 0 || len(beds[c.Room])+n > mostBeds {
			f.Add("more", "facility.more_wrong", c.More, mostBeds-len(beds[c.Room]))
			n = 0
		}
	}
	for i := 1; len(more) < n; i++ {
		name := strconv.Itoa(i)
		if !slices.ContainsFunc(beds[c.Room], func(b Bed) bool { return strings.TrimLeft(b.Name, "0") == name }) {
			more = append(more, name)
		}
	}
	return more, f.Err("facility.bad_input")
}
