package guitu_test

import (
	"go/ast"
	"go/types"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// Tests that are left out on purpose: file → the reason. All others run, or fail.
var skipped = map[string]string{
	"internal/door/web/web_test.go":         "serves the gallery, with -gallery only",
	"internal/door/casepages/pages_test.go": "serves the pages, with -serve only",
	"cmd/guitu/main_test.go":                "the stories run on one engine when one is asked for",
}

var (
	skips    = regexp.MustCompile(`\.(Skip|Skipf|SkipNow)\(`)
	promised = regexp.MustCompile(`(?://|/\*|#|--)[^\n]*\b(?:TODO|FIXME|XXX)\b(\(#\d+\))?`)
)

// No test is left out, and nothing is promised without a number under which it can be found.
func TestNothingIsLeftOut(t *testing.T) {
	all := texts(t, []string{"internal", "cmd", "browser", "build", "tools"}, ".go", ".templ", ".sql", ".cedar", ".mjs", ".sh")
	for path := range skipped {
		if !skips.MatchString(all[path]) {
			t.Errorf("%s: skips nothing any more; take the exception out", path)
		}
	}
	for path, text := range all {
		if strings.HasSuffix(path, "_test.go") && skips.MatchString(text) && skipped[path] == "" {
			t.Errorf("%s: skips a test; what is missing is a failure", path)
		}
		for _, m := range promises(text) {
			t.Errorf("%s: %q names no issue: TODO(#12)", path, m)
		}
	}
	if !skips.MatchString(`b.Skipf("x")`) || skips.MatchString("return fs.SkipDir") {
		t.Error("skips")
	}
	if got := promises("// TODO: later\n# FIXME\n// TODO(#12) fine\n x := context.TODO()"); len(got) != 2 {
		t.Errorf("promises: %q", got)
	}
}

func promises(text string) (out []string) {
	for _, m := range promised.FindAllStringSubmatch(text, -1) {
		if m[1] == "" {
			out = append(out, m[0])
		}
	}
	return out
}

// Shapes for the outside belong to doors; pages and rooms say what they hold.
func TestShapes(t *testing.T) {
	report(t, shapeless(sources(t)), nil)
	bites(t, shapeless,
		bite{"internal/domain/duty/a.go", "package duty; type T struct { A int `form:\"a\" json:\"a\"` }", []string{"json tag"}},
		bite{"internal/domain/duty/a.go", "package duty; type T struct { A map[string]any }", []string{"map[string]any"}},
		bite{"internal/domain/duty/a.go", "package duty; func f() { _ = map[string]interface{}{} }", []string{"map[string]interface{}"}},
		bite{"internal/door/web/a.go", "package web; type T struct { Page; A []map[string]any `json:\"a\"` }", []string{"map[string]any"}},
		bite{"internal/door/web/a.go", "package web; type T map[string]string", nil},
	)
}

func shapeless(all []source) (faults []fault) {
	for _, s := range all {
		if !under(s.pkg, "internal/domain, internal/door") {
			continue
		}
		s.each(func(n ast.Node) {
			switch n := n.(type) {
			case *ast.Field:
				if n.Tag != nil && under(s.pkg, "internal/domain") && strings.Contains(n.Tag.Value, "json:") {
					faults = append(faults, s.fault(n.Pos(), "json tag", "shapes for the outside belong to doors"))
				}
			case *ast.MapType:
				if what := types.ExprString(n); what == "map[string]any" || strings.HasPrefix(what, "map[string]interface{") {
					faults = append(faults, s.fault(n.Pos(), what, "a struct says what it holds"))
				}
			}
		})
	}
	return faults
}

// Words on screens stand in the catalogues: "path" → why a file has Chinese ones of its own.
var chinese = map[string]string{
	"internal/door/web/frame.templ": "the name of the language, in the language",
}

// The gallery shows the parts with invented people; it is drawn in demo houses only.
var gallery = regexp.MustCompile(`^internal/door/(web/gallery\w*|gallery/\w+)\.(go|templ)$`)

func TestWordsStandInCatalogues(t *testing.T) {
	needed := map[string]bool{}
	for path, text := range texts(t, []string{"internal/door"}, ".go", ".templ") {
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") || gallery.MatchString(path) {
			continue
		}
		for _, line := range han(text) {
			if needed[path] = true; chinese[path] == "" {
				t.Errorf("%s: %s: words stand in messages.*.json", path, line)
			}
		}
	}
	for path := range maps.Keys(chinese) {
		if !needed[path] {
			t.Errorf("%s: has no Chinese words any more; take the exception out", path)
		}
	}
	if got := han("a // 注\n\t// 注\n<p>字</p>\n<!-- 注 -->\nx := \"字\" // y\n\"https://字\"\n/* 注\n注 */"); len(got) != 3 {
		t.Errorf("han: %q", got)
	}
}

