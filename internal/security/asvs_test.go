package security_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	asvsLine = regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \|$`)
	testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	bareName = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z][A-Za-z0-9]+`)
	linked   = regexp.MustCompile(`\]\(([^)#]*)(#[a-z0-9-]+)?\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// docs/security.md has every number of the standard once, each met, not applicable or open; a test that it names is in the
// tree, and what it links to is there.
func TestEveryLineLeadsSomewhere(t *testing.T) {
	text, tests := readFile(t, "../../docs/security.md"), testsOfTheTree(t)
	want := map[string]string{}
	for _, l := range strings.Split(strings.TrimSpace(readFile(t, "testdata/asvs.tsv")), "\n") {
		n, level, _ := strings.Cut(l, "\t")
		want[n] = level
	}
	if len(want) != 253 {
		t.Errorf("%d numbers of the standard", len(want))
	}
	for _, m := range asvsLine.FindAllStringSubmatch(text, -1) {
		number, level, here := m[1], m[2], m[4]
		if want[number] != level {
			t.Errorf("%s of level %s stands there twice, or is none of the standard", number, level)
		}
		delete(want, number)
		how, what, _ := strings.Cut(here, ": ")
		switch {
		case !slices.Contains([]string{"met", "not applicable", "open"}, how) || len(what) < 8:
			t.Errorf("%s: %q is neither met, not applicable nor open, with what for", number, here)
		case how == "met" && !testName.MatchString(what) && !strings.Contains(what, "](#"):
			t.Errorf("%s: met by nothing", number)
		}
	}
	for number := range want {
		t.Errorf("%s is missing", number)
	}
	for _, name := range bareName.FindAllString(text, -1) {
		if !tests[name] && name != "TestName" {
			t.Errorf("no test is called %s", name)
		}
	}
	followed(t, "../../docs", text)
	followed(t, "../..", readFile(t, "../../SECURITY.md"))
}

// followed holds that every link goes to a file, and every section to a heading.
func followed(t *testing.T, folder, text string) {
	t.Helper()
	sections := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		sections["#"+strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(m[1]))] = true
	}
	for _, m := range linked.FindAllStringSubmatch(text, -1) {
		if m[1] == "" && !sections[m[2]] {
			t.Errorf("there is no section %s", m[2])
		}
		if _, err := os.Stat(filepath.Join(folder, m[1])); m[1] != "" && !strings.Contains(m[1], "://") && err != nil {
			t.Error(err)
		}
	}
}

var declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9_]+)\(`)

func testsOfTheTree(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git"):
			return fs.SkipDir
		case strings.HasSuffix(path, "_test.go"):
			for _, m := range declared.FindAllStringSubmatch(readFile(t, path), -1) {
				out[m[1]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
