package lawdoc_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/domain/law/lawdoc"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/law again")

func TestDocsSayWhatTheTablesSay(t *testing.T) {
	pages, err := lawdoc.Pages()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("..", "..", "..", "..", "docs", "law")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ours := pages[f.Name()]; !ours {
			t.Errorf("%s: no table says this; what is written by hand stands elsewhere", filepath.Join(dir, f.Name()))
		}
	}
	for name, want := range pages {
		path := filepath.Join(dir, name)
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, string(have)); d != "" {
			t.Errorf("%s is not what the tables say; run with -update (-tables +page):\n%s", path, d)
		}
	}
}
