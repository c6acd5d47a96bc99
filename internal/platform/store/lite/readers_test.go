package lite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"guitu/internal/platform/store/lite"
)

type named string

type flag bool

type small int8

// house is a file with one row of every sort, and both ways to read it.
func house(t *testing.T) (*sql.DB, *lite.Readers) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	w, err := lite.Writer(t.Context(), path, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if _, err := w.Exec(`create table x (a text, b bigint, c bytea, d boolean, e text, f double precision, g text);
		insert into x values ('one', 1, x'0102', true, null, 1.5, '42')`); err != nil {
		t.Fatal(err)
	}
	db, err := lite.Reader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	r, err := lite.OpenReaders(path, there)
	if err != nil {
		t.Fatal(err)
	}
	return db, r
}

// Readers read into every kind of place what database/sql reads, and refuse what it refuses.
func TestReadersScanAsDatabaseSQLDoes(t *testing.T) {
	db, r := house(t)
	defer r.Close()
	places := map[string]func() any{
		"string": func() any { return new(string) }, "named": func() any { return new(named) }, "int": func() any { return new(int) },
		"int64": func() any { return new(int64) }, "small": func() any { return new(small) }, "uint8": func() any { return new(uint8) },
		"bool": func() any { return new(bool) }, "flag": func() any { return new(flag) }, "bytes": func() any { return new([]byte) },
		"any": func() any { return new(any) }, "float": func() any { return new(float64) }, "*string": func() any { return new(*string) },
		"*int64": func() any { return new(*int64) }, "null": func() any { return new(sql.NullString) }, "instant": func() any { return new(sql.Null[int64]) },
	}
	for _, column := range []string{"a", "b", "c", "d", "e", "f", "g", "b + 1000", "1 / 0"} {
		for name, place := range places {
			text, want, got := "select "+column+" from x where b = $1", place(), place()
			wrong := db.QueryRow(text, 1).Scan(want)
			tx, err := r.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			rows, err := tx.Query(strings.Replace(text, "$", "?", 1), []any{small(1)})
			if err != nil || !rows.Next() {
				t.Fatal(err, column)
			}
			err = rows.Scan(got)
			if (err == nil) != (wrong == nil) || err == nil && !reflect.DeepEqual(want, got) {
				t.Errorf("%s into %s: %v %v, database/sql: %v %v", column, name, deref(got), err, deref(want), wrong)
			}
			if rows.Next() || rows.Err() != nil || rows.Close() != nil || tx.End() != nil {
				t.Fatal("a second row")
			}
		}
	}
}

func deref(p any) string { return fmt.Sprintf("%#v", reflect.ValueOf(p).Elem().Interface()) }

// Who waits for a connection gives up with his context; what ended is lent again; what is closed lends nothing.
func TestReadersAreLentOneByOne(t *testing.T) {
	_, r := house(t)
	var all []*lite.Reading
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		tx, err := r.Begin(ctx)
		cancel()
		if err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			break
		}
		all = append(all, tx)
	}
	if len(all) < 4 {
		t.Fatal(len(all))
	}
	for _, tx := range all {
		if err := tx.End(); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := r.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Query("insert into x (a) values ('two')", nil); err == nil {
		t.Error("a reader has written")
	}
	if err := tx.End(); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Begin(t.Context()); !errors.Is(err, lite.ErrClosed) {
		t.Error(err)
	}
}
