package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Key is the key of one command, made by whoever gives it: a form when it is drawn, a device when the act
// happens. However often the command arrives, it is done once. A key may carry what the command says (Saying):
// the same key with something else to say is then told from a repetition.
type Key string

// NewKey makes the key of a new command.
func NewKey() Key { return Key(id.New()) }

// said stands between the name of a key and the digest of what its command says.
const said = "~"

func (k Key) split() (name, content string) {
	name, content, _ = strings.Cut(string(k), said)
	return name, content
}

// Step is the key of a part of a larger command, such as one chunk of an import: the same part of the same
// command always has the same key.
func (k Key) Step(part string) Key {
	name, content := k.split()
	return Key(name + "/" + part).with(content)
}

// Saying is the key of a command that says this: a digest of what was posted. The store keeps a keyed digest of it,
// from which nobody learns what was said.
func (k Key) Saying(digest []byte) Key {
	name, _ := k.split()
	return Key(name).with(base64.RawURLEncoding.EncodeToString(digest))
}

func (k Key) with(content string) Key {
	if content == "" {
		return k
	}
	return k + said + Key(content)
}

// month is the partition of the command, from the moment the key was made; 0 for a key nobody made.
func (k Key) month() int {
	name, _ := k.split()
	first, _, _ := strings.Cut(name, "/")
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

// command is what is known of one that was done.
type command struct{ actor, said, result string }

// answered looks whether the command was done before, and gives what it answered. A key that another actor
// used is a Conflict: one must not learn, or take for one's own, what another did. So is one that said something
// else: what was typed the second time would be lost without a word.
//
// On PostgreSQL it asks outside the serialisable transaction. Inside, to have looked for a key that is not
// there would stand against every key that others insert beside it, and every two commands would collide; two
// copies of one command are told apart by the table's primary key.
func (db *DB) answered(ctx context.Context, q querier, key Key) (stored []byte, done bool, err error) {
	s, err := db.texts.get(selectCommand)
	if err != nil {
		return nil, false, err
	}
	name, _ := key.split()
	var c command
	err = q.QueryRowContext(ctx, db.text(s), key.month(), name).Scan(&c.actor, &c.said, &c.result)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, failed(s.Name, err)
	}
	stored, err = db.again(ctx, key, c)
	return stored, err == nil, err
}

const selectCommand = `select actor, said, result from store_command where month = $1 and key = $2`

// again is what a command answered that was done, for its actor, who says the same.
func (db *DB) again(ctx context.Context, key Key, c command) (stored []byte, err error) {
	if c.actor != actor.From(ctx).Ref() {
		return nil, errs.New(errs.Conflict, "store.key_reused")
	}
	now, err := db.said(key)
	if err != nil {
		return nil, err
	}
	if now != "" && c.said != "" && now != c.said {
		return nil, errs.New(errs.Conflict, "store.sent_otherwise")
	}
	return []byte(c.result), nil
}

// Answered gives what a command answered that was done before: for who looks at more first, and would find what it did itself.
func Answered[T any](ctx context.Context, db *DB, key Key) (result T, done bool, err error) {
	name, _ := key.split()
	scan := func(s Scanner) (c command, err error) { return c, s.Scan(&c.actor, &c.said, &c.result) }
	found, err := Read(ctx, db, func(tx *Tx) ([]command, error) { return Collect(ctx, tx, scan, selectCommand, key.month(), name) })
	if err != nil || len(found) == 0 {
		return result, false, err
	}
	stored, err := db.again(ctx, key, found[0])
	if err == nil && json.Unmarshal(stored, &result) != nil {
		err = errs.New(errs.Conflict, "store.key_reused") // another use case answered with it
	}
	return result, err == nil, err
}

// said is what is kept of what a command says; "" when its key carries nothing.
func (db *DB) said(key Key) (string, error) {
	_, content := key.split()
	if content == "" {
		return "", nil
	}
	digest, err := db.keyed("store.command", []byte(content))
	return base64.RawURLEncoding.EncodeToString(digest), err
}

// keep stores what the command said and answered, with its effects.
func (tx *Tx) keep(ctx context.Context, result []byte) error {
	said, err := tx.db.said(tx.key)
	if err != nil {
		return err
	}
	name, _ := tx.key.split()
	_, err = tx.Exec(ctx, `insert into store_command (month, key, actor, at, said, result) values ($1, $2, $3, $4, $5, $6)`,
		tx.key.month(), name, actor.From(ctx).Ref(), Micros(tx.now), said, string(result))
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
