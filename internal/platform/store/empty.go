package store

import "context"

// Empty tells whether no step of the schema ever ran here: a new folder, which may become a house unasked.
// An older schema is not empty; Migrate changes it, and somebody says so.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	ran, err := db.versions(ctx)
	return len(ran) == 0, err
}
