package guitu_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// The staircase, from the ground up. A package may import only what stands on an earlier line; that is the
// whole law of dependencies. A new room gets a line here, where it belongs, and nothing else.
var stairs = []string{
	// base: stones without I/O
	"internal/base/errs", "internal/base/clock", "internal/base/id", "internal/base/actor",
	"internal/base/civil", "internal/base/calendar", "internal/base/cn", "internal/base/text",
	// platform: services of the house that know nothing of rehabilitation
	"internal/platform/config", "internal/platform/obs", "internal/platform/sheet",
	"internal/platform/store/lite", "internal/platform/store/sqltext", "internal/platform/store/plain", "internal/platform/store", "internal/platform/store/storetest",
	"internal/platform/hold",
	"internal/platform/policy", // pure; a fact names the purpose that policy was shown, so it stands below audit
	"internal/platform/policy/policytest",
	"internal/platform/seal", "internal/platform/seal/sealtest", "internal/platform/audit", "internal/platform/history",
	"internal/platform/authn", "internal/platform/jobs", "internal/platform/document",
	// domain: one room per word of the trade
	"internal/domain/law", "internal/domain/law/lawdoc", "internal/domain/term", "internal/domain/rule",
	"internal/domain/facility", "internal/domain/staff", "internal/domain/duty", "internal/domain/partner",
	"internal/domain/person", "internal/domain/resident", "internal/domain/placement", "internal/domain/measure",
	"internal/domain/roster/book", "internal/domain/roster/decided", "internal/domain/roster", "internal/domain/export", "internal/domain/census",
	// doors: HTTP, HTML, files and filters
	"internal/door/termfilter", "internal/door/web", "internal/door/gallery", "internal/door/telling", "internal/door/units", "internal/door/signpages", "internal/door/daypages",
	"internal/door/findpages", "internal/door/casepages", "internal/door/rosterpages", "internal/door/lawpages", "internal/door/adminpages",
	"internal/door/systempages", "internal/door/placepages", "internal/door/helppages",
	// roof
	"internal/demo/folk", "internal/demo", "internal/app", "cmd/guitu",
}

// Page rooms stand on the web kit and the domain, never on each other.
var pages = regexp.MustCompile(`^internal/door/\w+pages$`)

// What each floor may take from outside the module. The longest matching prefix of the importing package
// decides; "" is the default. An entry ending in "/" allows the whole tree.
var outside = map[string][]string{
	"internal/base":             {"std"},
	"internal/base/id":          {"std", "github.com/google/uuid"},
	"internal/base/cn":          {"std", "github.com/mozillazg/go-pinyin", "golang.org/x/text/"},
	"internal/domain":           {"std"},
	"internal/domain/roster":    {"std", "golang.org/x/text/"},
	"internal/platform/policy":  {"std", "github.com/cedar-policy/cedar-go", "github.com/cedar-policy/cedar-go/"},
	"internal/platform/seal":    {"std", "github.com/emmansun/gmsm/", "golang.org/x/crypto/"},
	"internal/platform/audit":   {"std", "golang.org/x/mod/sumdb/", "github.com/emmansun/gmsm/"},
	"internal/platform/history": {"std"},
}

// What a floor must never import, with the reason.
var forbidden = []struct{ under, imports, because string }{
	{"internal/base", "net/http", "stones do no I/O"},
	{"internal/base", "database/sql", "stones do no I/O"},
	{"internal/domain", "net/http", "only doors know HTTP"},
	{"internal/domain", "html/template", "only doors draw pages"},
	{"internal/domain", "database/sql", "rooms speak to the store"},
	{"internal/domain", "encoding/json", "shapes for the outside belong to doors"},
	{"internal/domain", "guitu/internal/platform/authn", "rooms know actors, not sign-ins"},
	{"internal/platform/policy", "guitu/internal/platform/store", "policy is pure"},
	{"internal/door", "database/sql", "doors speak to rooms"},
}

// Imports that one room keeps for itself.
var kept = map[string]string{
	"crypto/aes":                "internal/platform/seal",
	"crypto/cipher":             "internal/platform/seal",
	"crypto/hpke":               "internal/platform/seal",
	"github.com/emmansun/gmsm/": "internal/platform/seal",
	"modernc.org/sqlite":        "internal/platform/store",
	"math/rand":                 "internal/demo",
	"math/rand/v2":              "internal/demo",
}

