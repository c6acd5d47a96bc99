package store_test

import (
	"context"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Beside a long transaction the server may have no room left for what others have read. That is said of the moment and
// not of the command: it is tried again.
func TestNoRoomForWhatWasReadIsTriedAgain(t *testing.T) {
	plain(t, func(t *testing.T, db *store.DB) {
		if db.Engine() == store.SQLite {
			return // it has one writer
		}
		record, tries := id.New(), 0
		err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
			if tries++; tries < 3 {
				_, err := tx.SQL().ExecContext(ctx, `do $$ begin raise exception 'out of shared memory' using errcode = '53200'; end $$`)
				return err
			}
			return addFor(ctx, tx, record)
		})
		if err != nil || tries != 3 || cases(t, db) != 1 {
			t.Errorf("%d tries, %d cases, %v", tries, cases(t, db), err)
		}
	})
}
