// Package storetest gives tests a real store of their own, on both engines, in milliseconds.
//
//	storetest.Each(t, func(t *testing.T, db *store.DB) { … })
//
// The store is migrated, empty, and exercises: every body runs twice, rolled back the first time. Its clock
// stands at Start until the test moves it (EachAt). Without PostgreSQL's programs a test fails and says what
// to install; GUITU_TEST_ENGINE=sqlite leaves PostgreSQL out, for the quick round while writing.
package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
)

// Start is where the clock of a test stands: Monday, 2 March 2026, 9:00 in China.
var Start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Each runs the test on every engine, each time with a fresh store whose clock shows Start.
func Each(t *testing.T, body func(*testing.T, *store.DB)) {
	t.Helper()
	EachAt(t, clock.At(Start), body)
}

// EachAt is Each with a clock that the test moves; every engine begins at the moment it shows now.
func EachAt(t *testing.T, hand *clock.Hand, body func(*testing.T, *store.DB)) {
	t.Helper()
	from := hand.Now()
	for _, engine := range Engines() {
		t.Run(string(engine), func(t *testing.T) {
			hand.Set(from)
			body(t, Open(t, fresh(t, engine, hand, (*server).lease)))
		})
	}
}

// Engines are those to test on: both, or the one that GUITU_TEST_ENGINE names.
func Engines() []store.Engine {
	if only := os.Getenv("GUITU_TEST_ENGINE"); only != "" {
		return []store.Engine{store.Engine(only)}
	}
	return []store.Engine{store.SQLite, store.Postgres}
}

// Config is the configuration of a migrated, empty database that the test may change as it likes, past the
// store too; it goes when the test ends.
func Config(t testing.TB, engine store.Engine, hand *clock.Hand) store.Config {
	t.Helper()
	return fresh(t, engine, hand, (*server).own)
}

func fresh(t testing.TB, engine store.Engine, hand *clock.Hand, give func(*server, testing.TB) string) store.Config {
	t.Helper()
	c := store.Config{Clock: hand.Now, Exercise: true}
	if engine == store.Postgres {
		s, err := running()
		if err != nil {
			t.Fatal(err)
		}
		c.URL = give(s, t)
		return c
	}
	image, err := emptySQLite()
	if err != nil {
		t.Fatal(err)
	}
	c.Data = t.TempDir()
	if err := os.WriteFile(filepath.Join(c.Data, "guitu.db"), image, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// Open opens a store and closes it when the test ends.
func Open(t testing.TB, c store.Config) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	db.Keyed(func(room string, row []byte) []byte { // until a test opens a vault
		sum := sha256.Sum256(append([]byte(room+"/"), row...))
		return sum[:]
	})
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// emptySQLite is a migrated, empty SQLite file, made once in a process.
var emptySQLite = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "guitu-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := migrate(store.Config{Data: folder}); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(folder, "guitu.db"))
})

// migrate opens, migrates and closes a store.
func migrate(c store.Config) error {
	ctx := context.Background()
	db, err := store.Open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}
