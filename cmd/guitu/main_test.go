package main

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"guitu": main}) }

// The commands as somebody at the machine sees them, in testdata/*.txtar.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: setup(""), Cmds: map[string]func(*testscript.TestScript, bool, []string){"alter": alter}})
}

// The same records in PostgreSQL; the folder then holds the key alone.
func TestCommandsOnPostgreSQL(t *testing.T) {
	if !slices.Contains(storetest.Engines(), store.Postgres) {
		t.Skip("GUITU_TEST_ENGINE asks for SQLite alone")
	}
	url := storetest.Config(t, store.Postgres, clock.At(storetest.Start)).URL
	testscript.Run(t, testscript.Params{Files: []string{"testdata/user.txtar"}, Setup: setup(url)})
}

func setup(database string) func(*testscript.Env) error {
	return func(e *testscript.Env) error {
		e.Setenv("GUITU_DATA", "")
		e.Setenv("GUITU_DATABASE", database)
		e.Setenv("LANG", "zh_CN.UTF-8")
		return nil
	}
}

// alter changes rows of a house behind its back: alter FOLDER SQL.
func alter(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[0]), "guitu.db"))
	ts.Check(err)
	defer db.Close()
	done, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("%s: %d rows, %v", args[1], n, err)
	}
}
