package demo

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// burglar is somebody who holds the database, and knows SQL: no store, no marks, no foreign keys.
type burglar struct {
	t    *testing.T
	conn *sql.Conn
}

func breakIn(t *testing.T, c store.Config) burglar {
	t.Helper()
	driver, source := "sqlite", filepath.Join(c.Data, "guitu.db")
	if c.URL != "" {
		driver, source = "pgx", c.URL
	}
	pool, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); pool.Close() })
	if c.URL != "" {
		if _, err := conn.ExecContext(t.Context(), "set session_replication_role = replica"); err != nil {
			t.Fatal(err)
		}
	}
	return burglar{t, conn}
}

func (b burglar) does(text string) bool {
	done, err := b.conn.ExecContext(context.Background(), text)
	if err != nil {
		return false
	}
	n, err := done.RowsAffected()
	return err == nil && n == 1
}

// columns of a table, nil when it is empty.
func (b burglar) columns(table string) (names []string) {
	rows, err := b.conn.QueryContext(context.Background(), "select * from "+table+" limit 1")
	if err != nil {
		b.t.Fatal(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return nil
	}
	if names, err = rows.Columns(); err != nil {
		b.t.Fatal(err)
	}
	return names
}

// alters changes one value of one row, whichever column lets itself be changed.
func (b burglar) alters(table string, columns []string) bool {
	for _, c := range columns {
		if slices.Contains([]string{"id", "month", "person", "compartment"}, c) {
			continue
		}
		for _, other := range []string{c + " + 1", c + " || 'x'"} {
			if b.does(fmt.Sprintf("update %s set %s = %s where id = (select min(id) from %s where %s is not null)", table, c, other, table, c)) {
				return true
			}
		}
	}
	return false
}

// inserts copies a row under another id, or with whatever else is said of a column; where something must be unique, with
// another value in it.
func (b burglar) inserts(table string, columns []string, said map[string]string) bool {
	for _, other := range append([]string{""}, columns...) {
		values := make([]string, len(columns))
		for i, c := range columns {
			switch values[i] = c; {
			case said[c] != "":
				values[i] = said[c]
			case c == "id" && said == nil:
				values[i] = "'0' || substr(id, 2, 24) || 'z'"
			case c == other:
				values[i] = c + " || '9'"
			}
		}
		if b.does(fmt.Sprintf("insert into %s (%s) select %s from %s where id = (select max(id) from %s)",
			table, strings.Join(columns, ", "), strings.Join(values, ", "), table, table)) {
			return true
		}
	}
	return false
}

// In every table whose rows are digested somebody changes a row, slips one in, and takes one away: each is named.
func TestEveryDigestedTableIsWatched(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := storetest.Config(t, engine, clock.At(storetest.Start))
			h, _, vault := vaulted(t, storetest.Open(t, c))
			if err := Make(t.Context(), h, Options{Seed: 3, Scale: Scale{Size: 60, Inside: 20}}); err != nil {
				t.Fatal(err)
			}
			b := breakIn(t, c)
			acts := map[string][]string{} // by what is to be found, the tables
			for _, x := range verify.Digested() {
				columns := b.columns(x)
				if columns == nil {
					continue // nothing of it in this province
				}
				if b.alters(x, columns) {
					acts[audit.RowChanged] = append(acts[audit.RowChanged], x)
				}
				if b.inserts(x, columns, nil) {
					acts[audit.RowUnsaid] = append(acts[audit.RowUnsaid], x)
				}
			}
			got := found(proof(t, h, vault))
			for what, list := range acts {
				for _, x := range list {
					if !strings.Contains(got, x+" "+what+"\n") {
						t.Errorf("%s in %s is not found", what, x)
					}
				}
			}
			if n, m := len(acts[audit.RowChanged]), len(acts[audit.RowUnsaid]); n < 20 || m < 20 {
				t.Errorf("%d tables were altered, and into %d something was slipped: too few to say anything", n, m)
			}
			gone := 0
			for _, x := range verify.Digested() {
				if b.does(fmt.Sprintf("delete from %s where id = (select max(id) from %s where id not like '%%z')", x, x)) {
					gone++
				}
			}
			if r := proof(t, h, vault); strings.Count(found(r), audit.RowGone) < gone || gone < 20 {
				t.Errorf("%d rows were taken away, found %s", gone, found(r))
			}
			t.Logf("altered %d, slipped into %d, taken from %d tables", len(acts[audit.RowChanged]), len(acts[audit.RowUnsaid]), gone)
		})
	}
}
