package jobs

import (
	"context"
	"testing"

	"guitu/internal/platform/store"
)

// LeaveBehind takes what is due and dies: the next process of the node finds it running.
func LeaveBehind(ctx context.Context, t *testing.T, r *Room) {
	t.Helper()
	r.served.Store(true)
	Take(ctx, t, r)
	Release(ctx, t, r)
}

// Take takes the one job that is due.
func Take(ctx context.Context, t *testing.T, r *Room) {
	t.Helper()
	if taken, err := r.claim(ctx, batch); err != nil || len(taken) != 1 {
		t.Fatalf("took %d: %v", len(taken), err)
	}
}

// Release takes back what the last process left, as Start does.
func Release(ctx context.Context, t *testing.T, r *Room) {
	t.Helper()
	if err := store.Ledger(ctx, r.db, func(tx *store.Tx) error { _, err := release(ctx, tx); return err }); err != nil {
		t.Fatal(err)
	}
}
