package seal_test

import (
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// The keys of a page of 50, in one query, and one name opened with each.
func BenchmarkPage(b *testing.B) {
	for _, engine := range storetest.Engines() {
		for _, s := range []seal.Suite{seal.Intl, seal.GM} {
			b.Run(string(engine)+"/"+string(s), func(b *testing.B) {
				c := storetest.Config(b, engine, clock.At(storetest.Start))
				c.Exercise = false
				db := storetest.Open(b, c)
				v := sealtest.With(b, db, s)
				ids := make([]id.ID, 5000)
				for i := range ids {
					ids[i] = id.New()
				}
				names := map[id.ID][]byte{}
				must(b, db, func(tx *store.Tx) (int, error) {
					keys, err := v.CreateAll(b.Context(), tx, ids, seal.General)
					for i, k := range keys {
						names[i] = k.SealString("person_person.name", "单雄信")
					}
					return 0, err
				})
				n := 0
				for b.Loop() {
					page := ids[n*50%5000:][:50]
					n++
					_, err := store.Read(b.Context(), db, func(tx *store.Tx) (int, error) {
						keys, err := v.Keys(b.Context(), tx, page, seal.General)
						if err != nil {
							return 0, err
						}
						for _, i := range page {
							if _, err := keys[i].OpenString("person_person.name", names[i]); err != nil {
								return 0, err
							}
						}
						return 0, nil
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
