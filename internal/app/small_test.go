package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// An older house is saved as it is: who is told to make a backup before the schema changes can.
func TestAnOlderHouseIsSaved(t *testing.T) {
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
	path, _, err := app.BackupOf(t.Context(), c, t.TempDir(), app.Options{Way: seal.Works})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	if _, err := app.Open(t.Context(), c, app.Options{}); !errs.Is(err, "app.not_migrated") {
		t.Error("the backup migrated it:", err)
	}
}

// A backup that is named is tried also where the note of the last one cannot be read.
func TestANamedBackupNeedsNoNote(t *testing.T) {
	c := bare(t, store.SQLite)
	h, err := app.Open(t.Context(), c, app.Options{Found: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, _, err := h.FirstLink(t.Context()); err != nil {
		t.Fatal(err)
	}
	path, _, err := h.Backup(t.Context(), t.TempDir())
	if err == nil {
		err = os.WriteFile(filepath.Join(c.Data, "backups", "last.json"), []byte("{"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if d, err := app.Drill(t.Context(), c, app.Trial{File: path, In: t.TempDir()}, app.Options{}, func(verify.Stage) {}); err != nil || !d.Report.Proven() {
		t.Error(err)
	}
	if _, err := app.Drill(t.Context(), c, app.Trial{In: t.TempDir()}, app.Options{}, func(verify.Stage) {}); !errs.Is(err, "backup.note") {
		t.Error(err)
	}
}

// spoken is a log that several write.
type spoken struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// A clock that was set back is said at the start, once, and the server serves.
func TestAClockSetBackIsSaid(t *testing.T) {
	c := bare(t, store.SQLite)
	c.Listen = "127.0.0.1:0"
	hand := clock.At(storetest.Start)
	h, err := app.Open(t.Context(), c, app.Options{Found: true, Clock: hand.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.FirstLink(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for _, back := range []time.Duration{0, 72 * time.Hour} {
		hand.Set(storetest.Start.Add(-back))
		log := &spoken{}
		h, err := app.Open(t.Context(), c, app.Options{Clock: hand.Now, Log: slog.New(slog.NewTextHandler(log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		if err := h.Serve(ctx, func(string) { stop() }); err != nil {
			t.Error(err)
		}
		stop()
		if err := h.Close(); err != nil {
			t.Error(err)
		}
		if n := strings.Count(log.b.String(), "app.clock_back"); n != min(1, int(back)) {
			t.Errorf("%s back: said %d times", back, n)
		}
	}
}

// What is told apart of records that cannot be reached.
func TestADamagedFileIsNoLockedOne(t *testing.T) {
	c := bare(t, store.SQLite)
	h, err := app.Open(t.Context(), c, app.Options{Found: true})
	if err == nil {
		err = h.Close()
	}
	path := filepath.Join(c.Data, "guitu.db")
	if err == nil {
		err = os.Truncate(path, 8192+100)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(t.Context(), c, app.Options{}); app.Unreached(err) != "damaged" {
		t.Error(app.Unreached(err), err)
	}
	if app.Unreached(errs.New(errs.Unavailable, "store.unavailable")) != "away" || app.Unreached(errs.New(errs.Invalid, "app.no_house")) != "" {
		t.Error("away is told otherwise, or what has nothing to do with it")
	}
}
