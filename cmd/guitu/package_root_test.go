package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The package is really installed, upgraded, removed and purged, with its user, its owners and its records, in a system that
// is this machine with a sheet laid over it. Twice: a house of its own, and one of an older program, which is copied and
// brought up. Who is not root has no such sheet; make package-test says so, and this test then tries nothing.
func TestThePackageOnASystem(t *testing.T) {
	if os.Getuid() != 0 {
		t.Log("only root lays a sheet over a system: sudo make package-test")
		return
	}
	tree := t.TempDir()
	for _, name := range []string{"packaging", "tools", "docs", "LICENSE"} {
		tool(t, "../..", "cp", "-r", name, tree)
	}
	tool(t, "", "env", "CGO_ENABLED=0", "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(tree, "bin", "guitu"), "guitu/cmd/guitu")
	made := func(version string) string {
		return filepath.Join(tree, strings.TrimSpace(tool(t, tree, "env", "SOURCE_DATE_EPOCH=1790000000", "tools/package.sh", version)))
	}
	first, second := made("v1.0.0"), made("v1.1.0")
	house := t.TempDir()
	unpacked(t, "testdata/old/guitu.db.gz", filepath.Join(house, "guitu.db"))
	tool(t, "", "cp", "testdata/old/key", house)
	for name, args := range map[string][]string{"a house of its own": {first, second}, "a house of an older program": {first, second, house}} {
		t.Run(name, func(t *testing.T) {
			said := tool(t, tree, "tools/package-test.sh", args...)
			if !strings.HasSuffix(said, "== all well\n") {
				t.Error(said)
			}
		})
	}
}

// unpacked writes what is packed in a file.
func unpacked(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err == nil {
		err = os.WriteFile(to, body, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
