package guitu_test

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// Methods that one room keeps for itself, under whatever name a file has the receiver.
var keptMethods = map[string]string{
	"MarkPolicy": "internal/platform/policy",
	"MarkAudit":  "internal/platform/audit",
}

// Marks are set by who earned them, and a room derives its own mark only, by name: which acts may lead to it
// stands in policy.
func TestMarks(t *testing.T) {
	report(t, marked(sources(t)), map[string]string{
		"internal/platform/document/number.go MarkAudit": "the fact of the act that took the numbers has them in its digest",
		"internal/platform/kiosk/session.go MarkAudit":   "that a resident's session was touched or has ended is no fact of its own",
		"internal/platform/authn/session.go MarkAudit":   "that a session was looked at, or ended by another request, is no fact of its own",
	})
	bites(t, marked,
		bite{"internal/domain/duty/a.go", `package duty; func f(tx *store.Tx) { tx.MarkPolicy("duty") }`, []string{"MarkPolicy"}},
		bite{"internal/domain/duty/a.go", `package duty; func f(t *store.Tx) { mark := t.MarkAudit; mark("duty") }`, []string{"MarkAudit"}},
		bite{"internal/domain/duty/a.go", `package duty; func f(work *store.Tx) { work.SQL().Query("select 1") }`, []string{"SQL"}},
		bite{"internal/domain/duty/a.go", `package duty; var c = cond.SQL`, nil},
		bite{"internal/domain/duty/a.go", `package duty; import p "guitu/internal/platform/policy"; func f(tx *store.Tx) { p.Derived(tx, "staff") }`, []string{"policy.Derived"}},
		bite{"internal/domain/duty/a.go", `package duty; import p "guitu/internal/platform/policy"; func f(tx *store.Tx, r string) { p.Derived(tx, r) }`, []string{"policy.Derived"}},
		bite{"internal/domain/duty/a.go", `package duty; import p "guitu/internal/platform/policy"; var derive = p.Derived`, []string{"policy.Derived"}},
		bite{"internal/domain/duty/a.go", `package duty; import p "guitu/internal/platform/policy"; func f(tx *store.Tx) { p.Derived(tx, "duty") }`, nil},
	)
}

func marked(all []source) (faults []fault) {
	for _, s := range all {
		mine := map[ast.Expr]bool{} // functions of calls that are in order
		s.each(func(n ast.Node) {
			switch n := n.(type) {
			case *ast.CallExpr:
				name, _ := s.outer(n.Fun)
				if room := strings.Split(s.pkg+"///", "/")[2]; name == "policy.Derived" && len(n.Args) == 2 {
					l, ok := n.Args[1].(*ast.BasicLit)
					mine[n.Fun] = ok && l.Kind == token.STRING && unquote(l) == room
				}
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "SQL" && len(n.Args) == 0 {
					faults = append(faults, s.fault(n.Pos(), "SQL", "the transaction below is the store's alone"))
				}
			case *ast.SelectorExpr:
				if name, _ := s.outer(n); name == "policy.Derived" && !mine[n] {
					faults = append(faults, s.fault(n.Pos(), name, "a room derives its own mark, and says its name"))
				}
				if owner := keptMethods[n.Sel.Name]; owner != "" && !under(s.pkg, owner) {
					faults = append(faults, s.fault(n.Pos(), n.Sel.Name, "belongs to %s", owner))
				}
			}
		})
	}
	return faults
}
