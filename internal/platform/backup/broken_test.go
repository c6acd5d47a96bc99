package backup

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/base/errs"
)

// A file that ends too early, one that was altered between its parts and one that is something else are told apart, each by
// its name.
func TestABrokenBackupIsToldByItsName(t *testing.T) {
	var file bytes.Buffer
	b := &box{tar: tar.NewWriter(&file), manifest: &Manifest{Format: 1}, spool: filepath.Join(t.TempDir(), "spool")}
	if err := os.WriteFile(b.spool, make([]byte, 2048), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.add(records); err != nil {
		t.Fatal(err)
	}
	if err := b.end(); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	bent := func(n int) []byte {
		other := bytes.Clone(whole)
		other[n] ^= 1
		return other
	}
	for what, c := range map[string]struct {
		file []byte
		want string
	}{
		"whole":                 {whole, ""},
		"cut in its header":     {whole[:500], "backup.cut"},
		"cut in its part":       {whole[:1500], "backup.cut"},
		"cut before its end":    {whole[:512+2048], "backup.cut"},
		"cut in the manifest":   {whole[:512+2048+512+20], "backup.cut"},
		"bent in its header":    {bent(200), "backup.damaged"},
		"bent between parts":    {bent(512 + 2048 + 150), "backup.damaged"},
		"bent in its last kB":   {bent(len(whole) - 1000), "backup.damaged"},
		"bent in its last byte": {bent(len(whole) - 1), "backup.damaged"},
		"something else":        {[]byte("records.csv"), "backup.not_one"},
		"empty":                 {nil, "backup.not_one"},
	} {
		path := filepath.Join(t.TempDir(), "copy")
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Check(t.Context(), path)
		if errs.CodeOf(err) != c.want {
			t.Errorf("%s: %v", what, err)
		} else if e := errs.Find(err); e != nil && (len(e.Args) != 1 || e.Args[0] != "copy") {
			t.Errorf("%s: it is told as %v", what, e.Args)
		}
	}
}
