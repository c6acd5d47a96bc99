package facility

import (
	"context"
	"maps"
	"slices"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

var (
	unitColumns = []string{"id", "version", "parent", "facility", "kind", "name", "code", "seat", "opened_on", "closed_on", "address", "phone"}
	roomColumns = []string{"id", "version", "facility", "building", "unit", "name", "zone"}
	bedColumns  = []string{"id", "version", "facility", "room", "name", "out_of_use"}
)

const selectUnit = `select id, version, parent, facility, kind, name, code, seat, opened_on, closed_on, coalesce(address, ''), coalesce(phone, '') from facility_unit `

func scanUnit(s store.Scanner) (u Unit, err error) {
	err = s.Scan(&u.ID, &u.Version, &u.Parent, &u.Facility, &u.Kind, &u.Name, &u.Code, &u.Seat, store.Day(&u.Opened), store.Day(&u.Closed), &u.Address, &u.Phone)
	return u, err
}

// known are units by their ids, all those of all, and those of a facility: nearly every page names some.
var (
	known      store.Memory[id.ID, Unit]
	knownAll   store.Memory[struct{}, []Unit]
	knownBelow store.Memory[id.ID, []Unit]
	knownNames store.Memory[struct{}, map[id.ID]string]

	knownPlace  store.Memory[id.ID, Place]
	knownPlaces store.Memory[id.ID, map[id.ID]Place]
)

// Get is one unit; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, unit id.ID) (Unit, error) {
	return known.Remember(ctx, tx, unit, func() (Unit, error) {
		return store.One(ctx, tx, scanUnit, selectUnit+`where id = $1`, unit)
	})
}

// Root is the bureau; NotFound in an empty house.
func Root(ctx context.Context, tx *store.Tx) (Unit, error) {
	return store.One(ctx, tx, scanUnit, selectUnit+`where kind = 'bureau'`)
}

// Named finds a facility by its name; NotFound when there is none.
func Named(ctx context.Context, tx *store.Tx, name string) (Unit, error) {
	return store.One(ctx, tx, scanUnit, selectUnit+`where kind = 'facility' and name = $1`, strings.TrimSpace(name))
}

// All lists every unit, the bureau first, then by kind and name. A province has a few hundred.
func All(ctx context.Context, tx *store.Tx) ([]Unit, error) {
	all, err := knownAll.Remember(ctx, tx, struct{}{}, func() ([]Unit, error) {
		all, err := store.Collect(ctx, tx, scanUnit, selectUnit+`order by case kind when 'bureau' then 0 when 'facility' then 1 else 2 end, facility, name`)
		return natural(all), err
	})
	return slices.Clone(all), err
}

// Names are the names of every unit, for pages that name units here and there. They are shared: nobody changes them.
func Names(ctx context.Context, tx *store.Tx) (map[id.ID]string, error) {
	return knownNames.Remember(ctx, tx, struct{}{}, func() (map[id.ID]string, error) {
		all, err := All(ctx, tx)
		out := make(map[id.ID]string, len(all))
		for _, u := range all {
			out[u.ID] = u.Name
		}
		return out, err
	})
}

// natural puts the parts of each facility, which stand together, in the order of their numbers: 一大队, 二大队, 三大队.
// No database knows it.
func natural(units []Unit) []Unit {
	for from := 0; from < len(units); {
		to := from + 1
		for to < len(units) && units[to].Facility == units[from].Facility && units[from].Facility != units[from].ID {
			to++
		}
		slices.SortStableFunc(units[from:to], func(a, b Unit) int { return cn.Natural(a.Name, b.Name) })
		from = to
	}
	return units
}

// Below lists the units of a facility, itself included.
func Below(ctx context.Context, tx *store.Tx, facility id.ID) ([]Unit, error) {
	all, err := knownBelow.Remember(ctx, tx, facility, func() ([]Unit, error) {
		all, err := store.Collect(ctx, tx, scanUnit, selectUnit+`where facility = $1 order by case kind when 'facility' then 0 else 1 end, name`, facility)
		return natural(all), err
	})
	return slices.Clone(all), err
}

// FacilityOfBed is in which facility a bed stands; NotFound when there is none.
func FacilityOfBed(ctx context.Context, tx *store.Tx, bed id.ID) (id.ID, error) {
	return store.One(ctx, tx, store.Value[id.ID], `select facility from facility_bed where id = $1`, bed)
}

// FacilityOfRoom is in which facility a room stands; NotFound when there is none.
func FacilityOfRoom(ctx context.Context, tx *store.Tx, room id.ID) (id.ID, error) {
	return store.One(ctx, tx, store.Value[id.ID], `select facility from facility_room where id = $1`, room)
}

type bedNamed struct {
	bed   id.ID
	place Place
}

const selectNamed = `select b.id, r.name, b.name from facility_bed b join facility_room r on r.id = b.room where b.facility = $1`

func scanNamed(s store.Scanner) (b bedNamed, err error) {
	err = s.Scan(&b.bed, &b.place.Room, &b.place.Bed)
	return b, err
}

func bedsByName(ctx context.Context, tx *store.Tx, facility id.ID) (map[Place]id.ID, error) {
	out := map[Place]id.ID{}
	for b, err := range store.Each(ctx, tx, scanNamed, selectNamed, facility) {
		if err != nil {
			return nil, err
		}
		out[b.place] = b.bed
	}
	return out, nil
}

// RoomNames lists how the rooms of a facility are called.
func RoomNames(ctx context.Context, tx *store.Tx, facility id.ID) ([]string, error) {
	rooms, err := roomsByName(ctx, tx, facility)
	return slices.Sorted(maps.Keys(rooms)), err
}

func roomsByName(ctx context.Context, tx *store.Tx, facility id.ID) (map[string]id.ID, error) {
	out := map[string]id.ID{}
	scan := func(s store.Scanner) (r Room, err error) {
		err = s.Scan(&r.ID, &r.Name)
		return r, err
	}
	for r, err := range store.Each(ctx, tx, scan, `select id, name from facility_room where facility = $1`, facility) {
		if err != nil {
			return nil, err
		}
		out[r.Name] = r.ID
	}
	return out, nil
}

func buildingsByName(ctx context.Context, tx *store.Tx, facility id.ID) (map[string]id.ID, error) {
	out := map[string]id.ID{}
	found, err := store.Collect(ctx, tx, func(s store.Scanner) (r Room, err error) {
		err = s.Scan(&r.Building, &r.Name)
		return r, err
	}, `select id, name from facility_building where facility = $1`, facility)
	for _, r := range found {
		out[r.Name] = r.Building
	}
	return out, err
}

// PlaceOf says how a bed is named, for people.
func PlaceOf(ctx context.Context, tx *store.Tx, bed id.ID) (Place, error) {
	return knownPlace.Remember(ctx, tx, bed, func() (Place, error) {
		return store.One(ctx, tx, func(s store.Scanner) (p Place, err error) {
			err = s.Scan(&p.Room, &p.Bed)
			return p, err
		}, `select r.name, b.name from facility_bed b join facility_room r on r.id = b.room where b.id = $1`, bed)
	})
}

// Places says how the beds of a facility are named, for lists. They are shared: nobody changes them.
func Places(ctx context.Context, tx *store.Tx, facility id.ID) (map[id.ID]Place, error) {
	return knownPlaces.Remember(ctx, tx, facility, func() (map[id.ID]Place, error) {
		all, err := store.Collect(ctx, tx, scanNamed, selectNamed, facility)
		out := make(map[id.ID]Place, len(all))
		for _, b := range all {
			out[b.bed] = b.place
		}
		return out, err
	})
}
