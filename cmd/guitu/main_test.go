package main

import (
	"database/sql"
	"encoding/csv"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"guitu": main}) }

// The commands as somebody at the machine sees them, in testdata/*.txtar.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: setup(""), Cmds: map[string]func(*testscript.TestScript, bool, []string){"alter": alter, "unnamed": unnamed}})
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

// unnamed fails where the last command said the name or the number of anybody in a roster: unnamed FILE.
func unnamed(ts *testscript.TestScript, neg bool, args []string) {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	said, found := ts.ReadFile("stdout")+ts.ReadFile("stderr"), ""
	for _, r := range rows[1:] {
		for _, word := range []string{r[0], r[2]} {
			if strings.Contains(said, word) {
				found = word
			}
		}
	}
	if (found != "") != neg {
		ts.Fatalf("%q is said: %s", found, said)
	}
}
