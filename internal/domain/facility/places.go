package facility

import (
	"context"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// RoomDraft is a room with its beds as somebody wants it. Building is a name; one that does not exist yet is
// made. Unit is the brigade that keeps the room, "" when it belongs to the whole facility.
type RoomDraft struct {
	Facility       id.ID
	Building, Name string
	Unit           id.ID
	Zone           string // zone the place is assigned to, "" when free
	Beds           string // how many, 1 to 40; they are named 1, 2, 3 …
}

// mostBeds bounds a room; a larger one is two rooms or a mistake of the hand.
const mostBeds = 40

// AddRoom makes a room with its beds in a building.
func (k *Desk) AddRoom(ctx context.Context, key store.Key, d RoomDraft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "facility.AddRoom(%s)", d.Facility)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		u, err := Get(ctx, tx, d.Facility)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.FacilityManage, u.resource()); err != nil {
			return "", err
		}
		room, beds, err := newRoom(d)
		if err != nil {
			return "", err
		}
		var made []audit.Row
		if room.Building, made, err = buildingNamed(ctx, tx, d.Facility, strings.TrimSpace(d.Building)); err != nil {
			return "", err
		}
		if err := store.Insert(ctx, tx, "facility_room", roomColumns, [][]any{{room.ID, 1, room.Facility, room.Building, room.Unit, room.Name, room.Zone}}); err != nil {
			return "", err
		}
		rows := make([][]any, beds)
		for i := range rows {
			rows[i] = []any{id.New(), 1, d.Facility, room.ID, strconv.Itoa(i + 1), false}
		}
		if err := store.Insert(ctx, tx, "facility_bed", bedColumns, rows); err != nil {
			return "", err
		}
		made = append(append(made, audit.AllMade("facility_bed", bedColumns, rows)...), audit.Kept("facility_room", room.ID))
		return room.ID, record(ctx, tx, "facility.room_made", u, made...)
	})
}

// newRoom makes a room out of a draft, or answers every field that is wrong.
func newRoom(d RoomDraft) (Room, int, error) {
	var f errs.Fields
	r := Room{ID: id.New(), Version: 1, Facility: d.Facility, Unit: d.Unit, Name: strings.TrimSpace(d.Name), Zone: d.Zone}
	if strings.TrimSpace(d.Building) == "" {
		f.Add("building", "facility.building_missing", d.Building)
	}
	if r.Name == "" {
		f.Add("name", "facility.room_missing", d.Name)
	}
	switch d.Zone {
	case "", "detox", "adaptation", "consolidation", "reentry":
	default:
		f.Add("zone", "zone.unknown", d.Zone)
	}
	n, err := strconv.Atoi(strings.TrimSpace(d.Beds))
	if err != nil || n < 1 || n > mostBeds {
		f.Add("beds", "facility.beds_wrong", d.Beds, mostBeds)
	}
	return r, n, f.Err("facility.bad_input")
}

// buildingNamed gives the building of a name, making it when it is not there yet: then made has its row.
func buildingNamed(ctx context.Context, tx *store.Tx, facility id.ID, name string) (_ id.ID, made []audit.Row, err error) {
	found, err := store.One(ctx, tx, store.Value[id.ID], `select id from facility_building where facility = $1 and name = $2`, facility, name)
	if errs.KindOf(err) != errs.NotFound {
		return found, nil, err
	}
	found = id.New()
	return found, []audit.Row{audit.Kept("facility_building", found)}, store.Insert(ctx, tx, "facility_building", []string{"id", "version", "facility", "name"}, [][]any{{found, 1, facility, name}})
}

// SetBedIn takes a bed out of use, or back into use, as a step of a larger act: who sleeps where is not known here
// (placement.SetBed). version is the one the officer saw.
func (k *Desk) SetBedIn(ctx context.Context, tx *store.Tx, bed id.ID, version int64, out bool) error {
	b, err := store.One(ctx, tx, scanBed, `select id, version, facility, room, name, out_of_use from facility_bed where id = $1`, bed)
	if err != nil {
		return err
	}
	u := Unit{ID: b.Facility, Facility: b.Facility}
	if err := k.policy.Check(ctx, tx, policy.FacilityManage, u.resource()); err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update facility_bed set out_of_use = $3, version = version + 1 where id = $1 and version = $2`, bed, version, out); err != nil {
		return err
	}
	return record(ctx, tx, "facility.bed_set", u, audit.Kept("facility_bed", bed))
}

// Line is a room of a facility as a list shows it.
type Line struct {
	Room
	BuildingName string
	Beds         int // in use
	Out          int // out of use
}

// RoomsOf pages through the rooms of a facility, by building and name.
func RoomsOf(ctx context.Context, tx *store.Tx, facility id.ID, page store.Page) (store.Slice[Line], error) {
	return RoomsWithin(ctx, tx, policy.Scope{Facilities: []id.ID{facility}}, page)
}

// RoomsWithin is RoomsOf for every facility of a scope.
func RoomsWithin(ctx context.Context, tx *store.Tx, s policy.Scope, page store.Page) (store.Slice[Line], error) {
	where := store.Among("r.facility", s.Facilities)
	if s.All {
		where = store.Where("1 = 1")
	}
	return store.Select(ctx, tx, store.List{
		Columns: `r.id, r.version, r.facility, r.building, r.unit, r.name, r.zone, coalesce(g.name, ''),
			(select count(*) from facility_bed b where b.room = r.id and not b.out_of_use and not coalesce(r.out_of_use, false)),
			(select count(*) from facility_bed b where b.room = r.id and (b.out_of_use or coalesce(r.out_of_use, false)))`,
		From:    `facility_room r left join facility_building g on g.id = r.building`,
		Where:   []store.Cond{where},
		Sorts:   map[string]store.Sort{"name": store.By("r.facility", "length(r.name)", "r.name")},
		Default: "name", ID: "r.id",
	}, page, scanLine)
}

func scanLine(s store.Scanner) (l Line, err error) {
	err = s.Scan(&l.ID, &l.Version, &l.Facility, &l.Building, &l.Unit, &l.Name, &l.Zone, &l.BuildingName, &l.Beds, &l.Out)
	return l, err
}

// BedsOf lists the beds of some rooms by name.
func BedsOf(ctx context.Context, tx *store.Tx, rooms []id.ID) (map[id.ID][]Bed, error) {
	out := make(map[id.ID][]Bed, len(rooms))
	if len(rooms) == 0 {
		return out, nil
	}
	list, args := store.In(1, rooms)
	beds, err := store.Collect(ctx, tx, scanBed, `select b.id, b.version, b.facility, b.room, b.name, b.out_of_use or coalesce(r.out_of_use, false)
		from facility_bed b join facility_room r on r.id = b.room where b.room in `+list+` order by b.name, b.id`, args...)
	for _, b := range beds {
		out[b.Room] = append(out[b.Room], b)
	}
	return out, err
}

func scanBed(s store.Scanner) (b Bed, err error) {
	err = s.Scan(&b.ID, &b.Version, &b.Facility, &b.Room, &b.Name, &b.Out)
	return b, err
}
