package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Key is the key of one command, made by whoever gives it: a form when it is drawn, a device when the act
// happens. However often the command arrives, it is done once.
type Key string

// NewKey makes the key of a new command.
func NewKey() Key { return Key(id.New()) }

// Step is the key of a part of a larger command, such as one chunk of an import: the same part of the same
// command always has the same key.
func (k Key) Step(part string) Key { return k + Key("/"+part) }

// month is the partition of the command, from the moment the key was made; 0 for a key nobody made.
func (k Key) month() int {
	first, _, _ := strings.Cut(string(k), "/")
	made, err := id.Parse(first)
	if err != nil {
		return 0
	}
	return made.Month()
}

func (k Key) check() error {
	if k.month() == 0 || len(k) > 200 {
		return errs.New(errs.Invalid, "store.bad_key")
	}
	return nil
}

// querier is a transaction or a connection outside of any.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// answered looks whether the command was done before, and gives what it answered. A key that another actor
// used is a Conflict: one must not learn, or take for one's own, what another did.
//
// On PostgreSQL it asks outside the serialisable transaction. Inside, to have looked for a key that is not
// there would stand against every key that others insert beside it, and every two commands would collide; two
// copies of one command are told apart by the table's primary key.
func (db *DB) answered(ctx context.Context, q querier, key Key) (stored []byte, done bool, err error) {
	s, err := db.texts.get(`select actor, result from store_command where month = $1 and key = $2`)
	if err != nil {
		return nil, false, err
	}
	var who, result string
	err = q.QueryRowContext(ctx, db.text(s), key.month(), string(key)).Scan(&who, &result)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, failed(s.Name, err)
	case who != actor.From(ctx).Ref():
		return nil, false, errs.New(errs.Conflict, "store.key_reused")
	}
	return []byte(result), true, nil
}

// keep stores what the command answered, with the command's effects.
func (tx *Tx) keep(ctx context.Context, result []byte) error {
	_, err := tx.Exec(ctx, `insert into store_command (month, key, actor, at, result) values ($1, $2, $3, $4, $5)`,
		tx.key.month(), string(tx.key), actor.From(ctx).Ref(), Micros(tx.now), string(result))
	return err
}

// ForgetCommands takes away what commands answered whose keys were made more than so many months ago, and tells
// how many. It is for the sweep: no form and no device keeps a command that long, and a year of a province is tens
// of millions of rows. It goes by whole months, as the table is cut.
func ForgetCommands(ctx context.Context, db *DB, months int) (n int64, err error) {
	defer errs.Wrap(&err, "store.ForgetCommands")
	err = Ledger(ctx, db, func(tx *Tx) error {
		kept := tx.Now().UTC().AddDate(0, -months, 0)
		var err error
		n, err = tx.Exec(ctx, `delete from store_command where month < $1`, kept.Year()*100+int(kept.Month()))
		return err
	})
	return n, err
}
