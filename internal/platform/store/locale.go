package store

import (
	"context"

	"guitu/internal/base/errs"
)

// Fits tells whether a database of PostgreSQL holds every name and sorts as the house counts on: encoding UTF8, and texts
// byte by byte (collation C; C.UTF-8 is the same). It fails with store.locale, with the database's name, encoding and
// collation. Both are settled when a database is made, so that a wrong one can only be made anew.
func (db *DB) Fits(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "store.Fits")
	if db.engine != Postgres {
		return nil
	}
	var name, encoding, collation string
	var bytewise bool
	// Asked by its answers: where a collation is named differs from one version of PostgreSQL to the next.
	err = db.writer.QueryRowContext(ctx, `select datname, pg_encoding_to_char(encoding), datcollate,
		'B'::text < 'a'::text and 'Z'::text < '_'::text and 'a-c'::text < 'ab'::text
		from pg_database where datname = current_database()`).Scan(&name, &encoding, &collation, &bytewise)
	switch {
	case err != nil:
		return failed("select pg_database", err)
	case encoding == "UTF8" && bytewise:
		return nil
	case !bytewise && (collation == "C" || collation == "POSIX"): // what sorts is another provider's
		collation = "ICU"
	}
	return errs.New(errs.Invalid, "store.locale", name, encoding, collation)
}
