package store

import (
	"context"
	"fmt"
	"time"
)

// Settings is how the database keeps what it is given, as it says itself.
type Settings struct {
	Journal     string // SQLite: journal_mode of the connection that writes
	Synchronous string // SQLite: 2 is FULL, 3 EXTRA. PostgreSQL: synchronous_commit
	Fsync       string // PostgreSQL: fsync
	Pages       string // PostgreSQL: full_page_writes
	Version     int    // PostgreSQL: server_version_num
	engine      Engine
	Now         time.Time // of the database's clock; on SQLite that is the machine's
}

// Settings asks the connection that writes: on SQLite a pragma belongs to its connection.
func (db *DB) Settings(ctx context.Context) (s Settings, err error) {
	s.engine = db.engine
	err = Ledger(ctx, db, func(tx *Tx) error {
		q, micros := tx.sql, int64(0)
		if db.engine == Postgres {
			err = q.QueryRowContext(ctx, `select current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes'),
				current_setting('server_version_num')::bigint, (extract(epoch from (clock_timestamp())) * 1000000)::bigint`).
				Scan(&s.Synchronous, &s.Fsync, &s.Pages, &s.Version, &micros)
			s.Now = time.UnixMicro(micros).UTC()
			return err
		}
		s.Now = db.clock()
		if err := q.QueryRowContext(context.WithoutCancel(ctx), `pragma journal_mode`).Scan(&s.Journal); err != nil {
			return err
		}
		return q.QueryRowContext(context.WithoutCancel(ctx), `pragma synchronous`).Scan(&s.Synchronous)
	})
	if err != nil {
		return s, failed("settings", err)
	}
	return s, nil
}

// Weak lists the settings by which an acknowledged act could be lost with the power.
func (s Settings) Weak() (weak []string) {
	wrong := func(name, value string, right ...string) {
		for _, r := range right {
			if value == r {
				return
			}
		}
		weak = append(weak, name+"="+value)
	}
	if s.engine == SQLite {
		wrong("journal_mode", s.Journal, "wal", "delete", "truncate", "persist")
		wrong("synchronous", s.Synchronous, "2", "3")
		return weak
	}
	wrong("fsync", s.Fsync, "on")
	wrong("synchronous_commit", s.Synchronous, "on", "remote_apply", "remote_write", "local")
	wrong("full_page_writes", s.Pages, "on")
	return weak
}

func (s Settings) String() string {
	if s.engine == SQLite {
		return fmt.Sprintf("journal_mode=%s, synchronous=%s", s.Journal, s.Synchronous)
	}
	return fmt.Sprintf("PostgreSQL %d, fsync=%s, synchronous_commit=%s, full_page_writes=%s", s.Version/10000, s.Fsync, s.Synchronous, s.Pages)
}
