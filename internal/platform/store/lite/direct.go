package lite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// direct is a connection that only reads, by SQLite's own functions and not by the driver of database/sql. A page is some ten
// to twenty statements of a few microseconds, and for each of them the driver makes the names and the declared types of all
// columns, copies every argument into memory of its own, and puts every column into an interface before anybody wants it.
//
// One goroutine at a time uses it, so SQLite takes no lock for it (SQLITE_OPEN_NOMUTEX). Addresses of SQLite's are numbers here:
// what lies there was not allocated by Go, and no collector moves it.
type direct struct {
	tls  *libc.TLS
	db   uintptr
	out  uintptr // where SQLite writes the addresses that it gives back
	kept map[spot]*statement

	broken bool // a page could not be read where it is mapped: nothing is asked any more, and nothing closed
}

// spot is where a text lies. A statement is found by it and not by what it says: the store hands out each text from one place
// (texts), and that of a day is three thousand bytes, which would be gone through at every question. The same words at another
// spot are another statement, which is only prepared again. What is kept holds its text, so that nothing else comes to lie there.
type spot struct {
	at     *byte
	length int
}

func spotOf(text string) spot { return spot{unsafe.StringData(text), len(text)} }

// statement is one that is prepared. It belongs to a connection.
type statement struct {
	at              uintptr
	columns, places int
	busy            bool    // its rows are being read
	args            uintptr // its texts and blobs, which stay until it is bound again
	room            int     // bytes at args
}

// Fault is an error of SQLite, with its extended result code (https://sqlite.org/rescode.html).
type Fault struct {
	code int
	text string
}

func (f *Fault) Error() string { return fmt.Sprintf("%s (%d)", f.text, f.code) }

var errNoMemory = &Fault{noMemory, "out of memory"}

// readerPragmas are how those who read ask.
var readerPragmas = []string{"busy_timeout(10000)", "query_only(1)", "trusted_schema(0)", "temp_store(memory)", "cache_size(-8000)"}

// place is what lies at an address of SQLite's.
func place[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// openDirect opens a file that is there.
func openDirect(path string, mapped bool) (_ *direct, err error) {
	c := &direct{tls: libc.NewTLS(), kept: map[spot]*statement{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Close())
		}
	}()
	if c.out = libc.Xmalloc(c.tls, 16); c.out == 0 {
		return nil, errNoMemory
	}
	name, err := libc.CString((&url.URL{Scheme: "file", Path: path}).String())
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, name)
	*place[uintptr](c.out) = 0
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, c.out, sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_URI|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	if c.db = *place[uintptr](c.out); rc != sqlite3.SQLITE_OK {
		return nil, c.fault(rc)
	}
	if rc := sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1); rc != sqlite3.SQLITE_OK {
		return nil, c.fault(rc)
	}
	// A misspelt column in double quotes is an error, as for who writes.
	for _, setting := range []int32{sqlite3.SQLITE_DBCONFIG_DQS_DML, sqlite3.SQLITE_DBCONFIG_DQS_DDL} {
		if rc := sqlite3.Xsqlite3_db_config(c.tls, c.db, setting, libc.VaList(c.out, int32(0), uintptr(0))); rc != sqlite3.SQLITE_OK {
			return nil, c.fault(rc)
		}
	}
	list := readerPragmas
	if mapped {
		list = append(slices.Clip(list), fmt.Sprintf("mmap_size(%d)", mappedBytes))
	}
	for _, p := range list {
		if err := c.run("pragma " + p); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *direct) fault(rc int32) error {
	return &Fault{int(rc), libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))}
}

// Close ends the statements and the connection. It is called once.
func (c *direct) Close() (err error) {
	if c.broken {
		return nil
	}
	for _, s := range c.kept {
		c.end(s)
	}
	clear(c.kept)
	if c.db != 0 {
		if rc := sqlite3.Xsqlite3_close_v2(c.tls, c.db); rc != sqlite3.SQLITE_OK {
			err = c.fault(rc)
		}
	}
	if c.out != 0 {
		libc.Xfree(c.tls, c.out)
	}
	c.tls.Close()
	return err
}

// end frees a statement. What SQLite answers is the error of its last run, which was told then.
func (c *direct) end(s *statement) {
	sqlite3.Xsqlite3_finalize(c.tls, s.at)
	if s.args != 0 {
		libc.Xfree(c.tls, s.args)
	}
}

