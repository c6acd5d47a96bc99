package app_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// Where a house stood and its records are gone nothing is founded by the way, and nothing is left that a restore would
// stumble over; on purpose it is.
func TestNoHouseIsFoundedInAnothersPlace(t *testing.T) {
	for _, engine := range storetest.Engines() {
		for _, what := range []string{"key", "backups", "serving.db"} {
			t.Run(string(engine)+"/"+what, func(t *testing.T) {
				c := bare(t, engine)
				unmade(t, c)
				if err := os.MkdirAll(filepath.Join(c.Data, what), 0o700); err != nil {
					t.Fatal(err)
				}
				if what == "key" { // a real one, so that founding on purpose can take it
					other := bare(t, store.SQLite)
					h, err := app.Open(t.Context(), other, app.Options{Found: true})
					if err != nil {
						t.Fatal(err)
					}
					h.Close()
					key, err := os.ReadFile(other.KeyPath())
					if err == nil {
						err = os.Remove(filepath.Join(c.Data, what))
					}
					if err == nil {
						err = os.WriteFile(c.KeyPath(), key, 0o600)
					}
					if err != nil {
						t.Fatal(err)
					}
				}
				for range 2 { // and not the second time either
					if h, err := app.Open(t.Context(), c, app.Options{Found: true}); !errs.Is(err, "app.records_gone") {
						t.Fatal(h, err)
					}
				}
				if _, err := os.Stat(filepath.Join(c.Data, "guitu.db")); err == nil {
					t.Error("a file of records was left, which a restore refuses")
				}
				h, err := app.Open(t.Context(), c, app.Options{Found: true, Anew: true})
				if err != nil || !h.Founded {
					t.Fatal(err)
				}
				if err := h.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// unmade takes away what the tests' server has made in a database: one that was named by mistake is empty.
func unmade(t *testing.T, c config.Config) {
	t.Helper()
	if c.Database == "" {
		return
	}
	db, err := sql.Open("pgx", c.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{"drop schema public cascade", "create schema public"} {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
}

// A key that is kept elsewhere is no trace of a house: a package makes it first.
func TestAKeyElsewhereIsNoTrace(t *testing.T) {
	other, c := bare(t, store.SQLite), config.Default()
	h, err := app.Open(t.Context(), other, app.Options{Found: true})
	if err != nil {
		t.Fatal(err)
	}
	h.Close()
	c.Data, c.KeyFile = filepath.Join(t.TempDir(), "data"), other.KeyPath()
	if h, err = app.Open(t.Context(), c, app.Options{Found: true}); err != nil {
		t.Fatal(err)
	}
	h.Close()
}
