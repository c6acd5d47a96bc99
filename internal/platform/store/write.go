package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
	"guitu/internal/platform/store/pg"
	"guitu/internal/platform/store/plain"
)

// Read runs a body that only reads, on one consistent state of the records. It does not nest.
func Read[T any](ctx context.Context, db *DB, body func(*Tx) (T, error)) (T, error) {
	var result T
	err := db.read(ctx, func(tx *Tx) (err error) {
		result, err = body(tx)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return result, nil
}

// Write runs the body of a command as the package says: whole, once, authorised and recorded. The result is
// kept as JSON beside the key, in the clear, so it holds ids and numbers and never a name; a command that
// arrives again gets it back without running.
//
// It fails with the body's error, or with store.key_reused (another actor's command, or another use case, had this
// key), store.sent_otherwise (the command was done, and said something else), store.no_policy_mark, store.no_audit_mark, store.busy and store.unavailable (nothing happened, or it is
// not known: send the same command again), store.cancelled. It does not nest.
func Write[T any](ctx context.Context, db *DB, key Key, body func(*Tx) (T, error)) (T, error) {
	var result T
	if err := key.check(); err != nil {
		return result, err
	}
	done := func(ctx context.Context, q querier) (bool, error) {
		stored, done, err := db.answered(ctx, q, key)
		if done && json.Unmarshal(stored, &result) != nil {
			return false, errs.New(errs.Conflict, "store.key_reused") // another use case answered with it
		}
		return done, err
	}
	err := db.write(ctx, done, func(s *sql.Tx) error {
		begin := func() *Tx { return db.tx(s, writing, key) }
		if err := db.rehearse(ctx, begin, func(tx *Tx) error {
			_, err := body(tx)
			return err
		}); err != nil {
			return err
		}
		tx := begin()
		var err error
		result, err = body(tx)
		if err := tx.settle(ctx, err); err != nil {
			return err
		}
		stored, err := db.encode(result)
		if err != nil {
			return err
		}
		return tx.keep(ctx, stored)
	})
	if err != nil {
		return *new(T), err
	}
	return result, nil
}

// Ledger runs a body that keeps the books of the platform itself: it may write ledger rooms only, and needs
// no key, so it must do no harm when it runs twice. The audit sequencer is the model case.
func Ledger(ctx context.Context, db *DB, body func(*Tx) error) error {
	undone := func(context.Context, querier) (bool, error) { return false, nil }
	return db.write(ctx, undone, func(s *sql.Tx) error {
		begin := func() *Tx { return db.tx(s, ledgering, "") }
		if err := db.rehearse(ctx, begin, body); err != nil {
			return err
		}
		tx := begin()
		return tx.settle(ctx, body(tx))
	})
}

func (db *DB) read(ctx context.Context, body func(*Tx) error) (err error) {
	// A read within a body would only tell another moment, and to look at the stack costs more than a small read: a defect that
	// tests find, where every body runs.
	if db.exercise && nested() {
		return errs.New(errs.Internal, "store.nested")
	}
	if ctx.Err() != nil && db.engine == SQLite {
		return gone(ctx)
	}
	if s := sharedBy(ctx, db); s != nil {
		tx, ok, err := s.take(ctx)
		if err != nil {
			return err
		}
		if ok {
			return s.lend(tx, body)
		}
	}
	tx, end, err := db.begin(ctx, ctx)
	if err != nil {
		return err
	}
	defer func() { err = endedAs(err, end()) }()
	return inBody(func() error { return body(tx) })
}

// endedAs is what a read failed with: the body's own error before that of its end.
func endedAs(err, end error) error {
	if err == nil && end != nil {
		return failed("end", end)
	}
	return err
}

// begin begins a transaction that only reads, and says how it is ended. lasting is how long it may be used; on SQLite who
// waits for a connection gives up with waiting, on PostgreSQL database/sql knows one context for both.
func (db *DB) begin(lasting, waiting context.Context) (*Tx, func() error, error) {
	if db.engine == SQLite {
		s, err := db.readers.Begin(waiting)
		switch {
		case errors.Is(err, lite.ErrClosed):
			return nil, nil, errs.New(errs.Unavailable, "store.closed")
		case errs.Is(err, "store.file_gone"):
			return nil, nil, err
		case err != nil:
			return nil, nil, failed("begin", err)
		}
		tx := db.tx(nil, reading, "")
		tx.lite = s
		return tx, s.End, nil
	}
	options := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead} // one snapshot for all statements
	s, err := db.reader.BeginTx(lasting, options)
	for dead := 0; pg.Down(err) && dead < pgLines && waiting.Err() == nil; dead++ {
		s, err = db.reader.BeginTx(lasting, options)
	}
	if err != nil {
		return nil, nil, failed("begin", err)
	}
	return db.tx(s, reading, ""), func() error {
		_ = s.Rollback() // nothing was written; a connection that is gone is not used again
		return nil
	}, nil
}

// write gives the body a transaction, as the engine does it, unless it is done already.
func (db *DB) write(ctx context.Context, done func(context.Context, querier) (bool, error), body func(*sql.Tx) error) error {
	if nested() {
		return errs.New(errs.Internal, "store.nested")
	}
	if ctx.Err() != nil {
		return gone(ctx)
	}
	if s := sharedBy(ctx, db); s != nil {
		s.drop(false)
	}
	inside := func(s *sql.Tx) error { return inBody(func() error { return body(s) }) }
	if db.engine == Postgres {
		return db.serialised(ctx, done, inside)
	}
	return db.group.run(ctx, func(s *sql.Tx) error {
		// No cancelling: an interrupt would roll back what the group shares.
		if already, err := done(context.WithoutCancel(ctx), s); already || err != nil {
			return err
		}
		return inside(s)
	})
}

// rehearse runs a body and takes everything back, when the store exercises: a body with an effect of its own
// is then noticed in a test, not when two officers collide.
func (db *DB) rehearse(ctx context.Context, begin func() *Tx, body func(*Tx) error) error {
	if !db.exercise {
		return nil
	}
	tx, safe := begin(), context.WithoutCancel(ctx)
	if _, err := tx.sql.ExecContext(safe, "savepoint rehearsal"); err != nil {
		return failed("savepoint", err)
	}
	if err := tx.settle(ctx, body(tx)); err != nil {
		return err // the transaction goes back as a whole
	}
	for _, text := range []string{"rollback to rehearsal", "release rehearsal"} {
		if _, err := tx.sql.ExecContext(safe, text); err != nil {
			return failed(text, err)
		}
	}
	return nil
}

// encode writes a result for replay. When the store exercises, it makes sure that a replay will give the
// same: a field that JSON does not carry would come back empty; and that nothing in it could name somebody, since it
// is kept in the clear.
func (db *DB) encode(result any) ([]byte, error) {
	stored, err := json.Marshal(result)
	if err != nil {
		return nil, errs.Because(errs.Internal, "store.result_lost", err)
	}
	if !db.exercise || result == nil {
		return stored, nil
	}
	if !plain.Holds(result) {
		return nil, errs.New(errs.Internal, "store.result_names", fmt.Sprintf("%T", result))
	}
	again := reflect.New(reflect.TypeOf(result))
	if err := json.Unmarshal(stored, again.Interface()); err != nil {
		return nil, errs.Because(errs.Internal, "store.result_lost", err)
	}
	if !reflect.DeepEqual(again.Elem().Interface(), result) {
		return nil, errs.New(errs.Internal, "store.result_lost")
	}
	return stored, nil
}

// inBody is the frame on the stack by which nested knows that a body is running.
//
//go:noinline
func inBody(run func() error) error { return run() }

var bodyFrame = reflect.ValueOf(inBody).Pointer()

// nested tells whether the caller is itself a body. On SQLite it would wait for itself. It looks at the stack, however deep,
// because a context must not carry a transaction; a goroutine started by a body is not found, but a body must not start one.
func nested() bool {
	var frames [64]uintptr
	for skip := 3; ; skip += len(frames) {
		n := runtime.Callers(skip, frames[:])
		for _, pc := range frames[:n] {
			if pc-1-bodyFrame < 1<<12 { // only near to it the tables of the program are asked
				if f := runtime.FuncForPC(pc - 1); f != nil && f.Entry() == bodyFrame {
					return true
				}
			}
		}
		if n < len(frames) {
			return false
		}
	}
}