// prepare makes a statement, unless it is kept and not running now.
func (c *direct) prepare(text string) (*statement, error) {
	at := spotOf(text)
	s := c.kept[at]
	if s != nil && !s.busy {
		return s, nil
	}
	made, err := c.parse(text)
	if err != nil || s != nil { // the same text inside a loop over its rows
		return made, err
	}
	if len(c.kept) >= maxPrepared {
		for at, s := range c.kept {
			if !s.busy {
				c.end(s)
				delete(c.kept, at)
			}
		}
	}
	c.kept[at] = made
	return made, nil
}

func (c *direct) parse(text string) (*statement, error) {
	p, err := libc.CString(text)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, p)
	rc, err := c.guarded(func(c *direct, p uintptr) int32 { // it may have to read the schema again
		return sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, p, -1, sqlite3.SQLITE_PREPARE_PERSISTENT, c.out, c.out+8)
	}, p)
	if err != nil {
		return nil, err
	}
	if rc != sqlite3.SQLITE_OK {
		return nil, c.fault(rc)
	}
	s := &statement{at: *place[uintptr](c.out)}
	if rest := *place[uintptr](c.out + 8); s.at == 0 || *place[byte](rest) != 0 {
		c.end(s)
		return nil, errors.New("a reader is asked one statement at a time")
	}
	s.columns, s.places = int(sqlite3.Xsqlite3_column_count(c.tls, s.at)), int(sqlite3.Xsqlite3_bind_parameter_count(c.tls, s.at))
	for i := range s.places { // ?1 is at place 1; a name is at whichever comes next
		if mark := libc.GoString(sqlite3.Xsqlite3_bind_parameter_name(c.tls, s.at, int32(i+1))); mark != "" && mark[0] != '?' {
			c.end(s)
			return nil, errors.New("a reader is asked with ? and ?1, and with no other marks")
		}
	}
	return s, nil
}

// run runs a statement and wants none of its rows.
func (c *direct) run(text string) error {
	rows, err := c.query(text, nil)
	if err != nil {
		return err
	}
	return rows.Close()
}

// query begins a statement. Its first row is looked for at once, so that what is wrong is told here.
func (c *direct) query(text string, args []any) (*Rows, error) {
	s, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	s.busy = true
	r := &Rows{conn: c, stmt: s, kept: c.kept[spotOf(text)] == s}
	if err = c.bind(s, args); err == nil {
		r.first, err = r.step()
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.fresh = true
	return r, nil
}

// bind gives the arguments. Texts and blobs go into one piece of memory, which SQLite reads where it lies.
func (c *direct) bind(s *statement, args []any) error {
	if len(args) < s.places {
		return fmt.Errorf("a statement with %d places is asked with %d values", s.places, len(args))
	}
	var few [8]driver.Value
	values, size := few[:0], 1
	for _, a := range args[:s.places] {
		v, err := argument(a)
		if err != nil {
			return err
		}
		switch x := v.(type) {
		case string:
			size += len(x)
		case []byte:
			size += len(x)
		}
		values = append(values, v)
	}
	if s.room < size {
		libc.Xfree(c.tls, s.args) // nothing where there is nothing yet
		s.room = max(256, 2*size)
		if s.args = libc.Xmalloc(c.tls, libc.Tsize_t(s.room)); s.args == 0 {
			s.room = 0
			return errNoMemory
		}
	}
	free := s.args
	for i, v := range values {
		var rc int32
		if free, rc = c.give(s, int32(i+1), v, free); rc != sqlite3.SQLITE_OK {
			return c.fault(rc)
		}
	}
	return nil
}

// give gives one argument, and tells where there is room after it.
func (c *direct) give(s *statement, at int32, v driver.Value, free uintptr) (uintptr, int32) {
	switch x := v.(type) {
	case nil:
		return free, sqlite3.Xsqlite3_bind_null(c.tls, s.at, at)
	case int64:
		return free, sqlite3.Xsqlite3_bind_int64(c.tls, s.at, at, x)
	case bool:
		return free, sqlite3.Xsqlite3_bind_int64(c.tls, s.at, at, int64(libc.Bool32(x)))
	case float64:
		return free, sqlite3.Xsqlite3_bind_double(c.tls, s.at, at, x)
	case string:
		n := copy(unsafe.Slice(place[byte](free), len(x)), x)
		return free + uintptr(n), sqlite3.Xsqlite3_bind_text(c.tls, s.at, at, free, int32(n), 0)
	case []byte:
		if x == nil {
			return free, sqlite3.Xsqlite3_bind_null(c.tls, s.at, at)
		}
		n := copy(unsafe.Slice(place[byte](free), len(x)), x)
		return free + uintptr(n), sqlite3.Xsqlite3_bind_blob(c.tls, s.at, at, free, int32(n), 0)
	}
	return free, sqlite3.SQLITE_MISMATCH // moments are numbers here, and argument knows nothing else
}
