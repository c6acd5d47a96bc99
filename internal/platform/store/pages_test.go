package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A body that changes far more old pages than a savepoint keeps in memory is kept whole, and taken back whole.
func TestABodyOfManyPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const rows = 400
		long := strings.Repeat("x", 2000)
		turned := func(by int, fails error) error {
			return do(t, db, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `update jobs_turn set turn = turn + $1`, by)
				return errors.Join(err, fails)
			})
		}
		if err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
			var all [][]any
			for i := range rows {
				all = append(all, []any{fmt.Sprintf("%d %s", i, long), 1})
			}
			return store.Insert(ctx, tx, "jobs_turn", []string{"kind", "turn"}, all)
		}); err != nil {
			t.Fatal(err)
		}
		wrong := errors.New("wrong")
		if err := turned(5, wrong); !errors.Is(err, wrong) {
			t.Error(err)
		}
		if err := turned(1, nil); err != nil {
			t.Error(err)
		}
		n, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
			return store.One(t.Context(), tx, store.Value[int], `select count(*) from jobs_turn where turn = 2`)
		})
		if err != nil || n != rows {
			t.Errorf("%d of %d rows, %v", n, rows, err)
		}
	})
}
