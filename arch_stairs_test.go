package guitu_test

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/imports.txt")

func TestStairs(t *testing.T) {
	report(t, climb(sources(t)), nil)
	bites(t, climb,
		bite{"internal/attic/a.go", `package attic`, []string{"internal/attic"}},
		bite{"internal/domain/law/a.go", `package law; import d "guitu/internal/domain/duty"`, []string{"guitu/internal/domain/duty"}},
		bite{"internal/domain/duty/a.go", `package duty; import _ "guitu/internal/domain/law"`, nil},
		bite{"internal/door/lawpages/a.go", `package lawpages; import "guitu/internal/door/findpages"`, []string{"guitu/internal/door/findpages"}},
		bite{"internal/app/a.go", `package app; import "guitu/internal/platform/store/storetest"`, []string{"guitu/internal/platform/store/storetest"}},
	)
}

func climb(all []source) (faults []fault) {
	rank := map[string]int{}
	for i, p := range stairs {
		rank[p] = i
	}
	for _, s := range all {
		me, known := rank[s.pkg]
		if !known {
			faults = append(faults, s.fault(s.file.Pos(), s.pkg, "stands on no stair; give it a line in arch_test.go"))
			continue
		}
		for _, i := range s.file.Imports {
			p := unquote(i.Path)
			local, ours := strings.CutPrefix(p, "guitu/")
			if !ours {
				continue
			}
			at, known := rank[local]
			switch {
			case !known || at >= me:
				faults = append(faults, s.fault(i.Pos(), p, "does not stand lower than %s", s.pkg))
			case pages.MatchString(s.pkg) && pages.MatchString(local):
				faults = append(faults, s.fault(i.Pos(), p, "pages do not import pages"))
			case strings.HasSuffix(local, "test"):
				faults = append(faults, s.fault(i.Pos(), p, "is for tests"))
			}
		}
	}
	return faults
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
