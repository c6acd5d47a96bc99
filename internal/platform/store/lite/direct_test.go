package lite_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"guitu/internal/platform/store/lite"
)

func begun(t *testing.T, r *lite.Readers) *lite.Reading {
	t.Helper()
	tx, err := r.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

// asked is the one value of a statement.
func asked(t *testing.T, tx *lite.Reading, text string, args ...any) (v any) {
	t.Helper()
	rows, err := tx.Query(text, args)
	if err != nil || !rows.Next() || rows.Scan(&v) != nil || rows.Next() || rows.Err() != nil || rows.Close() != nil {
		t.Fatal(text, err)
	}
	return v
}

// Arguments arrive as they were given, however long, and however often and in whichever order a statement names them; what one
// statement was given is no argument of its next run.
func TestReadersGiveTheirArguments(t *testing.T) {
	_, r := house(t)
	defer r.Close()
	tx := begun(t, r)
	for _, n := range []int{0, 1, 300, 100_000, 2} {
		long := strings.Repeat("纪", n)
		if v := asked(t, tx, `select ?1 || ?2 || ?1`, named(long), "-"); v != long+"-"+long {
			t.Error(n)
		}
		blob := bytes.Repeat([]byte{0, 7}, n)
		if v := asked(t, tx, `select typeof(?) || length(?2)`, blob, blob); v != fmt.Sprintf("blob%d", 2*n) {
			t.Error(n, v)
		}
	}
	if v := asked(t, tx, `select typeof(?) || typeof(?) || typeof(?) || typeof(?) || ?`, nil, 1, 1.5, []byte(nil), true); v != "nullintegerrealnull1" {
		t.Error(v)
	}
	if v := asked(t, tx, `select typeof(?)`, ""); v != "text" {
		t.Error(v)
	}
	if err := tx.End(); err != nil {
		t.Fatal(err)
	}
}

// What is no single statement with numbered places is refused, and so is one with too few values; the reader goes on after it.
func TestReadersRefuseWhatIsAskedBadly(t *testing.T) {
	_, r := house(t)
	defer r.Close()
	tx := begun(t, r)
	for _, text := range []string{"select 1; select 2", "", "-- nothing", "select $1", "select :a", "select ?, ?", `select "none" from x`, "select none from x"} {
		if _, err := tx.Query(text, []any{1}); err == nil {
			t.Error("not refused:", text)
		}
		if v := asked(t, tx, `select b from x where b = ?`, 1); v != int64(1) {
			t.Error(v)
		}
	}
	rows, err := tx.Query("select b from x", nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if rows.Scan(&n) == nil {
		t.Error("a column was read before its row")
	}
	if !rows.Next() || rows.Next() || rows.Scan(&n) == nil || rows.Close() != nil || rows.Close() != nil {
		t.Error("a column was read after the last row")
	}
	if err := tx.End(); err != nil {
		t.Fatal(err)
	}
}

// The same text is asked again inside a loop over its rows; and more texts than are kept leave a loop alone that runs.
func TestReadersAskWhileTheyAsk(t *testing.T) {
	_, r := house(t)
	defer r.Close()
	tx := begun(t, r)
	text := `with v (value) as (values (1), (2), (3)) select value from v order by value`
	rows, err := tx.Query(text, nil)
	if err != nil {
		t.Fatal(err)
	}
	for want := 1; rows.Next(); want++ {
		inner, err := tx.Query(text, nil)
		if err != nil || !inner.Next() || inner.Close() != nil {
			t.Fatal(err)
		}
		for i := range 600 {
			asked(t, tx, fmt.Sprintf("select %d", want*1000+i))
		}
		var got int
		if err := rows.Scan(&got); err != nil || got != want {
			t.Fatal(got, want, err)
		}
	}
	if rows.Err() != nil || rows.Close() != nil || tx.End() != nil {
		t.Fatal("the loop did not end well")
	}
}

// A statement is found by where its text lies. Texts of one length that come and go, and what lies there after them, are never
// taken for one another, and the same words elsewhere are answered alike.
func TestReadersFindStatementsByTheirPlace(t *testing.T) {
	_, r := house(t)
	defer r.Close()
	tx := begun(t, r)
	for n := range int64(900) { // more than are kept
		if n%100 == 0 {
			runtime.GC()
		}
		for range 2 {
			if v := asked(t, tx, fmt.Sprintf("select %d", 1000+n)); v != 1000+n {
				t.Fatal(v, n)
			}
		}
	}
	if err := tx.End(); err != nil {
		t.Fatal(err)
	}
}

// A file that is not there is told, and not made.
func TestReadersMakeNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := lite.OpenReaders(path, there); err == nil || !lite.Lost(err) {
		t.Error(err)
	}
}
