// Package lite opens SQLite the way the store needs it, and knows what its errors mean: which of them name a
// constraint, and after which of them a transaction is lost.
package lite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"time"

	"modernc.org/sqlite"
)

// Writer opens connections that write; a group has one.
//
// synchronous(FULL) makes COMMIT wait for the disk: an acknowledged act survives the loss of power.
// secure_delete overwrites what is deleted: shredding a record's key must leave nothing in the file.
// temp_store stays with files: in memory SQLite keeps the pages that a savepoint may have to restore as one list, and
// walks it at every statement, so that a body which changes many old pages becomes quadratic (an import of 15,000 rows
// into a house with people took 190 s instead of 21). The file is unlinked as it is made and holds what the database
// holds: what names somebody is sealed in both.
// _dqs=0 makes a misspelt column in double quotes an error instead of a string.
func Writer(ctx context.Context, path string, conns int) (*sql.DB, error) {
	return open(ctx, conns, source(path, "immediate",
		"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)",
		"secure_delete(1)", "trusted_schema(0)", "cache_size(-65536)",
		"wal_autocheckpoint(4000)"))
}

// Reader opens connections that only read, for what asks seldom; pages read by Readers.
func Reader(ctx context.Context, path string) (*sql.DB, error) {
	return open(ctx, 2, readerSource(path))
}

// readers is how many read at once. Reading is work for a processor, so there are only as many as keep the processors busy.
func readers() int { return max(4, 2*runtime.GOMAXPROCS(0)) }

func readerSource(path string) string {
	return source(path, "deferred", readerPragmas...)
}

// Lock takes the lock of a file that holds nothing, for this process, until it is released or the process is gone. It
// waits so long for another that has it; then Busy tells so. The lock is SQLite's, since SQLite knows every system it
// runs on.
func Lock(ctx context.Context, path string, wait time.Duration) (release func() error, err error) {
	pool, err := open(ctx, 1, source(path, "exclusive", fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds())))
	if err != nil {
		return nil, err
	}
	tx, err := pool.BeginTx(context.WithoutCancel(ctx), nil) // what was taken is held, whatever becomes of ctx
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), pool.Close()) }, nil // nothing was written
}

// Full tells whether err says that the disk takes no more.
func Full(err error) bool { return code(err)&0xff == full }

// Busy tells whether err says that another holds the lock.
func Busy(err error) bool { return code(err)&0xff == busy || code(err)&0xff == locked }

func source(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}, "_dqs": {"0"}, "_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

func open(ctx context.Context, conns int, source string) (*sql.DB, error) {
	connector, err := newPreparing(source)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return pool, nil
}

// Primary result codes, https://sqlite.org/rescode.html.
const (
	busy       = 5
	locked     = 6
	noMemory   = 7
	readOnly   = 8
	interrupt  = 9
	ioErr      = 10
	corrupt    = 11
	full       = 13
	cantOpen   = 14
	constraint = 19
	notADB     = 26
)

// Extended result codes.
const (
	foreignKey = 787
	primaryKey = 1555
	unique     = 2067
)

// code is the extended result code in err, 0 when err is not SQLite's.
func code(err error) int {
	var f *Fault
	if errors.As(err, &f) {
		return f.code
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// Unique tells whether err says that a row with this key is there.
func Unique(err error) bool { return code(err) == unique || code(err) == primaryKey }

// Reference tells whether err says that what a row refers to is not there, or the other way round.
func Reference(err error) bool { return code(err) == foreignKey }

// Constraint tells whether err names any constraint.
func Constraint(err error) bool { return code(err)&0xff == constraint }

// Damaged tells whether err says that the file is no database any more, or not a whole one.
func Damaged(err error) bool { return code(err)&0xff == corrupt || code(err)&0xff == notADB }

// ReadOnly tells whether err says that the file cannot be written.
func ReadOnly(err error) bool { return code(err)&0xff == readOnly }

// Lost tells whether err may have rolled the whole transaction back, savepoints and all
// (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction), or says that the file
// cannot be trusted now. Nobody may be told that his part of the transaction was kept.
func Lost(err error) bool {
	switch code(err) & 0xff {
	case busy, locked, noMemory, readOnly, interrupt, ioErr, corrupt, full, cantOpen, notADB:
		return true
	}
	return false
}
