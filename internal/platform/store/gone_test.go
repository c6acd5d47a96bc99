package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A data disk that goes away takes the file with it, and the system lets the program write on: nothing that the house says
// it keeps may end up there. Put back, it goes on without help.
func TestNothingIsKeptInAFileThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if db.Engine() != store.SQLite {
			return // PostgreSQL keeps its files itself
		}
		keeps(t.Context(), t, db, "before")
		file := filepath.Join(db.Folder(), "guitu.db")
		away := file + ".away"
		if err := os.Rename(file, away); err != nil {
			t.Fatal(err)
		}
		_, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
			tx.MarkPolicy("trial")
			tx.MarkAudit("trial")
			_, err := tx.Exec(t.Context(), `insert into trial_case (id, version, label, rank, open) values ('lost', 1, '', 0, true)`)
			return 0, err
		})
		if !errs.Is(err, "store.file_gone") {
			t.Error("kept in a file that is gone:", err)
		}
		if err := db.Well(t.Context()); !errs.Is(err, "store.file_gone") {
			t.Error("the house says that it is well:", err)
		}
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Error("an empty file stands in the place of the records:", err)
		}
		if err := os.Rename(away, file); err != nil {
			t.Fatal(err)
		}
		keeps(t.Context(), t, db, "after")
		if n := casesSeen(t.Context(), t, db); n != 2 {
			t.Errorf("%d of two are there", n)
		}
	})
}

// Another file in the place of the records is read by nobody, also by a reader that is opened only then.
func TestNobodyReadsAFileThatCameInItsPlace(t *testing.T) {
	db, other := storetest.Open(t, config(t, store.SQLite)), storetest.Open(t, config(t, store.SQLite))
	keeps(t.Context(), t, db, "ours")
	file, away := filepath.Join(db.Folder(), "guitu.db"), filepath.Join(db.Folder(), "away")
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	move(file, away)
	move(filepath.Join(other.Folder(), "guitu.db"), file)
	if err := db.Analyse(t.Context()); !errs.Is(err, "store.file_gone") {
		t.Error("it is counted:", err)
	}
	db.Renew()
	_, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) { return 0, nil })
	if !errs.Is(err, "store.file_gone") {
		t.Error("another file is read:", err)
	}
	move(file, filepath.Join(other.Folder(), "guitu.db"))
	move(away, file)
	if n := casesSeen(t.Context(), t, db); n != 1 {
		t.Errorf("%d of one are there", n)
	}
}
