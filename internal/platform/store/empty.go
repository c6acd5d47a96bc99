package store

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// Has tells whether the schema has a table by now: one that a step makes may be missing where no step ran, or where
// the first migration was cut short.
func (db *DB) Has(ctx context.Context, table string) (bool, error) {
	exists := `select count(*) from sqlite_master where type = 'table' and name = $1`
	if db.engine == Postgres {
		exists = `select count(*) from pg_tables where tablename = $1 and schemaname = current_schema()`
	}
	var n int
	if err := db.reader.QueryRowContext(ctx, exists, table).Scan(&n); err != nil {
		return false, failed("schema", err)
	}
	return n > 0, nil
}

// Founding lets one program at a time make a house out of a folder; the others wait, and find it made. The lock goes
// with its program, however that ends; its file, which is empty, stays.
func Founding(ctx context.Context, folder string) (release func() error, err error) {
	defer errs.Wrap(&err, "store.Founding")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	path, err := filepath.Abs(filepath.Join(folder, "founding.lock"))
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	if release, err = lite.Lock(ctx, path, 2*time.Minute); err != nil {
		return nil, failed("found", err)
	}
	return release, nil
}

// Empty tells whether no step of the schema ever ran here: a new folder, which may become a house unasked.
// An older schema is not empty; Migrate changes it, and somebody says so.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	ran, err := db.versions(ctx)
	return len(ran) == 0, err
}
