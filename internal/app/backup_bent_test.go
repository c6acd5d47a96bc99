package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// before makes of a backup one from before manifests had a digest: blanks stand in its place, so that the file is as long.
func before(t *testing.T, file []byte) []byte {
	t.Helper()
	at := bytes.LastIndex(file, []byte(",\n  \"digest\": \""))
	if at < 0 {
		t.Fatal("no digest in the manifest")
	}
	length := bytes.Index(file[at:], []byte("\"\n}")) + len("\"\n}")
	old := bytes.Clone(file)
	copy(old[at:], append([]byte("\n}"), bytes.Repeat([]byte(" "), length-2)...))
	return old
}

// bent changes one letter of the checkpoint's tree.
func bent(t *testing.T, file []byte) []byte {
	t.Helper()
	begin := []byte(`"checkpoint": "guitu/`)
	at := bytes.LastIndex(file, begin)
	if at < 0 {
		t.Fatal("no checkpoint in the manifest")
	}
	other := bytes.Clone(file)
	other[at+len(begin)] ^= 1
	return other
}

// A checkpoint that was altered is told before anything is written. A backup from before manifests had a digest is put back
// and proven; where its checkpoint was altered the proof finds out, and what was put back is taken away.
func TestAnAlteredCheckpointIsToldAndLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所"); err != nil {
			t.Fatal(err)
		}
		path, _, err := h.Backup(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		back := func(file []byte) (folder string, proven bool, err error) {
			path := filepath.Join(t.TempDir(), "copy")
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			to := elsewhere(t, h.Config)
			got, err := app.Restore(t.Context(), to, path, app.Options{Clock: clock.At(storetest.Start).Now}, func(verify.Stage) {})
			return to.Data, err == nil && got.Report.Proven(), err
		}
		none := func(what, folder string) {
			if _, err := os.Lstat(filepath.Join(folder, "guitu.db")); !os.IsNotExist(err) {
				t.Error(what, "left records behind:", err)
			}
		}
		if _, proven, err := back(before(t, whole)); !proven {
			t.Error("from before:", err)
		}
		folder, _, err := back(bent(t, whole))
		if errs.CodeOf(err) != "backup.damaged" {
			t.Error("bent:", err)
		}
		none("bent", folder)
		folder, _, err = back(before(t, bent(t, whole)))
		if errs.CodeOf(err) != "audit.foreign_checkpoint" {
			t.Error("bent before:", err)
		}
		none("bent before", folder)
	})
}
