package authn

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestTypedCodes(t *testing.T) {
	for typed, want := range map[string]string{
		"ABCDE-fghjkm": "abcdefghjkm", " abcde fghjkm ": "abcdefghjkm", "abcdefghjkm": "abcdefghjkm", "abcde": "", "ａｂｃｄｅ－ｆｇｈｊｋｍ": "abcdefghjkm", "": "", "123456": "",
	} {
		if got := string(plainCode(typed)); got != want {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	seen := map[string]bool{}
	for range 100 {
		for _, c := range newCodes() {
			if seen[c] || len(plainCode(c)) != 11 {
				t.Errorf("%q", c)
			}
			seen[c] = true
		}
	}
}

// Every code and fact that this room names has words in both languages, and no word is left over.
func TestEverythingHasWords(t *testing.T) {
	named := map[string]bool{}
	files, _ := filepath.Glob("*.go")
	more, _ := filepath.Glob("*/*.go") // the rooms below have no words of their own
	for _, f := range append(files, more...) {
		if !strings.HasSuffix(f, "_test.go") {
			text, _ := os.ReadFile(f)
			for _, m := range regexp.MustCompile(`"(authn\.[a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
				named[m[1]] = true
			}
		}
	}
	for _, lang := range []string{"zh-CN", "en"} {
		var words map[string]string
		b, err := Catalogue.ReadFile("messages." + lang + ".json")
		if err == nil {
			err = json.Unmarshal(b, &words)
		}
		if err != nil {
			t.Fatal(err)
		}
		for code := range named {
			if words[code] == "" {
				t.Errorf("%s has no words in %s", code, lang)
			}
		}
		for code := range words {
			if !named[code] {
				t.Errorf("%s is used by nothing (%s)", code, lang)
			}
		}
	}
}

func FuzzCode(f *testing.F) {
	f.Add("123456", int64(1_700_000_000))
	f.Add("", int64(-1))
	f.Fuzz(func(t *testing.T, code string, at int64) {
		when := time.Unix(at%(1<<40), 0)
		step := stepOf(DemoSecret, code, when, 0)
		if step != 0 && stepOf(DemoSecret, code, when, step) != 0 {
			t.Error("a code counted twice")
		}
		if c := plainCode(code); c != nil && len(c) != 11 {
			t.Errorf("%q", c)
		}
		if folded := fold(code); fold(folded) != folded {
			t.Errorf("%q folds further", folded)
		}
	})
}
