package resident

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// The tally is how many people have their latest stay in a facility, unit and phase, and whether it lasts: what the total of
// a list is read from. Whoever writes a stay keeps it in the same transaction; Agree holds it against the stays.

// place is a line of the tally.
type place struct {
	facility, unit id.ID
	phase          Phase
	here           bool
}

func (a place) compare(b place) int {
	return cmp.Or(cmp.Compare(a.facility, b.facility), cmp.Compare(a.unit, b.unit), cmp.Compare(a.phase, b.phase))
}

// tallied does what is written about the stays of some people, and keeps the tally.
func tallied(ctx context.Context, tx *store.Tx, people []id.ID, act func() error) error {
	moved := map[place]int{}
	if err := count(ctx, tx, people, moved, -1); err != nil {
		return err
	}
	if err := act(); err != nil {
		return err
	}
	if err := count(ctx, tx, people, moved, 1); err != nil {
		return err
	}
	return add(ctx, tx, moved)
}

// count adds by to the place of each of some people who has one.
func count(ctx context.Context, tx *store.Tx, people []id.ID, to map[place]int, by int) error {
	latest, err := LatestOf(ctx, tx, people)
	for _, r := range latest {
		to[place{r.Facility, r.Unit, r.Phase, r.Here()}] += by
	}
	return err
}

// add writes what has moved, in one order: two acts side by side do not wait for each other in a circle.
func add(ctx context.Context, tx *store.Tx, moved map[place]int) error {
	for _, p := range slices.SortedFunc(maps.Keys(moved), place.compare) {
		if moved[p] == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, `insert into resident_tally (facility, unit, phase, here, n) values ($1, $2, $3, $4, $5)
			on conflict (facility, unit, phase, here) do update set n = resident_tally.n + excluded.n`, p.facility, p.unit, p.phase, p.here, moved[p]); err != nil {
			return err
		}
	}
	return nil
}

// GoneIn takes somebody out of the tally whose file is sealed away with his stays, before they go, in that act: it marks
// the room.
func GoneIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	moved := map[place]int{}
	if err := count(ctx, tx, []id.ID{person}, moved, -1); err != nil {
		return err
	}
	return add(ctx, tx, moved)
}

// Off is a line of the tally that is not what the stays say.
type Off struct {
	Facility, Unit id.ID
	Said, Is       int
}

// Agree counts the stays and gives the lines of the tally that say otherwise. Nothing is written. It looks for who keeps the
// house, and asks no policy: what it answers names nobody.
func Agree(ctx context.Context, db *store.DB) (_ []Off, err error) {
	defer errs.Wrap(&err, "resident.Agree")
	scan := func(s store.Scanner) (o Off, err error) { return o, s.Scan(&o.Facility, &o.Unit, &o.Said, &o.Is) }
	return store.Read(ctx, db, func(tx *store.Tx) ([]Off, error) {
		return store.Collect(ctx, tx, scan, `select facility, unit, cast(sum(said) as bigint), cast(sum(n) as bigint) from (
				select facility, unit, phase, here, n as said, 0 as n from resident_tally
				union all
				select r.facility, r.unit, r.phase, r.left_on is null, 0, 1 from resident_resident r
				where not exists (select 1 from resident_resident x where x.person = r.person and (x.admitted_on, x.id) > (r.admitted_on, r.id))
			) t group by facility, unit, phase, here having sum(said) <> sum(n) order by facility, unit`)
	})
}
