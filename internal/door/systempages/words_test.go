package systempages_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// factKind is where a room says the kind of a fact that it records, also through a value that its acts share.
var factKind = regexp.MustCompile(`(?:Kind: |record\(ctx, tx, |fact\(|written\(|\b(?:act|turn)\{[^}"\n]*)"([a-z_]+\.[a-z_]+)"`)

// Who reads the log reads words, of these pages or of the room itself: a kind of fact that nobody named stands there as a code.
func TestEveryKindOfFactHasWords(t *testing.T) {
	words, kinds := map[string]bool{}, map[string]string{}
	err := filepath.WalkDir("../..", func(path string, _ os.DirEntry, err error) error {
		code := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
		if said := filepath.Base(path) == "messages.zh-CN.json"; err != nil || !code && !said {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if code {
			for _, m := range factKind.FindAllSubmatch(source, -1) {
				kinds[string(m[1])] = path
			}
			return nil
		}
		var some map[string]string
		err = json.Unmarshal(source, &some)
		for key, text := range some { // what another page calls by the same key is a label or a refusal, and no deed
			words[key] = words[key] || strings.HasPrefix(key, "admin.fact.") || !strings.Contains(path, "/door/") && !strings.Contains(text, "{0}")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(kinds) < 100 {
		t.Errorf("only %d kinds were found", len(kinds))
	}
	for kind, path := range kinds {
		if !words["admin.fact."+kind] && !words[kind] {
			t.Errorf("%s: %s has no words", path, kind)
		}
	}
}
