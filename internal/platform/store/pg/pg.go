// Package pg is what the store knows of PostgreSQL alone: what an error of it means for an act, how a database of it was
// made, and how many rows go into it at once.
package pg

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"

	"guitu/internal/base/errs"
)

// Unreached says why a server does not let the house in: its own settings, or that the server is away. It is store.role_refused with the role,
// store.no_database with the name, or store.unavailable.
func Unreached(c *pgx.ConnConfig, err error) error {
	code, what := "store.unavailable", ""
	switch Code(err) {
	case "28000", "28P01":
		code, what = "store.role_refused", c.User
	case "3D000":
		code, what = "store.no_database", c.Database
	}
	e := errs.New(errs.Unavailable, code)
	if e.Err = err; what != "" {
		e.Args = []any{what}
	}
	return e
}

// Locale is how a database was made to keep and to sort texts.
type Locale struct {
	Database, Encoding, Collation string
	bytewise                      bool
}

// Fits tells whether it holds every name, and sorts byte by byte.
func (l Locale) Fits() bool { return l.Encoding == "UTF8" && l.bytewise }

// Ask asks the database that is connected to. How it sorts is asked by its answers: where a collation is named differs from
// one version of PostgreSQL to the next.
func Ask(ctx context.Context, db *sql.DB) (l Locale, err error) {
	err = db.QueryRowContext(ctx, `select datname, pg_encoding_to_char(encoding), datcollate,
		'B'::text < 'a'::text and 'Z'::text < '_'::text and 'a-c'::text < 'ab'::text
		from pg_database where datname = current_database()`).Scan(&l.Database, &l.Encoding, &l.Collation, &l.bytewise)
	if !l.bytewise && (l.Collation == "C" || l.Collation == "POSIX") { // what sorts is another provider's
		l.Collation = "ICU"
	}
	return l, err
}
