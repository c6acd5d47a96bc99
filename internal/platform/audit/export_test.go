package audit

import (
	"context"
	"crypto/sha256"

	"guitu/internal/platform/store"
)

// RaceForTest does one step as two processes do that looked at the same moment.
func (l *Ledger) RaceForTest(ctx context.Context) error {
	work, err := store.Read(ctx, l.db, l.look(ctx))
	if err != nil {
		return err
	}
	for range 2 {
		if err := store.Ledger(ctx, l.db, func(tx *store.Tx) error { return l.grow(ctx, tx, work) }); err != nil {
			return err
		}
	}
	return nil
}

// LeafForTest is the leaf hash of an entry, for tests that tamper with knowledge.
func LeafForTest(e Entry) []byte { return tree{newHash: sha256.New}.leaf(e.bytes()) }

// AdoptForTest marks the log as it stands: what somebody does who holds the root key as well.
func AdoptForTest(ctx context.Context, db *store.DB) error {
	return store.Ledger(ctx, db, func(tx *store.Tx) error { return Adopt(ctx, tx) })
}
