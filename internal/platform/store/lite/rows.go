package lite

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"reflect"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Rows are read one by one. A column is made a value of Go when it is scanned, and straight where it goes.
type Rows struct {
	conn  *direct
	stmt  *statement
	kept  bool // the statement stays with the connection
	fresh bool // the first step is made, and Next has not told it
	first bool
	over  bool
	err   error
}

func (r *Rows) step() (bool, error) {
	rc, err := r.conn.guarded(step, r.stmt.at)
	switch {
	case err != nil:
		return false, err
	case rc == sqlite3.SQLITE_ROW:
		return true, nil
	case rc == sqlite3.SQLITE_DONE:
		return false, nil
	}
	return false, r.conn.fault(rc)
}

func step(c *direct, at uintptr) int32 { return sqlite3.Xsqlite3_step(c.tls, at) }

// Next goes to the next row; false after the last one, and after an error.
func (r *Rows) Next() bool {
	if r.over {
		return false
	}
	var row bool
	if r.fresh {
		r.fresh, row = false, r.first
	} else {
		row, r.err = r.step()
	}
	r.over = !row
	return row
}

// Err is what ended the rows before their end.
func (r *Rows) Err() error { return r.err }

// Close ends the reading and gives the statement back. It may be called more than once.
func (r *Rows) Close() error {
	s := r.stmt
	if s == nil {
		return nil
	}
	r.stmt, r.over = nil, true
	if r.conn.broken {
		return nil
	}
	s.busy = false
	if !r.kept {
		r.conn.end(s)
		return nil
	}
	sqlite3.Xsqlite3_reset(r.conn.tls, s.at) // what it answers is the error of the last step, which was told
	if s.room > maxArguments {
		sqlite3.Xsqlite3_clear_bindings(r.conn.tls, s.at)
		libc.Xfree(r.conn.tls, s.args)
		s.args, s.room = 0, 0
	}
	return nil
}

// maxArguments bounds what a statement keeps for its next arguments.
const maxArguments = 16 << 10

// Columns are the names of the columns; it does not fail, and is written as that of database/sql.
func (r *Rows) Columns() ([]string, error) {
	names := make([]string, r.stmt.columns)
	for i := range names {
		names[i] = libc.GoString(sqlite3.Xsqlite3_column_name(r.conn.tls, r.stmt.at, int32(i)))
	}
	return names, nil
}

// Scan reads the columns of the row, as database/sql does.
func (r *Rows) Scan(dest ...any) error {
	if r.stmt == nil || r.over || r.fresh {
		return errors.New("a column is read of a row: Next comes before it")
	}
	if len(dest) != r.stmt.columns {
		return errors.New("a row has not as many columns as there are places for them")
	}
	for i, d := range dest {
		if err := r.column(d, int32(i)); err != nil {
			return err
		}
	}
	return nil
}

// column reads a column where it is wanted. The commonest pairs go straight there; assign knows all.
func (r *Rows) column(dest any, i int32) error {
	kind := sqlite3.Xsqlite3_column_type(r.conn.tls, r.stmt.at, i)
	switch d := dest.(type) {
	case *string:
		if kind == sqlite3.SQLITE_TEXT {
			*d = r.text(i)
			return nil
		}
	case *int64:
		if kind == sqlite3.SQLITE_INTEGER {
			*d = sqlite3.Xsqlite3_column_int64(r.conn.tls, r.stmt.at, i)
			return nil
		}
	case *int:
		if kind == sqlite3.SQLITE_INTEGER {
			*d = int(sqlite3.Xsqlite3_column_int64(r.conn.tls, r.stmt.at, i))
			return nil
		}
	case *[]byte:
		if kind == sqlite3.SQLITE_BLOB {
			*d = r.blob(i)
			return nil
		}
	case sql.Scanner:
	default:
		if p := reflect.ValueOf(dest); kind == sqlite3.SQLITE_TEXT && p.Kind() == reflect.Pointer && p.Type().Elem().Kind() == reflect.String && !p.IsNil() {
			p.Elem().SetString(r.text(i)) // ids and words of a room
			return nil
		}
	}
	return assign(dest, r.value(i, kind))
}

func (r *Rows) value(i, kind int32) driver.Value {
	switch kind {
	case sqlite3.SQLITE_INTEGER:
		return sqlite3.Xsqlite3_column_int64(r.conn.tls, r.stmt.at, i)
	case sqlite3.SQLITE_FLOAT:
		return sqlite3.Xsqlite3_column_double(r.conn.tls, r.stmt.at, i)
	case sqlite3.SQLITE_TEXT:
		return r.text(i)
	case sqlite3.SQLITE_BLOB:
		return r.blob(i)
	}
	return nil
}

// text copies a text. Its address is asked before its length, as SQLite wants it.
func (r *Rows) text(i int32) string {
	p := sqlite3.Xsqlite3_column_text(r.conn.tls, r.stmt.at, i)
	n := sqlite3.Xsqlite3_column_bytes(r.conn.tls, r.stmt.at, i)
	if p == 0 || n == 0 {
		return ""
	}
	return string(unsafe.Slice(place[byte](p), n))
}

// blob copies a blob; an empty one is nil, as the driver of database/sql gives it.
func (r *Rows) blob(i int32) []byte {
	p := sqlite3.Xsqlite3_column_blob(r.conn.tls, r.stmt.at, i)
	n := sqlite3.Xsqlite3_column_bytes(r.conn.tls, r.stmt.at, i)
	if p == 0 || n == 0 {
		return nil
	}
	return append([]byte(nil), unsafe.Slice(place[byte](p), n)...)
}
