package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// The rooms of these tests: trial and retrial, which need marks.
var tables = []string{
	`create table trial_case (
		id text not null primary key, version bigint not null, label text not null, rank bigint not null,
		at bigint, day text, open boolean not null, body bytea)`,
	`create table trial_note (id text not null primary key, of text not null references trial_case (id))`,
	`create table retrial_case (id text not null primary key, n bigint not null check (n >= 0))`,
}

// config is a fresh store's, with the tables above.
func config(t testing.TB, engine store.Engine) store.Config {
	t.Helper()
	c := storetest.Config(t, engine, clock.At(storetest.Start))
	raw := open(t, c)
	defer raw.Close()
	for _, text := range tables {
		if _, err := raw.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// open opens the database past the store.
func open(t testing.TB, c store.Config) *sql.DB {
	t.Helper()
	driver, source := "sqlite", filepath.Join(c.Data, "guitu.db")
	if c.URL != "" {
		driver, source = "pgx", c.URL
	}
	raw, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// each runs a test on every engine, on a store that exercises.
func each(t *testing.T, body func(*testing.T, *store.DB)) {
	t.Helper()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) { body(t, storetest.Open(t, config(t, engine))) })
	}
}

// plain is each on a store that runs every body once.
func plain(t *testing.T, body func(*testing.T, *store.DB)) {
	t.Helper()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := config(t, engine)
			c.Exercise = false
			body(t, storetest.Open(t, c))
		})
	}
}

// do runs a body with the marks of the rooms, under a new key.
func do(t testing.TB, db *store.DB, body func(context.Context, *store.Tx) error) error {
	t.Helper()
	ctx := t.Context()
	_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (struct{}, error) {
		mark(tx)
		return struct{}{}, body(ctx, tx)
	})
	return err
}

func mark(tx *store.Tx) {
	for _, room := range []string{"trial", "retrial"} {
		tx.MarkPolicy(room)
		tx.MarkAudit(room)
	}
}

// ask reads one value.
func ask[T any](t testing.TB, db *store.DB, text string, args ...any) T {
	t.Helper()
	v, err := store.Read(t.Context(), db, func(tx *store.Tx) (T, error) {
		return store.One(t.Context(), tx, store.Value[T], text, args...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantCode(t testing.TB, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errs.Is(err, code) || errs.KindOf(err) != kind {
		t.Errorf("error is %v (%s), want %s (%s)", err, errs.KindOf(err), code, kind)
	}
}

func as(ctx context.Context, part string) context.Context { return actor.With(ctx, actor.Part(part)) }
