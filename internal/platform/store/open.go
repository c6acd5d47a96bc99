package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// Engine is the sort of database behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says where the records are. The zero value of every field but Data and URL works.
type Config struct {
	Data     string      // folder of the SQLite file guitu.db; made if it is missing
	URL      string      // postgres://…; when set, Data is not used for records
	Node     string      // short code of this node, 1 to 8 letters or digits; "n1" when empty
	Clock    clock.Clock // the machine's clock when nil
	Exercise bool        // for tests: every body runs twice, rolled back the first time
}

// DB is an open store. Close it once, after the last Read and Write have returned.
type DB struct {
	engine   Engine
	node     string
	clock    clock.Clock
	exercise bool
	path     string                   // of SQLite's file
	file     os.FileInfo              // as it was opened
	reader   *sql.DB                  // read transactions; on SQLite what asks seldom
	readers  *lite.Readers            // on SQLite, read transactions
	writer   *sql.DB                  // write transactions; on SQLite one connection
	group    *group                   // on SQLite, who may write
	bulk     *atomic.Bool             // Bulk is under way
	line     atomic.Pointer[sql.Conn] // of PostgreSQL, where Bulk has a transaction open
	texts    texts                    // statements parsed so far
	work     work
	memory   sync.Map                                             // *Memory → its shelf
	watch    atomic.Pointer[func(Commit)]                         // lent by who measures
	digest   atomic.Pointer[func(room string, row []byte) []byte] // lent by the vault
	reached  atomic.Int64                                         // facts of this node with a number
}

var nodeCode = regexp.MustCompile(`^[a-z0-9]{1,8}$`)

// Open opens the store without changing its schema. It fails with store.schema_newer when a newer program
// has migrated it: an old one must not write what it does not understand.
func Open(ctx context.Context, c Config) (_ *DB, err error) {
	defer errs.Wrap(&err, "store.Open")
	if c.Node == "" {
		c.Node = "n1"
	}
	if !nodeCode.MatchString(c.Node) {
		return nil, errs.New(errs.Invalid, "store.bad_node", c.Node)
	}
	if c.Clock == nil {
		c.Clock = clock.System
	}
	db := &DB{node: c.Node, clock: c.Clock, exercise: c.Exercise, bulk: new(atomic.Bool)}
	if c.URL != "" {
		err = db.openPostgres(ctx, c.URL)
	} else {
		err = db.openSQLite(ctx, c.Data)
	}
	if err == nil {
		err = db.checkSchema(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openSQLite makes the folder and the file, readable by nobody else, and opens one writing connection and a
// pool of reading ones.
func (db *DB) openSQLite(ctx context.Context, folder string) error {
	if folder == "" {
		return errs.New(errs.Invalid, "store.no_place")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	path, err := filepath.Abs(filepath.Join(folder, "guitu.db"))
	if err != nil {
		return errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	info, err := file.Stat()
	if err = errors.Join(err, file.Close()); err != nil {
		return errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	db.engine, db.file = SQLite, info
	db.path = path
	if db.writer, err = lite.Writer(ctx, path, 1); err != nil {
		return failed("open", err)
	}
	if db.reader, err = lite.Reader(ctx, path); err != nil {
		return failed("open", err)
	}
	if db.readers, err = lite.OpenReaders(path, db.inPlace); err != nil {
		return failed("open", err)
	}
	db.group = newGroup(db, db.bulk)
	return nil
}

// inPlace fails when the file of the records is not any more where it was opened: a disk that went away, a file moved or
// deleted. The system lets a program write on into such a file, and all of it is gone with the program's end.
func (db *DB) inPlace() error {
	now, err := os.Stat(db.path)
	if err == nil && os.SameFile(now, db.file) {
		return nil
	}
	return errs.Because(errs.Unavailable, "store.file_gone", err)
}

// Folder is where the file of SQLite lies; "" on PostgreSQL.
func (db *DB) Folder() string {
	if db.path == "" {
		return ""
	}
	return filepath.Dir(db.path)
}

// Close lets the running bodies end and closes the connections.
func (db *DB) Close() error {
	if db.group != nil {
		db.group.close()
	}
	var all error
	if db.readers != nil {
		all = db.readers.Close()
	}
	if db.reader != nil {
		all = errors.Join(all, db.reader.Close())
	}
	if db.writer != nil {
		all = errors.Join(all, db.writer.Close())
	}
	return all
}

// Well tells whether the store can write now. It writes: to begin and to end says little of a disk that is full, and what
// changes nothing is not written by SQLite. The row stands beside that by which the node holds its place.
func (db *DB) Well(ctx context.Context) error {
	return Ledger(ctx, db, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `insert into store_node (node, boot, beat, seen) values ($1, '', 0, $2)
			on conflict (node) do update set beat = store_node.beat + 1, seen = excluded.seen`, "~"+tx.Node(), Micros(tx.Now()))
		return err
	})
}

// Engine says which database this is.
func (db *DB) Engine() Engine { return db.engine }

// Node is the code of this node, part of every human number it gives out.
func (db *DB) Node() string { return db.node }

// Clock is the clock that transactions read.
func (db *DB) Clock() clock.Clock { return db.clock }
