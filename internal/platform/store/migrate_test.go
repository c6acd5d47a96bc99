package store_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestMigrateTwiceAndPending(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if err := db.Migrate(t.Context()); err != nil {
			t.Error(err)
		}
		if n, err := db.Pending(t.Context()); n != 0 || err != nil {
			t.Errorf("%d pending, %v", n, err)
		}
	})
	empty, err := store.Open(t.Context(), store.Config{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if n, err := empty.Pending(t.Context()); n == 0 || err != nil {
		t.Errorf("an empty database has %d pending, %v", n, err)
	}
}

func TestNewerSchemaIsNotOpened(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := config(t, engine)
			raw := open(t, c)
			defer raw.Close()
			if _, err := raw.Exec(`insert into goose_db_version (version_id, is_applied) values (9999, true)`); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(t.Context(), c)
			wantCode(t, err, errs.Unavailable, "store.schema_newer")
		})
	}
}

func TestChangedMigrationIsNoticed(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := config(t, engine)
			raw := open(t, c)
			defer raw.Close()
			if _, err := raw.Exec(`update store_migration set checksum = 'other' where version = 1`); err != nil {
				t.Fatal(err)
			}
			wantCode(t, storetest.Open(t, c).Migrate(t.Context()), errs.Unavailable, "store.schema_changed")
		})
	}
}

var (
	stepName  = regexp.MustCompile(`^[0-9]{4}_([a-z]+)(\.(?:sqlite|postgres))?\.sql$`)
	stepTable = regexp.MustCompile(`(?i)create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+)`)
	// Why not: see the package comment; a down step would promise a way back that records do not have.
	stepNever = regexp.MustCompile(`(?i)\b(trigger|serial|bigserial|autoincrement|deferrable|timestamptz?|jsonb?|numeric|real|goose down)\b`)
)

// Every step has a number of its own, or is one of a pair, and keeps to the portable subset.
func TestMigrationsKeepTheRules(t *testing.T) {
	files, err := fs.Glob(os.DirFS("migrations"), "*")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, name := range files {
		m := stepName.FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s is not named NNNN_room.sql", name)
			continue
		}
		kinds[name[:4]] += m[2] + ";"
		text, err := os.ReadFile("migrations/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- +goose Up\n") {
			t.Errorf("%s does not begin with -- +goose Up", name)
		}
		for _, table := range stepTable.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(table[1], "_") {
				t.Errorf("%s: table %s is not named room_thing", name, table[1])
			}
		}
		for _, line := range strings.Split(string(text), "\n") {
			if bad := stepNever.FindString(strings.SplitN(line, "-- ", 2)[0]); bad != "" {
				t.Errorf("%s: %q has no place in a portable schema", name, bad)
			}
		}
	}
	for number, kind := range kinds {
		if kind != ";" && kind != ".postgres;.sqlite;" {
			t.Errorf("step %s is there as %q: want one file, or one for each engine", number, kind)
		}
	}
}
