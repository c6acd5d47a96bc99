package guitu_test

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// What names somebody, as fields and variables are called.
var naming = []string{
	"Name", "Names", "Aliases", "Number", "Numbers", "IDNumber", "Phone", "Born", "Home", "Residence", "Contact", "Employer",
}

// nobody are names of things: "path what" → what it names.
var nobody = map[string]string{
	"internal/base/calendar/calendar.go name":     "a year of the holidays' file",
	"internal/base/text/text.go name":             "a file of messages",
	"internal/domain/export/export.go name":       "a list that can be taken out",
	"internal/domain/export/export.go names":      "the lists that can be taken out",
	"internal/domain/measure/enter.go at.Name":    "a facility",
	"internal/domain/term/written/fields.go name": "a type of fact or a field of its schema",
	"internal/domain/law/book.go p.Value":         "a number of the law",
	"internal/domain/law/book.go c.Value":         "a number of the law",
	"internal/domain/law/book.go worse.Value":     "a number of the law",
	"internal/domain/transfer/read.go to.Name":    "a facility",
	"internal/platform/parcel/parcel.go names":    "the keys that signed a parcel",
	"internal/door/helppages/chapter.go e.Name":   "a file of the manual",
	"internal/door/web/request.go name":           "an attribute's own name",
	"internal/platform/audit/row.go name":         "a column",
	"internal/platform/seal/turn.go name":         "a signer of the house",
	"internal/platform/store/migrate.go name":     "a file of migrations",
}

// Nothing that names somebody goes into a log or an error: ids, codes and digests do. What a form answers with
// (errs.Fields) goes back to who wrote it, and is no error of the log.
func TestNoNamesInLogsAndErrors(t *testing.T) {
	report(t, outspoken(sources(t)), nobody)
	const head = `package duty; import ("errors"; "fmt"; l "log/slog"; "guitu/internal/base/errs"); `
	bites(t, outspoken,
		bite{"internal/domain/duty/a.go", head + `func f(p Person) { l.String("person", p.Name) }`, []string{"p.Name"}},
		bite{"internal/domain/duty/a.go", head + `func f(p Person) { l.Any("person", p) }`, nil},
		bite{"internal/domain/duty/a.go", head + `func f(p Person) error { return errs.New(errs.Invalid, "x", string(p.Phone)) }`, []string{"p.Phone"}},
		bite{"internal/domain/duty/a.go", head + `func f(p Person) (err error) { defer errs.Wrap(&err, "f(%s)", p.ID, p.Identity.Number); return }`, []string{"p.Identity.Number"}},
		bite{"internal/domain/duty/a.go", head + `func f(name string) error { return fmt.Errorf("no %s", name) }`, []string{"name"}},
		bite{"internal/domain/duty/a.go", head + `func f(p Person) error { return errors.New("no " + p.Home) }`, []string{"p.Home"}},
		bite{"internal/door/web/a.go", head + `func f(r *Request, p Person) { r.Note("who", p.Aliases) }`, []string{"p.Aliases"}},
		bite{"internal/domain/duty/a.go", head + `func f(x Field, names []string) error { return errs.New(errs.Invalid, "x", x.Value, len(names)) }`, []string{"x.Value"}},
		bite{"internal/domain/duty/a.go", head + `func f(f *errs.Fields, p Person) { f.Add("name", "x.bad", p.Name) }`, nil},
	)
}

func outspoken(all []source) (faults []fault) {
	for _, s := range all {
		s.each(func(n ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return
			}
			args := call.Args
			name, _ := s.outer(call.Fun)
			method := ""
			if f, ok := call.Fun.(*ast.SelectorExpr); ok {
				method = f.Sel.Name
			}
			switch {
			case strings.HasPrefix(name, "slog."), strings.HasPrefix(name, "log."), name == "fmt.Errorf", name == "errors.New":
			case name == "errs.New", name == "errs.Wrap", name == "errs.Because", name == "errs.Law":
			case method == "Note" || method == "LogAttrs" || method == "Log":
			default:
				return
			}
			for _, a := range args {
				faults = append(faults, s.names(a)...)
			}
		})
	}
	return faults
}

func (s source) names(arg ast.Expr) (faults []fault) {
	ast.Inspect(arg, func(n ast.Node) bool {
		word := ""
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "len" {
				return false // a count
			}
			return true
		case *ast.SelectorExpr:
			if name, _ := s.outer(n); name != "" {
				return false
			}
			if word = n.Sel.Name; word == "Value" {
				word = naming[0] // a person's data in a field of a form
			}
		case *ast.Ident:
			word = n.Name
		default:
			return true
		}
		if slices.ContainsFunc(naming, func(w string) bool { return strings.EqualFold(w, word) }) {
			what := types.ExprString(n.(ast.Expr))
			faults = append(faults, s.fault(n.Pos(), what, "names somebody: ids, codes and digests go into logs and errors"))
			return false
		}
		return true
	})
	return faults
}
