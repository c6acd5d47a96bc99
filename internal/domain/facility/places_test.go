package facility_test

import (
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// Lists name every bed as its own page does, also one that was made a moment ago.
func TestPlacesOfAFacility(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, _, house, ctx := province(t, db)
		for n, places := range [][]facility.Place{{{Room: "101", Bed: "1"}, {Room: "101", Bed: "2"}}, {{Room: "102", Bed: "1"}}} {
			var made map[facility.Place]id.ID
			_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
				tx.MarkPolicy("facility")
				tx.MarkAudit("facility")
				made, err = k.BedsAsNamed(ctx, tx, house, "", places)
				return 0, err
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = store.Read(ctx, db, func(tx *store.Tx) (int, error) {
				all, err := facility.Places(ctx, tx, house)
				if len(all) != 2+n {
					t.Errorf("%d beds, not %d", len(all), 2+n)
				}
				for place, bed := range made {
					one, err := facility.PlaceOf(ctx, tx, bed)
					if err != nil || one != place || all[bed] != place {
						t.Error(place, one, all[bed], err)
					}
				}
				return 0, err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
