package store

import "database/sql"

// SQL is the transaction below, for tests of what the store itself does to it.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// SettingsOf is settings that a test makes up.
func SettingsOf(e Engine, journal, synchronous, fsync, pages string) Settings {
	return Settings{Journal: journal, Synchronous: synchronous, Fsync: fsync, Pages: pages, engine: e}
}
