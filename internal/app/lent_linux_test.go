package app_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/seal"
	"guitu/internal/verify"
)

// readOnly makes a folder one that nobody writes, as a seized copy is mounted or a dying disk becomes.
func readOnly(t *testing.T, folder string) {
	t.Helper()
	if os.Geteuid() != 0 {
		if err := os.Chmod(folder, 0o500); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(folder, 0o700) })
		return
	}
	for _, flags := range []uintptr{syscall.MS_BIND, syscall.MS_BIND | syscall.MS_REMOUNT | syscall.MS_RDONLY} { // root writes whatever its mode says
		if err := syscall.Mount(folder, folder, "", flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { syscall.Unmount(folder, syscall.MNT_DETACH) })
}

// Where the folder can only be read the house is proven, and saved to another disk, from a copy that goes again; what would
// write says so, and nothing in the folder is touched.
func TestWhatCanOnlyBeReadIsLookedAt(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	c := config.Default()
	c.Data = filepath.Join(t.TempDir(), "data")
	h, err := app.Open(t.Context(), c, app.Options{Found: true})
	if err == nil {
		_, _, err = h.FirstLink(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	// Nobody closed it: what was written last stands in SQLite's log alone.
	defer h.Close()
	readOnly(t, c.Data)
	if _, err := app.Open(t.Context(), c, app.Options{}); !errs.Is(err, "app.folder_read_only") && !errs.Is(err, "app.folder_denied") {
		t.Fatal("the folder can be written: this shows nothing", err)
	}
	seen, err := app.Open(t.Context(), c, app.Options{Way: seal.Looks, Lent: true})
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Run(t.Context(), verify.House{DB: seen.DB, Vault: seen.Vault, Measures: seen.Measure, Persons: seen.Person}, nil, func(verify.Stage) {})
	if err != nil || !r.Proven() || r.Log.Waiting == 0 {
		t.Errorf("%+v %v", r, err)
	}
	if err := seen.Close(); err != nil {
		t.Error(err)
	}
	path, m, err := app.BackupOf(t.Context(), c, filepath.Join(t.TempDir(), "last.guitubackup"), app.Options{Way: seal.Works, Lent: true})
	if err != nil || m.Facts() == 0 {
		t.Error(path, m, err)
	}
	if left, err := filepath.Glob(filepath.Join(temporary, "guitu-read-*")); err != nil || len(left) > 0 {
		t.Error("copies of the records stay:", left, err)
	}
}