var comments = regexp.MustCompile(`(?s)/\*.*?\*/|<!--.*?-->|(?m:(?:^|[ \t])//[^\n]*$)`)

// han is every line with a Chinese character outside comments.
func han(text string) (lines []string) {
	for line := range strings.Lines(comments.ReplaceAllString(text, "")) {
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// Everything borrowed has its line of reason, and every reason is still borrowed.
func TestDependenciesHaveReasons(t *testing.T) {
	read := func(path string) string {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	for _, f := range unexplained(read("go.mod"), read("package.json"), read("docs/decisions/0010-dependencies.md")) {
		t.Error(f)
	}
	got := unexplained("require (\n\tgithub.com/a/b v1\n\tx.org/c v1 // indirect\n\tgolang.org/x/net v1\n)\ntool x.org/c/cmd\n",
		`{"dependencies": {"@d/e": "1.0.0"}}`, "| a/b, golang.org/x/{net,old} | y | z |\n")
	if want := []string{"@d/e: no line", "golang.org/x/old: not borrowed", "x.org/c: no line"}; !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("unexplained: %q", got)
	}
}

var (
	require = regexp.MustCompile(`(?m)^\t?(?:require )?([a-z0-9.\-]+\.[a-z]+/\S+) v\S+( // indirect)?$`)
	tool    = regexp.MustCompile(`(?m)^(?:tool |\t)([a-z0-9.\-]+\.[a-z]+/\S+)$`)
	npm     = regexp.MustCompile(`"([@a-z][^"]*)": "\d+\.\d+\.\d+"`)
	braces  = regexp.MustCompile(`^(.*)\{(.*)\}$`)
	row     = regexp.MustCompile(`(?m)^\| ([^|]+) \|`)
)

// unexplained compares what is required with the first column of the table of reasons.
func unexplained(mod, pack, reasons string) (faults []string) {
	why := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(reasons, -1) {
		for name := range strings.SplitSeq(m[1], ", ") {
			if b := braces.FindStringSubmatch(name); b != nil {
				for end := range strings.SplitSeq(b[2], ",") {
					why[b[1]+end] = true
				}
			} else {
				why[name] = true
			}
		}
	}
	delete(why, "module")
	needed := map[string]bool{}
	tools := tool.FindAllStringSubmatch(mod, -1)
	for _, m := range require.FindAllStringSubmatch(mod, -1) {
		runs := func(t []string) bool { return strings.HasPrefix(t[1]+"/", m[1]+"/") }
		if m[2] == "" || slices.ContainsFunc(tools, runs) {
			needed[strings.TrimPrefix(m[1], "github.com/")] = true
		}
	}
	for _, m := range npm.FindAllStringSubmatch(pack, -1) {
		needed[m[1]] = true
	}
	for name := range needed {
		if !why[name] {
			faults = append(faults, name+": no line of reason in docs/decisions/0010-dependencies.md")
		}
	}
	for name := range why {
		if !needed[name] {
			faults = append(faults, name+": not borrowed any more, or not by this name (docs/decisions/0010-dependencies.md)")
		}
	}
	slices.Sort(faults)
	return faults
}
