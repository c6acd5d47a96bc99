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
	from, to := t.TempDir(), t.TempDir()
	file := filepath.Join(from, dataFile)
	if err := os.WriteFile(file, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := copyOf(from, to); err != nil {
		t.Fatal("of what stands still:", err)
	}
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for at := time.Now(); ; at = at.Add(time.Second) {
			select {
			case <-stop:
				return
			default:
				os.Chtimes(file, at, at) // as if it were written
			}
		}
	}()
	err := copyOf(from, t.TempDir())
	close(stop)
	<-ended
	if !errs.Is(err, "app.copy_moves") {
		t.Error(err)
	}
}
