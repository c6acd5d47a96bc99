package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"guitu/internal/base/errs"
)

// A copy of records that are written to meanwhile is none, and is not taken for one.
func TestACopyOfWhatMovesIsRefused(t *testing.T) {
	folder, times := t.TempDir(), 0
	file := filepath.Join(folder, dataFile)
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	written := func(until int) func() error {
		return func() error {
			if times++; times > until {
				return nil
			}
			at := time.Unix(int64(times), 0)
			return os.Chtimes(file, at, at)
		}
	}
	if err := unmoved(folder, written(2)); err != nil || times != 3 {
		t.Error("of what comes to rest:", times, err)
	}
	times = 0
	if err := unmoved(folder, written(100)); !errs.Is(err, "app.copy_moves") {
		t.Error(err)
	}
}
