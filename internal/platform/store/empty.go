package store

import "context"

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

// Empty tells whether no step of the schema ever ran here: a new folder, which may become a house unasked.
// An older schema is not empty; Migrate changes it, and somebody says so.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	ran, err := db.versions(ctx)
	return len(ran) == 0, err
}