// Calls that one room keeps for itself.
var keptCalls = map[string]string{
	"time.Now":            "internal/base/clock",
	"time.Since":          "internal/base/clock",
	"os.Getenv":           "internal/platform/config",
	"log.Print":           "nobody",
	"log.Printf":          "nobody",
	"log.Fatal":           "nobody",
	"http.DefaultClient":  "nobody",
	"fmt.Println":         "cmd/guitu",
	"tx.SQL":              "internal/platform/jobs",
	"context.WithTimeout": "", // anyone; listed so that the table reads whole
}

// Budgets of house.md §1, with the few rooms that argue for more.
const (
	maxFile, maxFunc, maxParams = 400, 60, 5
	maxRoomLines, maxRoomFiles  = 2000, 20
)

// roomier rooms: path → lines, files, with the reason.
var roomier = map[string]struct {
	lines, files int
	because      string
}{
	"internal/demo":           {2200, 20, "four years of a province: a small file for each kind of history"},
	"internal/app":            {2100, 20, "the wiring in one readable order: a file for each part, and one for each command"},
	"internal/domain/measure": {2250, 20, "the facts of a life: recorded, corrected, taken in, kept apart and folded, one transaction each"},
	"internal/door/casepages": {2300, 20, "one person's file: a page for each part of it, and the forms of seventy kinds of facts with what leads to each"},
	"internal/domain/term":    {2400, 20, "the legal clock: seventy kinds of facts with their schemas and handlers, one table and one fold"},
	"internal/door/web":       {2700, 20, "the kit: chain, frame, forms, lists and parts, one package for every page writer, with its manual in doc.go"},
}

// wider functions: package.name → the reason for more parameters.
var wider = map[string]string{
	"history.Keep":     "one flat line in every use case that saves a row; a struct would be spelt out twenty times",
	"history.At":       "reads like Keep",
	"history.Numbered": "reads like Keep",
}

var update = flag.Bool("update", false, "rewrite docs/imports.txt")

type source struct {
	pkg, path string
	file      *ast.File
	fset      *token.FileSet
	lines     int
	generated bool
	text      string
}

// sources reads every Go file of the module that is not a test.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, root := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, body, parser.ParseComments)
			if err != nil {
				return err
			}
			out = append(out, source{
				pkg: filepath.ToSlash(filepath.Dir(path)), path: path, file: f, fset: fset,
				lines: strings.Count(string(body), "\n"), text: string(body),
				generated: ast.IsGenerated(f),
			})
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return out
}

func imports(s source) []string {
	var out []string
	for _, i := range s.file.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		out = append(out, p)
	}
	return out
}

func TestStairs(t *testing.T) {
	rank := map[string]int{}
	for i, p := range stairs {
		rank[p] = i
	}
	for _, s := range sources(t) {
		me, known := rank[s.pkg]
		if !known {
			t.Errorf("%s: %s stands on no stair; give it a line in arch_test.go", s.path, s.pkg)
			continue
		}
		for _, p := range imports(s) {
			local, ours := strings.CutPrefix(p, "guitu/")
			if !ours {
				continue
			}
			at, known := rank[local]
			if !known || at >= me {
				t.Errorf("%s: %s may not import %s: it does not stand lower", s.path, s.pkg, local)
			}
			if pages.MatchString(s.pkg) && pages.MatchString(local) {
				t.Errorf("%s: pages do not import pages (%s)", s.path, local)
			}
			if strings.HasSuffix(local, "storetest") {
				t.Errorf("%s: storetest is for tests", s.path)
			}
		}
	}
}

func TestForbiddenImports(t *testing.T) {
	for _, s := range sources(t) {
		if s.generated {
			continue
		}
		for _, p := range imports(s) {
			for _, f := range forbidden {
				if under(s.pkg, f.under) && (p == f.imports || strings.HasPrefix(p, f.imports+"/")) {
					t.Errorf("%s: %s may not import %s: %s", s.path, s.pkg, p, f.because)
				}
			}
			if !allowedOutside(s.pkg, p) {
				t.Errorf("%s: %s may not import %s (table outside in arch_test.go)", s.path, s.pkg, p)
			}
			for what, owner := range kept {
				if (p == what || strings.HasPrefix(p, strings.TrimSuffix(what, "/")+"/")) && !under(s.pkg, owner) && !(what == "github.com/emmansun/gmsm/" && under(s.pkg, "internal/platform/audit")) {
					t.Errorf("%s: only %s imports %s", s.path, owner, what)
				}
			}
		}
	}
}

