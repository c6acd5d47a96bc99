package store

import (
	"context"
	"database/sql"

	"guitu/internal/base/errs"
)

// Durability is how the engine keeps what was acknowledged, in its own words: SQLite's journal_mode and synchronous,
// PostgreSQL's wal_level, synchronous_commit and fsync.
type Durability struct {
	Engine      Engine `json:"engine"`
	Journal     string `json:"journal"`
	Synchronous string `json:"synchronous"`
	Fsync       string `json:"fsync,omitempty"`
}

// String says it on one line.
func (d Durability) String() string {
	s := "journal " + d.Journal + ", synchronous " + d.Synchronous
	if d.Fsync != "" {
		s += ", fsync " + d.Fsync
	}
	return s
}

// syncLevels are the words for SQLite's numbers, https://sqlite.org/pragma.html#pragma_synchronous.
var syncLevels = map[int]string{0: "off", 1: "normal", 2: "full", 3: "extra"}

// Durability asks the connection that writes: another has settings of its own.
func (db *DB) Durability(ctx context.Context) (d Durability, err error) {
	defer errs.Wrap(&err, "store.Durability")
	d.Engine = db.engine
	if db.engine == Postgres {
		err := db.writer.QueryRowContext(ctx, `select current_setting('wal_level'), current_setting('synchronous_commit'), current_setting('fsync')`).
			Scan(&d.Journal, &d.Synchronous, &d.Fsync)
		if err != nil {
			return d, failed("settings", err)
		}
		return d, nil
	}
	err = db.group.run(ctx, func(s *sql.Tx) error {
		var level int
		if err := s.QueryRow("pragma synchronous").Scan(&level); err != nil {
			return failed("pragma", err)
		}
		if err := s.QueryRow("pragma journal_mode").Scan(&d.Journal); err != nil {
			return failed("pragma", err)
		}
		d.Synchronous = syncLevels[level]
		return nil
	})
	return d, err
}

// Durable tells whether what is acknowledged survives the loss of power, as far as the engine's connection decides it. It
// fails with store.not_durable. Whether PostgreSQL's own disk is told to keep anything (fsync) is its server's matter.
func (db *DB) Durable(ctx context.Context) error {
	d, err := db.Durability(ctx)
	switch {
	case err != nil:
		return err
	case d.Engine == Postgres && d.Synchronous != "off",
		d.Journal == "wal" && (d.Synchronous == "full" || d.Synchronous == "extra"):
		return nil
	}
	return errs.New(errs.Unavailable, "store.not_durable", d.Synchronous)
}
