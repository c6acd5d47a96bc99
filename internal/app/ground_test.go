package app_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// bare is the configuration of a place where nothing stands yet.
func bare(t *testing.T, engine store.Engine) config.Config {
	t.Helper()
	c := config.Default()
	c.Data = filepath.Join(t.TempDir(), "data")
	if engine == store.Postgres {
		c.Database = storetest.Config(t, engine, clock.At(storetest.Start)).URL
	}
	return c
}

var small = app.Demo{Seed: 1, Day: "2026-03-02", Size: 60}

// A making that was interrupted is never a house; the next one begins afresh.
func TestAHalfMadeProvinceIsNoHouse(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := bare(t, engine)
			ctx, stop := context.WithCancel(t.Context())
			cut := small
			cut.Progress = func(int, int) { stop() } // some people are there
			if _, err := app.MakeDemo(ctx, c, cut, app.Options{}); err == nil {
				t.Fatal("it ended although it was interrupted")
			}
			_, err := app.Open(t.Context(), c, app.Options{Found: true})
			if e := errs.Find(err); e == nil || e.Code != "app.half_made" || e.Args[0] != c.Data {
				t.Fatalf("half made, and opened: %v", err)
			}
			if engine == store.Postgres { // the folder may be another one: the database tells too
				refusesHalf(t, c)
				return
			}
			all, err := app.MakeDemo(t.Context(), c, small, app.Options{})
			if err != nil || len(all) == 0 {
				t.Fatal(len(all), err)
			}
			_, err = app.MakeDemo(t.Context(), c, small, app.Options{})
			if e := errs.Find(err); e == nil || e.Code != "app.demo_stands" || e.Args[0] != c.Data {
				t.Error("a second province over the first:", err)
			}
			h, err := app.Open(t.Context(), c, app.Options{})
			if err != nil || h.Origin.String() != "2026-03-02" || h.Founded {
				t.Fatal(err)
			}
			if err := h.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func refusesHalf(t *testing.T, c config.Config) {
	t.Helper()
	if err := os.Remove(filepath.Join(c.Data, app.Unfinished)); err != nil {
		t.Fatal(err)
	}
	for _, found := range []bool{false, true} {
		if _, err := app.Open(t.Context(), c, app.Options{Found: found}); errs.CodeOf(err) != "app.half_made_database" {
			t.Error(err)
		}
	}
	if _, err := app.MakeDemo(t.Context(), c, small, app.Options{}); errs.CodeOf(err) != "app.half_made_database" {
		t.Error(err)
	}
}

func TestADemoGoesIntoAnEmptyFolderOnly(t *testing.T) {
	c := bare(t, store.SQLite)
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	letter := filepath.Join(c.Data, "letter.txt")
	if err := os.WriteFile(letter, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := app.MakeDemo(t.Context(), c, small, app.Options{})
	if e := errs.Find(err); e == nil || e.Code != "app.foreign_file" || e.Args[1] != "letter.txt" {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(c.Data); len(entries) != 1 {
		t.Error("something was left behind in a refused folder", entries)
	}
	if err := os.Rename(letter, filepath.Join(c.Data, app.Unfinished)); err != nil {
		t.Fatal(err)
	}
	other, err := os.Open(filepath.Join(c.Data, app.Unfinished))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := syscall.Flock(int(other.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if _, err := app.MakeDemo(t.Context(), c, small, app.Options{}); errs.CodeOf(err) != "app.demo_running" {
		t.Error("the ground was cleared under another making:", err)
	}
}

// A folder that cannot be used is named, with the reason; nothing is made where nothing is looked for.
func TestAFolderThatCannotBeUsed(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, "file")
	if err := os.WriteFile(file, []byte("no database at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(root, "broken")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "guitu.db"), []byte("no database at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{
		file: "app.folder_is_file", filepath.Join(file, "below"): "app.folder_is_file", broken: "app.not_a_database",
		filepath.Join(root, "nowhere"): "app.no_house",
	} {
		c := config.Default()
		c.Data = folder
		_, err := app.Open(t.Context(), c, app.Options{Found: want != "app.no_house"})
		var at *fs.PathError
		if errs.CodeOf(err) != want || !errors.As(err, &at) || errs.Find(err).Args[0] != at.Path {
			t.Errorf("%s: %v, want %s", folder, err, want)
		}
	}
	if _, err := os.Stat(filepath.Join(root, "nowhere")); err == nil {
		t.Error("a folder was made for somebody who only reads")
	}
}
