package lite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/platform/store/lite"
)

// sized makes a file of some megabytes that nobody else has open, and tells its path.
func sized(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	w, err := lite.Writer(t.Context(), path, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Exec(`create table x (n integer primary key, filling blob);
		insert into x with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200) select i, randomblob(2000) from n`); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil { // the log is taken in
		t.Fatal(err)
	}
	return path
}

// A page that cannot be read where it is mapped ends the question and not the program: who reads beside it is answered from
// what is there, who comes then is told, and who comes when it is back is answered.
func TestReadersOutliveAPageThatIsGone(t *testing.T) {
	path := sized(t)
	r, err := lite.OpenReaders(path, there)
	if err != nil {
		t.Fatal(err)
	}
	beside, tx := begun(t, r), begun(t, r)
	const whole, head = "select sum(length(filling)) from x", "select length(filling) from x where n = 1"
	if asked(t, beside, head) != int64(2000) || asked(t, tx, whole) != int64(2_400_000) {
		t.Fatal("it is not read whole before")
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 560*4096); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Query(whole, nil); err == nil || !lite.Lost(err) {
		t.Fatalf("a page that is gone: %v", err)
	}
	if err := tx.End(); err != nil {
		t.Error(err)
	}
	if n := asked(t, beside, head); n != int64(2000) {
		t.Errorf("who reads beside it: %v", n)
	}
	if err := beside.End(); err != nil {
		t.Error(err)
	}
	if _, err := r.Begin(t.Context()); err == nil || !lite.Lost(err) {
		t.Errorf("who comes while it is gone: %v", err)
	}
	if err := os.WriteFile(path, kept, 0o600); err != nil { // the same file, and nothing is mapped any more
		t.Fatal(err)
	}
	next := begun(t, r)
	if n := asked(t, next, whole); n != int64(2_400_000) {
		t.Error(n)
	}
	if err := next.End(); err != nil {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// What is written is seen where it is mapped: in the log, and when the log was taken in.
func TestReadersSeeThroughTheirMapping(t *testing.T) {
	path := sized(t)
	w, err := lite.Writer(t.Context(), path, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r, err := lite.OpenReaders(path, there)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for round := range int64(3) {
		if _, err := w.Exec("update x set filling = zeroblob(?1) where n % 2 = 0", round+1); err != nil {
			t.Fatal(err)
		}
		for _, when := range []string{"in the log", "taken in"} {
			tx := begun(t, r)
			if n := asked(t, tx, "select sum(length(filling)) from x where n % 2 = 0"); n != 600*(round+1) {
				t.Errorf("round %d, %s: %v", round, when, n)
			}
			if err := tx.End(); err != nil {
				t.Error(err)
			}
			takeIn(t, w)
		}
	}
}

func takeIn(t *testing.T, w *sql.DB) {
	t.Helper()
	var busy, log, done int
	if err := w.QueryRow("pragma wal_checkpoint(truncate)").Scan(&busy, &log, &done); err != nil || busy != 0 {
		t.Fatal(busy, err)
	}
}

// there says that the file is the one that is written.
func there() error { return nil }
