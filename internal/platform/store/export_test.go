package store

import "database/sql"

// SQL is the transaction below, for tests of what the store itself does to it.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }
