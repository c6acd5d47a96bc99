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
