package store_test

import (
	"context"
	"fmt"
	"testing"

	"guitu/internal/platform/store"
)

// A first page that holds the whole list tells its total and its place, without a count; any other page counts.
func TestAPageThatHoldsAllIsNotCounted(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		asked := 0
		l := list()
		known := list()
		known.Total = func(ctx context.Context, tx *store.Tx) (int, error) {
			asked++
			return store.One(ctx, tx, store.Value[int], `select count(*) from trial_case`)
		}
		for n := range 5 { // before the first, and with one more each time
			for _, l := range []store.List{l, known} {
				before := db.Work().Statements
				s, err := page(t, db, l, store.Page{Limit: 3})
				if err != nil {
					t.Fatal(err)
				}
				if s.Total != n || s.First != min(1, n) || len(s.Rows) != min(3, n) {
					t.Errorf("%d: %+v", n, s)
				}
				if want := 1 + int64(n/4); db.Work().Statements-before != want {
					t.Errorf("%d: %d statements, not %d", n, db.Work().Statements-before, want)
				}
			}
			keeps(t.Context(), t, db, fmt.Sprintf("the %d.", n))
		}
		if asked != 1 {
			t.Error("the total was asked", asked, "times")
		}
	})
}
