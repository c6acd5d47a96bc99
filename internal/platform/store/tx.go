package store

import (
	"context"
	"database/sql"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
	"guitu/internal/platform/store/pg"
	"guitu/internal/platform/store/sqltext"
)

// purpose is what a transaction may do.
type purpose uint8

const (
	reading   purpose = iota // nothing is changed
	writing                  // any room, with marks
	ledgering                // ledger rooms only
)

// Tx is a running transaction. It belongs to its body: to one goroutine, and not beyond the body's end.
type Tx struct {
	db     *DB
	sql    *sql.Tx
	lite   *lite.Reading // in place of it where SQLite only reads
	may    purpose
	key    Key
	now    time.Time
	rooms  map[string]*marks
	turns  string      // of the slow rooms, once asked
	kept   map[any]any // by Kept
	policy bool        // any policy mark
	busy   bool        // a row-by-row reading is under way
	doomed error       // the first statement that failed
}

func (db *DB) tx(s *sql.Tx, p purpose, key Key) *Tx {
	tx := &Tx{db: db, sql: s, may: p, key: key, now: db.clock().UTC().Truncate(time.Microsecond)}
	if p == reading {
		db.work.reads.Add(1)
		tx.kept = map[any]any{}
	} else {
		db.work.writes.Add(1)
	}
	return tx
}

// Now is the moment of the transaction, fixed at its start, in UTC, to the microsecond (what a column keeps).
func (tx *Tx) Now() time.Time { return tx.now }

// Today is the civil day of Now in China.
func (tx *Tx) Today() civil.Date { return civil.DateOf(tx.now) }

// Node is the code of this node.
func (tx *Tx) Node() string { return tx.db.node }

// Engine says which database runs the transaction.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// Key is the key of the command that is running; empty in a Read and a Ledger.
func (tx *Tx) Key() Key { return tx.key }

// Pick is the one of two texts that this engine needs, for the few statements that must differ.
func (tx *Tx) Pick(postgres, sqlite string) string {
	if tx.db.engine == Postgres {
		return postgres
	}
	return sqlite
}

// prepare checks a statement against the purpose of the transaction and notes the rooms it writes. The
// context it returns is the one to run it with.
func (tx *Tx) prepare(ctx context.Context, text string) (context.Context, *sqltext.Statement, error) {
	if tx.doomed != nil {
		return nil, nil, tx.doomed
	}
	if ctx.Err() != nil {
		return nil, nil, gone(ctx)
	}
	if tx.busy {
		return nil, nil, errs.New(errs.Internal, "store.rows_open")
	}
	tx.db.work.statements.Add(1)
	s, err := tx.db.texts.get(text)
	if err != nil {
		return nil, nil, err
	}
	for _, room := range s.Writes {
		switch {
		case tx.may == reading:
			return nil, nil, errs.New(errs.Internal, "store.read_only", room)
		case tx.may == ledgering && !ledger[room]:
			return nil, nil, errs.New(errs.Internal, "store.ledger_only", room)
		}
		tx.room(room).written = true
	}
	if tx.db.engine == SQLite {
		// An interrupt would roll back the transaction that the other bodies of a group share; and to wait for one beside a
		// statement takes longer than most statements do. Who reads is asked again between statements and between rows.
		ctx = context.WithoutCancel(ctx)
	}
	return ctx, s, nil
}

// text is the statement as this engine reads it.
func (db *DB) text(s *sqltext.Statement) string {
	if db.engine == SQLite {
		return s.Lite
	}
	return s.Text
}

// fail dooms the transaction with the error of a statement. PostgreSQL runs nothing more after one; the
// same here for SQLite, so that no body works on one engine only.
func (tx *Tx) fail(s *sqltext.Statement, err error) error {
	tx.doomed = failed(s.Name, err)
	return tx.doomed
}

// settle says whether the transaction may be committed after a body that returned err.
func (tx *Tx) settle(ctx context.Context, err error) error {
	switch {
	case tx.doomed != nil && pg.Collided(tx.doomed):
		return tx.doomed // whatever the body made of it, another attempt may succeed
	case err != nil:
		return err
	case tx.doomed != nil:
		return errs.Because(errs.Internal, "store.swallowed", tx.doomed)
	case ctx.Err() != nil:
		return gone(ctx)
	}
	if err := tx.marked(); err != nil {
		return err
	}
	return tx.turn(ctx)
}
