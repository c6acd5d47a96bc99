package storetest_test

import (
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestEachIsFresh(t *testing.T) {
	for range 3 {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			n, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
				if !tx.Now().Equal(storetest.Start) {
					t.Errorf("the clock shows %s", tx.Now())
				}
				return store.One(t.Context(), tx, store.Value[int], `select count(*) from store_command`)
			})
			if err != nil || n != 0 {
				t.Errorf("%d commands were there before, %v", n, err)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				for range 3 {
					if _, err := store.Write(t.Context(), db, store.NewKey(), func(*store.Tx) (int, error) { return 0, nil }); err != nil {
						t.Error(err)
					}
				}
				n, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
					return store.One(t.Context(), tx, store.Value[int], `select count(*) from store_command`)
				})
				if err != nil || n != 3 {
					t.Errorf("%d commands, want this test's 3, %v", n, err)
				}
			})
		})
	}
}

func TestClockMoves(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		if !db.Clock()().Equal(storetest.Start) {
			t.Errorf("the clock begins at %s", db.Clock()())
		}
		hand.Forward(1)
		hand.Set(storetest.Start.AddDate(2, 0, 0))
	})
}
