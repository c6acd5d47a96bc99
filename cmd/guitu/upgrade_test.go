package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/verify"
)

// oldHouse is a house as a program of 30 November 2026 left it, at step 63: one roster taken in, one keeper. Its people
// are invented, and its key opens nothing else.
func oldHouse(t *testing.T) config.Config {
	t.Helper()
	c := config.Default()
	c.Data = t.TempDir()
	packed, err := os.Open("testdata/old/guitu.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	records, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile("testdata/old/key")
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{"guitu.db": records, "key": key} {
		if err := os.WriteFile(filepath.Join(c.Data, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// An old house is not served as it is; it is copied, then brought up, and everything in it is proven after as before.
func TestAnOldHouseIsBroughtUp(t *testing.T) {
	c := oldHouse(t)
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
	all, err := h.Officers(t.Context())
	if err != nil || len(all) != 1 || all[0].SignIn != "keeper" {
		t.Errorf("%+v %v", all, err)
	}
	if info, err := os.Stat(h.Saved); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	again, err := app.Open(t.Context(), c, app.Options{Migrate: true})
	if err != nil || again.Saved != "" {
		t.Error("what needs no step is copied all the same", err)
	}
	if err == nil {
		again.Close()
	}
}

// Where no copy can be kept nothing is changed.
func TestWithoutACopyNothingIsMigrated(t *testing.T) {
	c := oldHouse(t)
	if err := os.WriteFile(filepath.Join(c.Data, "backups"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(t.Context(), c, app.Options{Migrate: true}); err == nil {
		t.Error(err)
	}
	db, err := store.Open(t.Context(), store.Config{Data: c.Data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if n, err := db.Pending(t.Context()); err != nil || n == 0 {
		t.Error(n, err)
	}
}
