package security_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guitu/internal/platform/policy"
)

var update = flag.Bool("update", false, "write the tables of docs/security anew")

const tables = "../../docs/security"

// compare holds a generated table against the one in docs/security.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join(tables, name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if readFile(t, path) != got {
		t.Errorf("%s is not what the house answers today; look at the difference after: go test ./internal/security -update", path)
	}
}

const head = `# Who reaches which address

Written by TestMatrix (internal/security): every address of the site, asked by somebody in every seat, on records of the
first brigade of one facility. What may be answered stands in internal/security/testdata/routes.txt, read by people; this
is what was answered. Whoever is not allowed there by name must be denied, or the test fails.

A cell is one letter for each seat of a role: of a role of brigades and stations in the brigade of the records, in the one
beside it and in another facility; of a role of facilities in this one and in another; of the bureau there. Last come
nobody, somebody whose session is locked, and who has left his last post.

A allowed · s after a fresh second factor · p for a purpose · . as if it were not there · k told who keeps it
r sent to another page · i sign in first · ? the form came back, nothing was done

`

// matrix is the rows as a page.
func matrix(rows []row, seats []seat) string {
	var b strings.Builder
	b.WriteString(head)
	names := append(policy.Roles(), "others")
	b.WriteString("| address | " + strings.Join(names, " | ") + " | what it asks |\n|---" + strings.Repeat("|---", len(names)+1) + "|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| `%s` |", r.try)
		for _, role := range names {
			b.WriteByte(' ')
			for _, s := range seats {
				out := s.where == "outside" || s.where == "locked" || s.where == "left"
				if out && role == "others" || !out && s.role == role {
					b.WriteByte(byte(r.answers[s.String()]))
				}
			}
			b.WriteString(" |")
		}
		asks := make([]string, len(r.asks))
		for i, a := range r.asks {
			asks[i] = string(a)
		}
		b.WriteString(" " + strings.Join(asks, " ") + " |\n")
	}
	return b.String()
}
