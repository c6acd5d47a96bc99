package store

import (
	"context"
	"database/sql"
)

// SQL is the transaction below, for tests of what the store itself does to it.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// SettingsOf is settings that a test makes up.
func SettingsOf(e Engine, journal, synchronous, fsync, pages string) Settings {
	return Settings{Journal: journal, Synchronous: synchronous, Fsync: fsync, Pages: pages, engine: e}
}

// Weaken tells the writing connection something else than the store did, for tests that must notice it.
func (db *DB) Weaken(ctx context.Context, pragma string) error {
	_, err := db.writer.ExecContext(ctx, "pragma "+pragma)
	return err
}
