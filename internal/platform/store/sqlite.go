package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"runtime"

	"modernc.org/sqlite"
)

// writingSource is the connection string of the one connection that writes.
//
// synchronous(FULL) makes COMMIT wait for the disk: an acknowledged act survives the loss of power.
// secure_delete overwrites what is deleted: shredding a record's key must leave nothing in the file.
// _dqs=0 makes a misspelt column in double quotes an error instead of a string.
func writingSource(path string) string {
	return source(path, "immediate",
		"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)",
		"secure_delete(1)", "trusted_schema(0)", "temp_store(memory)", "cache_size(-65536)",
		"wal_autocheckpoint(4000)")
}

// readingSource is the connection string of the connections that only read.
func readingSource(path string) string {
	return source(path, "deferred",
		"busy_timeout(10000)", "query_only(1)", "trusted_schema(0)", "temp_store(memory)", "cache_size(-8000)")
}

func source(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}, "_dqs": {"0"}, "_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// readers is how many reads run at once: reading is work for a processor, so more would only queue there.
func readers() int { return max(4, 2*runtime.GOMAXPROCS(0)) }

func openLite(ctx context.Context, source string, conns int) (*sql.DB, error) {
	connector, err := newPreparing(source)
	if err != nil {
		return nil, failed("open", err)
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(failed("open", err), pool.Close())
	}
	return pool, nil
}

// Primary result codes of SQLite, https://sqlite.org/rescode.html.
const (
	liteBusy       = 5
	liteLocked     = 6
	liteNoMemory   = 7
	liteReadOnly   = 8
	liteInterrupt  = 9
	liteIOErr      = 10
	liteCorrupt    = 11
	liteFull       = 13
	liteCantOpen   = 14
	liteConstraint = 19
	liteNotADB     = 26
)

// Extended result codes of SQLite.
const (
	liteForeignKey = 787
	litePrimaryKey = 1555
	liteUnique     = 2067
)

// liteCode is the extended result code in err, 0 when err is not SQLite's.
func liteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// liteGone tells whether err may have rolled the whole transaction back, savepoints and all
// (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction), or says that the file
// cannot be trusted now. No body of the group may be acknowledged after it.
func liteGone(err error) bool {
	switch liteCode(err) & 0xff {
	case liteBusy, liteLocked, liteNoMemory, liteReadOnly, liteInterrupt, liteIOErr, liteCorrupt, liteFull, liteCantOpen, liteNotADB:
		return true
	}
	return false
}
