package main

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// The same old house as it would stand in PostgreSQL: not served as it is, kept in a backup, brought up, and proven.
func TestAnOldHouseIsBroughtUpOnPostgreSQL(t *testing.T) {
	if !slices.Contains(storetest.Engines(), store.Postgres) {
		t.Log("GUITU_TEST_ENGINE asks for SQLite alone")
		return
	}
	c := oldHouse(t)
	old, err := sql.Open("sqlite", filepath.Join(c.Data, "guitu.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	c.Database = emptyDatabase(t)
	moved(t, old, c.Database)
	if h, err := app.Open(t.Context(), c, app.Options{}); !errs.Is(err, "app.not_migrated") {
		t.Fatal(h, err)
	}
	h, err := app.Open(t.Context(), c, app.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	report, err := verify.Run(t.Context(), verify.House{DB: h.DB, Vault: h.Vault, Measures: h.Measure, Persons: h.Person}, nil, func(verify.Stage) {})
	if err != nil || !report.Proven() || report.Clock.Lives != 1 {
		t.Errorf("%+v %v", report, err)
	}
	if m, err := backup.Check(t.Context(), h.Saved); err != nil || m.Engine != store.Postgres || len(m.Steps) >= len(h.DB.Steps()) {
		t.Errorf("what was kept before: %+v %v", m, err)
	}
}

// emptyDatabase is one in which nothing was made.
func emptyDatabase(t *testing.T) string {
	t.Helper()
	ours := storetest.Config(t, store.Postgres, clock.At(storetest.Start)).URL
	pool, err := sql.Open("pgx", ours)
	if err != nil {
		t.Fatal(err)
	}
	name := "old_" + string(id.New())
	if _, err := pool.Exec("create database " + name + " template template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := pool.Exec("drop database " + name + " with (force)"); err != nil {
			t.Error(err)
		}
		pool.Close()
	})
	u, err := url.Parse(ours)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// moved makes the schema of an old house in an empty database, and its rows.
func moved(t *testing.T, old *sql.DB, to string) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: to})
	if err != nil {
		t.Fatal(err)
	}
	ran := column[int64](t, old, "select version_id from goose_db_version where is_applied and version_id > 0")
	if err := db.MigrateAs(t.Context(), ran); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	server, err := sql.Open("pgx", to)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	server.SetMaxOpenConns(1)
	if _, err := server.Exec("set session_replication_role = replica"); err != nil { // rows come in the order of tables
		t.Fatal(err)
	}
	own := []string{"goose_db_version", "store_migration"} // of the steps as they ran on each engine
	for _, table := range column[string](t, old, "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'") {
		if !slices.Contains(own, table) {
			copied(t, old, server, table)
		}
	}
}

func column[T any](t *testing.T, db *sql.DB, query string, args ...any) (all []T) {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// copied takes the rows of a table over: what is a boolean there is a number here.
func copied(t *testing.T, old, server *sql.DB, table string) {
	t.Helper()
	if _, err := server.Exec("delete from " + table); err != nil {
		t.Fatal(err)
	}
	names := column[string](t, server, "select column_name::text from information_schema.columns where table_name = $1 and table_schema = 'public' order by ordinal_position", table)
	truths := column[string](t, server, "select column_name::text from information_schema.columns where table_name = $1 and data_type = 'boolean'", table)
	bytes := column[string](t, server, "select column_name::text from information_schema.columns where table_name = $1 and data_type = 'bytea' and is_nullable = 'NO'", table)
	marks := make([]string, len(names))
	for i := range names {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := "insert into " + table + " (" + strings.Join(names, ", ") + ") values (" + strings.Join(marks, ", ") + ")"
	rows, err := old.Query("select " + strings.Join(names, ", ") + " from " + table)
	if err != nil {
		t.Fatal(table, err)
	}
	defer rows.Close()
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(table, err)
		}
		for i, name := range names {
			if n, ok := values[i].(int64); ok && slices.Contains(truths, name) {
				values[i] = n != 0
			}
			if b, is := values[i].([]byte); (values[i] == nil || is && b == nil) && slices.Contains(bytes, name) { // the driver of SQLite gives no bytes as nothing
				values[i] = []byte{}
			}
		}
		if _, err := server.Exec(insert, values...); err != nil {
			t.Fatal(table, err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