func under(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

func allowedOutside(pkg, imp string) bool {
	if strings.HasPrefix(imp, "guitu/") {
		return true
	}
	best, list := -1, []string(nil)
	for root, l := range outside {
		if under(pkg, root) && len(root) > best {
			best, list = len(root), l
		}
	}
	if best < 0 {
		return true
	}
	std := !strings.Contains(strings.SplitN(imp, "/", 2)[0], ".")
	return std && slices.Contains(list, "std") || slices.ContainsFunc(list, func(a string) bool {
		return a == imp || strings.HasSuffix(a, "/") && strings.HasPrefix(imp, a)
	})
}

func TestKeptCalls(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			call := x.Name + "." + sel.Sel.Name
			owner, listed := keptCalls[call]
			if listed && owner != "" && !under(s.pkg, owner) && !strings.Contains(s.pkg, "storetest") {
				t.Errorf("%s: %s belongs to %s", s.fset.Position(n.Pos()), call, owner)
			}
			return true
		})
	}
}

func TestBudgets(t *testing.T) {
	lines, files, comment := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, s := range sources(t) {
		comment[s.pkg] = comment[s.pkg] || s.file.Doc != nil && strings.HasPrefix(s.file.Doc.Text(), "Package ") ||
			s.file.Name.Name == "main" && s.file.Doc != nil
		if s.generated {
			continue
		}
		lines[s.pkg] += s.lines
		files[s.pkg]++
		if s.lines > maxFile {
			t.Errorf("%s: %d lines, a file has at most %d: cut it", s.path, s.lines, maxFile)
		}
		budgetFuncs(t, s)
	}
	for pkg, n := range lines {
		l, f := maxRoomLines, maxRoomFiles
		if r, ok := roomier[pkg]; ok {
			l, f = r.lines, r.files
		}
		if n > l || files[pkg] > f {
			t.Errorf("%s: %d lines in %d files, a room has at most %d in %d: cut it", pkg, n, files[pkg], l, f)
		}
		if !comment[pkg] {
			t.Errorf("%s: no package comment", pkg)
		}
		for _, bad := range []string{"util", "utils", "common", "helper", "helpers", "models", "types", "service", "services", "manager", "shared"} {
			if filepath.Base(pkg) == bad {
				t.Errorf("%s: a room is named by the trade", pkg)
			}
		}
	}
}

func budgetFuncs(t *testing.T, s source) {
	t.Helper()
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		at := s.fset.Position(f.Pos())
		if n := s.fset.Position(f.End()).Line - at.Line + 1; n > maxFunc {
			t.Errorf("%s: func %s has %d lines, at most %d", at, f.Name.Name, n, maxFunc)
		}
		n := 0
		for _, p := range f.Type.Params.List {
			n += max(1, len(p.Names))
		}
		if _, allowed := wider[s.file.Name.Name+"."+f.Name.Name]; n > maxParams && !allowed {
			t.Errorf("%s: func %s has %d parameters, at most %d", at, f.Name.Name, n, maxParams)
		}
	}
}

// A room writes its own tables only, and shapes for the outside stay at the doors.
func TestRoomsKeepToTheirTables(t *testing.T) {
	write := regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from)\s+([a-z]+)_[a-z_]+`)
	insert := regexp.MustCompile(`store\.Insert\([^"]*"([a-z]+)_[a-z_]+"`)
	for _, s := range sources(t) {
		if !under(s.pkg, "internal/domain") {
			continue
		}
		room := strings.Split(strings.TrimPrefix(s.pkg, "internal/domain/"), "/")[0]
		for _, m := range append(write.FindAllStringSubmatch(s.text, -1), insert.FindAllStringSubmatch(s.text, -1)...) {
			if !strings.EqualFold(m[1], room) {
				t.Errorf("%s: room %s writes %q", s.path, room, m[0])
			}
		}
		if strings.Contains(s.text, "`json:\"") {
			t.Errorf("%s: JSON tags belong to doors", s.path)
		}
	}
}

// docs/imports.txt is the committed list of every real edge between rooms: a new dependency shows as one
// line in review.
func TestImportsList(t *testing.T) {
	edges := map[string]bool{}
	for _, s := range sources(t) {
		for _, p := range imports(s) {
			if local, ours := strings.CutPrefix(p, "guitu/"); ours {
				edges[fmt.Sprintf("%s → %s", s.pkg, local)] = true
			}
		}
	}
	list := make([]string, 0, len(edges))
	for e := range edges {
		list = append(list, e)
	}
	sort.Strings(list)
	want := strings.Join(list, "\n") + "\n"
	if *update {
		if err := os.WriteFile("docs/imports.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("docs/imports.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/imports.txt is not today's list of edges; look at what changed, then: go test . -run Imports -update")
	}
}
