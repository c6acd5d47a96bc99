package facility

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// BedNamed says which bed, in which room, under which name, and which brigade keeps the room.
type BedNamed struct {
	Bed, Room id.ID
	Unit      id.ID // "" for the whole facility
	Place     Place
	Building  string // its name; "" when nobody has said
	Zone      string // the room is assigned to; "" when free
	Out       bool   // out of use, by itself or with its room
	RoomOut   bool   // the whole room is out of use
	Version   int64  // of the bed
	RoomAt    int64  // version of the room
}

// Beds lists every bed of a facility with its names, in the order of the rooms and of the beds in each. What is said of a
// room is read once for the room, not again for each of its beds.
func Beds(ctx context.Context, tx *store.Tx, facility id.ID) ([]BedNamed, error) {
	rooms, err := roomsNamed(ctx, tx, facility)
	if err != nil {
		return nil, err
	}
	at := make(map[id.ID]int, len(rooms))
	for i, r := range rooms {
		at[r.Room] = i
	}
	scan := func(s store.Scanner) (b BedNamed, err error) {
		err = s.Scan(&b.Bed, &b.Room, &b.Place.Bed, &b.Out, &b.Version)
		return b, err
	}
	beds := make([][]BedNamed, len(rooms))
	n := 0
	for b, err := range store.Each(ctx, tx, scan, `select id, room, name, out_of_use, version from facility_bed where facility = $1`, facility) {
		if err != nil {
			return nil, err
		}
		i := at[b.Room]
		beds[i] = append(beds[i], rooms[i].bed(b))
		n++
	}
	out := make([]BedNamed, 0, n)
	for _, in := range beds {
		slices.SortFunc(in, func(a, b BedNamed) int { return shorterFirst(a.Place.Bed, b.Place.Bed) })
		out = append(out, in...)
	}
	return out, nil
}

// roomsNamed are the rooms of a facility in order, each as a bed of it that has no name yet.
func roomsNamed(ctx context.Context, tx *store.Tx, facility id.ID) ([]BedNamed, error) {
	scan := func(s store.Scanner) (r BedNamed, err error) {
		err = s.Scan(&r.Room, &r.Unit, &r.Place.Room, &r.Building, &r.Zone, &r.RoomOut, &r.RoomAt)
		return r, err
	}
	rooms, err := store.Collect(ctx, tx, scan, `select r.id, r.unit, r.name, coalesce(g.name, ''), r.zone, coalesce(r.out_of_use, false), r.version
		from facility_room r left join facility_building g on g.id = r.building where r.facility = $1`, facility)
	slices.SortFunc(rooms, func(a, b BedNamed) int {
		return cmp.Or(shorterFirst(a.Place.Room, b.Place.Room), cmp.Compare(a.Room, b.Room))
	})
	return rooms, err
}

// bed is a bed of the room.
func (b BedNamed) bed(x BedNamed) BedNamed {
	b.Bed, b.Place.Bed, b.Out, b.Version = x.Bed, x.Place.Bed, x.Out || b.RoomOut, x.Version
	return b
}

// shorterFirst is the order of names that are numbers mostly.
func shorterFirst(a, b string) int {
	return cmp.Or(cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)), strings.Compare(a, b))
}
