package store

import (
	"context"
	"database/sql"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store/pg"
)

// pgConns bounds the connections of one node for reading, and as many for writing. PostgreSQL forks a process
// for each; a second node must fit under the usual limit of 100.
const pgConns = 20

// pgAttempts is how often a body is tried before its collisions are reported as store.busy. With the pauses
// below the last try comes about two seconds after the first, as long as a person waits without wondering.
const pgAttempts = 12

func (db *DB) openPostgres(ctx context.Context, url string) error {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return errs.New(errs.Invalid, "store.bad_url") // the cause would show the password
	}
	db.engine = Postgres
	db.reader = pgPool(*c)
	// What a serialisable transaction reads stands against what others write. An index scan reads a page of
	// keys; a sequential scan, which the planner prefers while a table is small or not yet analysed, reads the
	// whole table, and every two acts collide.
	c.RuntimeParams["enable_seqscan"] = "off"
	// COMMIT answers when the log is on the disk, whatever the server's default is: an acknowledged act is kept.
	if c.RuntimeParams["synchronous_commit"] == "" {
		c.RuntimeParams["synchronous_commit"] = "on"
	}
	db.writer = pgPool(*c)
	if err := db.writer.PingContext(ctx); err != nil {
		return pg.Unreached(c, err)
	}
	return nil
}

func pgPool(c pgx.ConnConfig) *sql.DB {
	c.RuntimeParams = maps.Clone(c.RuntimeParams)
	pool := stdlib.OpenDB(c)
	pool.SetMaxOpenConns(pgConns)
	pool.SetMaxIdleConns(pgConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool
}

// pgLines is how often another connection is tried at once after one that was found dead: a server that went and came
// back leaves dead ones in the pool. What was asked is looked for first each time, so it is done once whatever the dead one
// did with it.
const pgLines = 3

// serialised runs a body in a serialisable transaction, again while it collides with others.
func (db *DB) serialised(ctx context.Context, done func(context.Context, querier) (bool, error), body func(*sql.Tx) error) error {
	for attempt, dead := 1, 0; ; attempt++ {
		already, err := done(ctx, db.writer)
		if already {
			return nil
		}
		if err == nil {
			err = db.serialisedOnce(ctx, body)
		}
		if pg.Down(err) && dead < pgLines && ctx.Err() == nil {
			dead++
			continue
		}
		if err == nil || !pg.Collided(err) || attempt >= pgAttempts {
			return err
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

func (db *DB) serialisedOnce(ctx context.Context, body func(*sql.Tx) error) error {
	began := db.clock()
	begin, level := db.writer.BeginTx, sql.LevelSerializable
	if db.bulk.Load() { // there is nobody beside it
		line, err := db.writer.Conn(ctx)
		if err != nil {
			return failed("begin", err)
		}
		defer line.Close() // gives it back
		db.line.Store(line)
		defer db.line.Store(nil)
		begin, level = line.BeginTx, sql.LevelReadCommitted
	}
	s, err := begin(ctx, &sql.TxOptions{Isolation: level})
	if err != nil {
		return failed("begin", err)
	}
	defer s.Rollback() // after a commit it does nothing; after a panic it frees the connection
	if err := body(s); err != nil {
		return err
	}
	err = s.Commit()
	db.committed(1, began, err)
	if err != nil {
		return failed("commit", err)
	}
	return nil
}

// pause waits before another attempt, twice as long each time up to 320 ms, and by chance up to as much
// again: transactions that collided must not meet again at the same moment. The chance is the random tail of
// a fresh id.
func pause(ctx context.Context, attempt int) error {
	base := 5 * time.Millisecond << min(attempt-1, 6)
	fresh := id.New()
	chance := base * time.Duration(fresh[len(fresh)-2]) / 128
	timer := time.NewTimer(base + chance)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return gone(ctx)
	}
}

// Fits tells whether a database of PostgreSQL holds every name and sorts as the house counts on: encoding UTF8, and texts
// byte by byte (collation C; C.UTF-8 is the same). It fails with store.locale, with the database's name, encoding and
// collation. Both are settled when a database is made, so that a wrong one can only be made anew.
func (db *DB) Fits(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "store.Fits")
	if db.engine != Postgres {
		return nil
	}
	l, err := pg.Ask(ctx, db.writer)
	if err != nil {
		return failed("select pg_database", err)
	}
	if !l.Fits() {
		return errs.New(errs.Invalid, "store.locale", l.Database, l.Encoding, l.Collation)
	}
	return nil
}
