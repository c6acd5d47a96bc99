package store

import "guitu/internal/base/errs"

// Keyed lends the store the house's keyed digest of a row: the vault does when it opens, for the keys are its own.
// It must be the same for the same house for ever.
func (db *DB) Keyed(digest func(room string, row []byte) []byte) { db.digest.Store(&digest) }

// Digest is the keyed digest of a row of a room: it proves what stood there to the house, and tells nothing to who
// holds a copy of the database. Before a vault is open it is store.no_vault (Internal).
func (tx *Tx) Digest(room string, row []byte) ([]byte, error) { return tx.db.keyed(room, row) }

func (db *DB) keyed(room string, row []byte) ([]byte, error) {
	digest := db.digest.Load()
	if digest == nil {
		return nil, errs.New(errs.Internal, "store.no_vault")
	}
	return (*digest)(room, row), nil
}

// Reach tells how many facts of this node have a number, as far as this process knows.
func (db *DB) Reach(facts int64) {
	for {
		was := db.reached.Load()
		if facts <= was || db.reached.CompareAndSwap(was, facts) {
			return
		}
	}
}

// Reached is what Reach was last told. It is known without a statement: the row that says it belongs to the sequencer, and
// on PostgreSQL every writer that read it would collide with that.
func (tx *Tx) Reached() int64 { return tx.db.reached.Load() }
