package app_test

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// A role that owns its database, may make others, and is nothing else runs the drill as the papers say: beside the server's
// own workers, and nothing stays.
func TestARoleThatOnlyOwnsItsDatabaseDrills(t *testing.T) {
	admin := storetest.Config(t, store.Postgres, clock.At(storetest.Start)).URL
	pool, err := sql.Open("pgx", admin)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	role := "keeper_" + strings.ToLower(string(id.New()))
	for _, text := range []string{
		"create role " + role + " login createdb nosuperuser",
		"create database " + role + " owner " + role + " template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'",
	} {
		if _, err := pool.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	defer func() {
		for _, text := range []string{"drop database " + role + " with (force)", "drop role " + role} {
			if _, err := pool.Exec(text); err != nil {
				t.Error(err)
			}
		}
	}()
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("user", role)
	u.User, u.RawQuery, u.Path = nil, q.Encode(), "/"+role
	c := config.Default()
	c.Data, c.Database = t.TempDir(), u.String()
	h, err := app.Open(t.Context(), c, app.Options{Found: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, _, err := h.FirstLink(t.Context()); err != nil {
		t.Fatal(err)
	}
	room := t.TempDir()
	if _, _, err := h.Backup(t.Context(), room); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		d, err := app.Drill(t.Context(), c, app.Trial{In: room}, app.Options{}, func(verify.Stage) {})
		if err != nil || !d.Report.Proven() {
			t.Fatal(err, d.Report)
		}
	}
	if last, err := backup.LastDrill(c.Data); err != nil || last.File == "" {
		t.Error(last, err)
	}
	n := 0
	if err := pool.QueryRow("select count(*) from pg_database d join pg_roles r on r.oid = d.datdba where r.rolname = $1", role).Scan(&n); err != nil || n != 1 {
		t.Error(n, "databases of the role are there", err)
	}
}
