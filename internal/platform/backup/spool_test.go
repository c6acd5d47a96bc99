package backup

import (
	"archive/tar"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
)

// While a backup is made, and where it was killed, a copy of all records stands beside it: nobody else reads it.
func TestTheCopyIsOnlyItsOwners(t *testing.T) {
	data := t.TempDir()
	db, err := store.Open(t.Context(), store.Config{Data: data, Node: "n1", Clock: clock.System})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := looks{path: filepath.Join(t.TempDir(), "spool")}
	b := &box{tar: tar.NewWriter(&seen), manifest: &Manifest{}, spool: seen.path}
	if err := b.sqlite(t.Context(), filepath.Join(data, "guitu.db")); err != nil {
		t.Fatal(err)
	}
	if seen.mode != 0o600 || seen.size < 4096 {
		t.Errorf("mode %o, %d bytes", seen.mode, seen.size)
	}
}

// looks is a backup that looks at the copy which goes into it.
type looks struct {
	path string
	mode fs.FileMode
	size int64
}

func (l *looks) Write(b []byte) (int, error) {
	info, err := os.Stat(l.path)
	if err == nil {
		l.mode, l.size = info.Mode().Perm(), info.Size()
	}
	return len(b), err
}
