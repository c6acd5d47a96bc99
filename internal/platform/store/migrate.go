package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io/fs"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// migrations are the steps of the schema, forward only, NNNN_room.sql. Where a statement must differ between
// the engines, the step is a pair instead: NNNN_room.sqlite.sql and NNNN_room.postgres.sql.
//
//go:embed migrations/*.sql
var migrations embed.FS

// Fingerprint identifies the schema this program makes; it changes with any migration's text.
func Fingerprint() string {
	h := fnv.New128a()
	for _, name := range steps("") {
		fmt.Fprintln(h, name)
		h.Write(step(name))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Migrate brings the schema up to this program's. It fails with store.schema_newer when the schema is newer,
// with store.schema_changed when the text of a step is not the one that ran here, and as Fits where nothing was made yet.
func (db *DB) Migrate(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "store.Migrate")
	if err := db.checkSchema(ctx); err != nil {
		return err
	}
	if err := db.up(ctx, nil); err != nil {
		return err
	}
	if err := db.Analyse(ctx); err != nil { // of a new index nothing is known
		return err
	}
	return db.checkTexts(ctx)
}

// MigrateAs makes in an empty database the schema in which so many steps had run, for records that are put back; what
// is known of the steps comes with them. It fails with store.schema_newer when a step is not this program's.
func (db *DB) MigrateAs(ctx context.Context, ran []int64) (err error) {
	defer errs.Wrap(&err, "store.MigrateAs")
	var without []string
	left := slices.Clone(ran)
	for _, name := range steps(db.engine) {
		if !slices.Contains(ran, version(name)) {
			without = append(without, name)
		}
		left = slices.DeleteFunc(left, func(v int64) bool { return v == version(name) })
	}
	if len(left) > 0 {
		return errs.New(errs.Unavailable, "store.schema_newer", left[0])
	}
	return db.up(ctx, without)
}

// Steps are the numbers of the steps that this program knows, ascending.
func (db *DB) Steps() (all []int64) {
	for _, name := range steps(db.engine) {
		all = append(all, version(name))
	}
	return all
}

// up takes the steps that have not run, but some.
func (db *DB) up(ctx context.Context, without []string) (err error) {
	pool := db.writer
	if db.engine == SQLite { // a pool of its own: the group's has a single connection
		if pool, err = lite.Writer(ctx, db.path, 2); err != nil {
			return failed("open", err)
		}
		defer pool.Close()
	}
	if empty, err := db.Empty(ctx); err != nil {
		return err
	} else if empty {
		if err := db.Fits(ctx); err != nil {
			return err
		}
	}
	p, err := db.provider(pool, without)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return failed("migrate", err)
	}
	return nil
}

// Pending is how many steps Migrate would take.
func (db *DB) Pending(ctx context.Context) (int, error) {
	ran, err := db.versions(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, name := range steps(db.engine) {
		if !ran[version(name)] {
			n++
		}
	}
	return n, nil
}

func (db *DB) provider(pool *sql.DB, without []string) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, failed("migrate", err)
	}
	dialect, other := goose.DialectSQLite3, ".postgres.sql"
	// Rooms have their blocks of numbers, so a later step may have a lower one.
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true)}
	if db.engine == Postgres {
		dialect, other = goose.DialectPostgres, ".sqlite.sql"
		locker, err := lock.NewPostgresSessionLocker() // two nodes may start at the same moment
		if err != nil {
			return nil, failed("migrate", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	theirs := without
	for _, name := range steps("") {
		if strings.HasSuffix(name, other) {
			theirs = append(theirs, name)
		}
	}
	p, err := goose.NewProvider(dialect, pool, folder, append(options, goose.WithExcludeNames(theirs))...)
	if err != nil {
		return nil, failed("migrate", err)
	}
	return p, nil
}

// steps are the files of an engine in order of name; of both engines for "".
func steps(e Engine) []string {
	entries, _ := migrations.ReadDir("migrations") // embedded: it is there
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		if e == SQLite && strings.HasSuffix(name, ".postgres.sql") || e == Postgres && strings.HasSuffix(name, ".sqlite.sql") {
			continue
		}
		names = append(names, name)
	}
	return names
}

func step(name string) []byte {
	text, _ := migrations.ReadFile("migrations/" + name) // embedded: it is there
	return text
}

func version(name string) int64 {
	n, _ := goose.NumericComponent(name) // a test reads every name
	return n
}

// checkSchema refuses a schema with a step that this program does not know.
func (db *DB) checkSchema(ctx context.Context) error {
	ran, err := db.versions(ctx)
	if err != nil {
		return err
	}
	known := map[int64]bool{0: true}
	for _, name := range steps(db.engine) {
		known[version(name)] = true
	}
	for v := range ran {
		if !known[v] {
			return errs.New(errs.Unavailable, "store.schema_newer", v)
		}
	}
	return nil
}

// versions are the steps that have run; none on an empty database.
func (db *DB) versions(ctx context.Context) (map[int64]bool, error) {
	ran := map[int64]bool{}
	if has, err := db.Has(ctx, "goose_db_version"); err != nil || !has {
		return ran, err
	}
	rows, err := db.reader.QueryContext(ctx, `select version_id from goose_db_version where is_applied`)
	if err != nil {
		return nil, failed("schema", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v int64
		if err := rows.Scan(&v); err != nil {
			return nil, failed("schema", err)
		}
		ran[v] = true
	}
	if err := rows.Err(); err != nil {
		return nil, failed("schema", err)
	}
	return ran, nil
}

// checkTexts compares the text of every step with the one that ran, and keeps those that are new.
func (db *DB) checkTexts(ctx context.Context) error {
	return Ledger(ctx, db, func(tx *Tx) error {
		type ran struct {
			version  int64
			checksum string
		}
		known := map[int64]string{}
		rows := Each(ctx, tx, func(s Scanner) (r ran, err error) { return r, s.Scan(&r.version, &r.checksum) },
			`select version, checksum from store_migration`)
		for r, err := range rows {
			if err != nil {
				return err
			}
			known[r.version] = r.checksum
		}
		for _, name := range steps(db.engine) {
			h := fnv.New128a()
			h.Write(step(name))
			sum, v := hex.EncodeToString(h.Sum(nil)), version(name)
			switch known[v] {
			case sum:
			case "":
				if _, err := tx.Exec(ctx, `insert into store_migration (version, name, checksum) values ($1, $2, $3)`, v, name, sum); err != nil {
					return err
				}
			default:
				return errs.New(errs.Unavailable, "store.schema_changed", name)
			}
		}
		return nil
	})
}
