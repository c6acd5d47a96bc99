package pg

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

// Code is the SQLSTATE in err, "" when err is not PostgreSQL's.
func Code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Collided tells whether the same body may succeed when it runs again: a serialisation failure, a deadlock, the same
// command committed by another at this moment, or no room (53200): until a transaction of some seconds has ended, the
// server remembers what all beside it have read, and its table for that (max_pred_locks_per_transaction) may fill up.
func Collided(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "40001", "40P01", "53200":
		return true
	}
	return e.Code == "23505" && e.TableName == "store_command"
}

// Unreadable tells whether PostgreSQL could not read a value as what its column is: a text that is no number, a
// number beyond the column's, a text that is none.
func Unreadable(err error) bool {
	switch Code(err) {
	case "22P02", "22003", "22021":
		return true
	}
	return false
}

// Down tells whether the server could not be reached, is stopping, or has run out of something.
func Down(err error) bool {
	if err == nil {
		return false
	}
	var broken *net.OpError
	var refused *pgconn.ConnectError // also of a server that ends the line while it greets
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, sql.ErrConnDone) || errors.As(err, &broken) || errors.As(err, &refused) || pgconn.SafeToRetry(err) {
		return true
	}
	code := Code(err)
	return len(code) == 5 && (code[:2] == "08" || code[:2] == "53" || code[:2] == "57" || code[:2] == "58")
}
