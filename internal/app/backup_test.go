package app_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// elsewhere is an empty place beside a house, with the house's key.
func elsewhere(t *testing.T, c config.Config) config.Config {
	t.Helper()
	c.KeyFile, c.Data = c.KeyPath(), t.TempDir()
	if c.Database == "" {
		return c
	}
	pool, err := sql.Open("pgx", c.Database)
	if err != nil {
		t.Fatal(err)
	}
	name := "back_" + string(id.New())
	if _, err := pool.Exec("create database " + name + " template template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := pool.Exec("drop database " + name + " with (force)"); err != nil {
			t.Error(err)
		}
		pool.Close()
	})
	u, err := url.Parse(c.Database)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	c.Database = u.String()
	return c
}

// spareless fails where a drill left a database behind.
func spareless(t *testing.T, c config.Config) {
	t.Helper()
	if c.Database == "" {
		return
	}
	pool, err := sql.Open("pgx", c.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	n := 0
	if err := pool.QueryRow("select count(*) from pg_database where datname like 'guitu_drill_%'").Scan(&n); err != nil || n > 0 {
		t.Error(n, "databases are left behind", err)
	}
}

// A backup is made while officers write, goes back into an empty place, and is proven there; what was written after it is
// not in it.
func TestABackupGoesBack(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所"); err != nil {
			t.Fatal(err)
		}
		over, done := make(chan struct{}), make(chan error, 1)
		go func() {
			for {
				select {
				case <-over:
					done <- nil
					return
				default:
				}
				if err := h.DB.Well(t.Context()); err != nil {
					done <- err
					return
				}
			}
		}()
		file, m, err := h.Backup(t.Context(), t.TempDir())
		close(over)
		if werr := <-done; err != nil || werr != nil {
			t.Fatal(err, werr)
		}
		if last, err := backup.Last(h.Config.Data); err != nil || last.File != file || last.Facts != m.Facts() || m.Facts() == 0 {
			t.Errorf("the note of it: %+v, %v", last, err)
		}
		key, err := os.ReadFile(h.Config.KeyPath())
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Fields(string(key))
		if whole, err := os.ReadFile(file); err != nil || strings.Contains(string(whole), lines[len(lines)-1]) {
			t.Error("the key is in the backup", err)
		}
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所"); err != nil {
			t.Fatal(err)
		}
		room := t.TempDir()
		d, err := app.Drill(t.Context(), h.Config, app.Trial{In: room}, app.Options{Clock: h.Clock}, func(verify.Stage) {})
		if err != nil || !d.Report.Proven() || d.Report.Rows.Rows == 0 {
			t.Fatalf("the drill: %v %+v", err, d)
		}
		if kept, err := backup.LastDrill(h.Config.Data); err != nil || kept.At.IsZero() || kept.File != file {
			t.Errorf("%v %+v", err, kept)
		}
		if left, err := os.ReadDir(room); err != nil || len(left) > 0 {
			t.Error("the drill left something behind", left, err)
		}
		spareless(t, h.Config)
		to := elsewhere(t, h.Config)
		got, err := app.Restore(t.Context(), to, file, app.Options{Clock: clock.At(storetest.Start).Now}, func(verify.Stage) {})
		if err != nil || !got.Report.Proven() || got.Report.Rows.Rows == 0 || len(m.Checkpoints()) != 1 {
			t.Fatalf("%v %+v", err, got)
		}
		if _, err := app.Restore(t.Context(), to, file, app.Options{}, func(verify.Stage) {}); errs.CodeOf(err) != "backup.not_empty" {
			t.Errorf("it was put over something: %v", err)
		}
	})
}

// Before the schema is changed there is a backup, which this program reads; told otherwise, there is none.
func TestABackupBeforeTheSchemaChanges(t *testing.T) {
	for _, without := range []bool{false, true} {
		c := config.Default()
		c.Data = t.TempDir()
		db, err := store.Open(t.Context(), store.Config{Data: c.Data})
		if err != nil {
			t.Fatal(err)
		}
		steps := db.Steps()
		if err := db.MigrateAs(t.Context(), steps[:len(steps)-1]); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		h, err := app.Open(t.Context(), c, app.Options{Migrate: true, Unsaved: without})
		if err != nil {
			t.Fatal(err)
		}
		if without != (h.Saved == "") {
			t.Errorf("without %v, saved %q", without, h.Saved)
		}
		if h.Saved != "" {
			if m, err := backup.Check(t.Context(), h.Saved); err != nil || len(m.Steps) != len(steps)-1 || filepath.Dir(h.Saved) != filepath.Join(c.Data, backup.Folder) {
				t.Errorf("%v %+v", err, m)
			}
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
