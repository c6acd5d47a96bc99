package store

import "guitu/internal/base/errs"

// Keyed lends the store the house's keyed digest of a row, as the vault does when it opens: the same for the same house for ever.
func (db *DB) Keyed(digest func(room string, row []byte) []byte) { db.digest.Store(&digest) }

// Digest is the keyed digest of a row of a room: it proves what stood there to the house, and tells nothing to who
// holds a copy of the database. Before a vault is open it is store.no_vault (Internal).
func (tx *Tx) Digest(room string, row []byte) ([]byte, error) { return tx.db.keyed(room, row) }

func (db *DB) keyed(room string, row []byte) ([]byte, error) {
	if digest := db.digest.Load(); digest != nil {
		return (*digest)(room, row), nil
	}
	return nil, errs.New(errs.Internal, "store.no_vault")
}

// Reach says how many facts of this node have a number. Reached reads it without a statement: its row is the sequencer's.
func (db *DB) Reach(facts int64) { db.reached.Store(facts) }

// Reached is what Reach was last told; 0 where no sequencer was opened.
func (tx *Tx) Reached() int64 { return tx.db.reached.Load() }
