package store

import (
	"context"
	"database/sql"
	"errors"
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

// Plan tells how SQLite goes about a question of a reader's.
func (db *DB) Plan(ctx context.Context, text string) (lines []string, err error) {
	t, err := db.readers.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.End()) }()
	rows, err := t.Query("explain query plan "+text, nil)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var n, parent, unused int
		var line string
		if err := rows.Scan(&n, &parent, &unused, &line); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		lines = append(lines, line)
	}
	return lines, errors.Join(rows.Err(), rows.Close())
}

// Renew lets readers be opened anew.
func (db *DB) Renew() error { return db.readers.Renew() }
