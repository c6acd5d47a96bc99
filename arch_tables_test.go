package guitu_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Rooms whose SQL reads tables of other rooms, with the reason. Nobody writes another room's table.
var readers = map[string]struct{ tables, because string }{
	"internal/platform/backup":        {"goose_ seal_ audit_ pg_", "a manifest says which steps ran, which root keys open it, and where the log stood; COPY asks the catalogue"},
	"internal/domain/journey":         {"seal_", "a case that is sealed away is in no list"},
	"internal/domain/person":          {"seal_", "whether somebody's record opens is asked where it is read"},
	"internal/domain/paper":           {"seal_", "a paper that is sealed away is in no list"},
	"internal/domain/supervision":     {"seal_", "a question that is sealed away is in no list"},
	"internal/domain/census":          {"duty_ facility_ person_ placement_ resident_ measure_ outing_ staff_ seal_ audit_ journey_ document_", "search, lists and figures are joins of the whole house"},
	"internal/domain/measure/extract": {"seal_", "a life that is sealed away has no extract to be made"},
	"internal/domain/statistics":      {"seal_ measure_ resident_", "figures are of the whole house; a file that is sealed away is in none of them"},
	"internal/domain/sealing":         {"seal_ person_ resident_ measure_ duty_ journey_ outing_ placement_ rollcall_ document_ roster_ supervision_ kiosk_ objection_", "what stands against a sealing lies in every room, and so do the rows that go with it"},
}

// What doors and the roof may take of the store: transactions to pass on, keys, pages of lists, the engine's
// state; no SQL.
var handed = []string{
	"Tx", "DB", "Key", "NewKey", "Read", "Write", "Ledger", "Page", "Slice", "Catalogue", "Open", "Config", "Engine",
	"SQLite", "Postgres", "Founding", "ForgetCommands", "Fingerprint", "Durability",
}

// SQL where none belongs: "path what" → the reason.
var excusedSQL = map[string]string{
	"internal/platform/store/rows.go a table": "Insert writes the table that a room spells out where it calls it",
	"internal/platform/backup a table":        "every table is copied and put back, whatever stands in it",
	"internal/platform/store/bulk.go a table": "references are taken away and made anew as the catalogue of PostgreSQL spells them out",
	"internal/platform/aside/take.go a table": "the rows of a file go from every table that the sealing room spells out",
	"internal/platform/hold store_node":       "who serves a node is a row of the store's books, and holding stands above the store",
}

// A room writes its own tables only, reads others' only as a listed reader, and spells every table out. Doors
// and the roof speak to rooms, never to tables.
func TestRoomsKeepToTheirTables(t *testing.T) {
	report(t, tables(sources(t)), excusedSQL)
	const head = `package x; import st "guitu/internal/platform/store"; `
	bites(t, tables,
		bite{"internal/domain/duty/a.go", head + `var a = "insert into staff_post (id) values ($1)"`, []string{"staff_post"}},
		bite{"internal/domain/duty/a.go", head + "var a = `with x as (select 1)\nUPDATE  staff_post set a = 1`", []string{"staff_post"}},
		bite{"internal/domain/duty/a.go", head + `const t = "staff_post"; var a = "delete from " + t + " where id = $1"`, []string{"staff_post"}},
		bite{"internal/domain/duty/a.go", head + `func f(t string) string { return "delete from " + t }`, []string{"a table"}},
		bite{"internal/domain/duty/a.go", head + `import "fmt"; func f(t string) string { return fmt.Sprintf("update %s set a = 1", t) }`, []string{"a table"}},
		bite{"internal/domain/duty/a.go", head + `func f() { st.Insert(nil, nil, "staff_post", nil, nil) }`, []string{"staff_post"}},
		bite{"internal/domain/duty/a.go", head + `func f(t string) { st.Insert(nil, nil, t, nil, nil) }`, []string{"a table"}},
		bite{"internal/domain/duty/a.go", head + `const t = "duty_duty"; func f() { st.Insert(nil, nil, t, nil, nil) }`, nil},
		bite{"internal/domain/duty/a.go", head + `var a = "select 1 from duty_duty d join person_person p on p.id = d.subject"`, []string{"person_person"}},
		bite{"internal/domain/duty/a.go", head + `var a = st.List{From: "person_person p"}`, []string{"person_person"}},
		bite{"internal/domain/census/a.go", head + `var a = "select 1 from person_person"`, nil},
		bite{"internal/platform/audit/a.go", head + `var a = "select 1 from jobs_job"`, []string{"jobs_job"}},
		bite{"internal/platform/store/lite/a.go", head + `var a = "update store_command set a = 1"`, nil},
		bite{"internal/door/web/a.go", head + `func f(tx *st.Tx) { st.One(nil, tx, st.Value[int], "select 1") }`, []string{"store.One", "store.Value"}},
		bite{"internal/door/web/a.go", head + `func f(tx *st.Tx) { tx.Exec(nil, "delete from duty_duty") }`, []string{"Exec", "duty_duty"}},
		bite{"internal/app/a.go", head + `var a = "select 1 from duty_duty"`, []string{"duty_duty"}},
	)
}

var (
	writes = regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from|truncate|(?:drop|alter|create)\s+table)\s+([a-z]+_[a-z_]+|\x00|%[sv])`)
	reads  = regexp.MustCompile(`(?i)\b(?:from|join)\s+([a-z]+_[a-z_]+)`)
	from   = regexp.MustCompile(`(?i)^\s*([a-z]+_[a-z_]+)\b`)
)

func tables(all []source) (faults []fault) {
	consts := constants(all)
	for _, s := range all {
		if !under(s.pkg, "internal/base, internal/platform/store/storetest") {
			faults = append(faults, s.tables(consts[s.pkg])...)
		}
	}
	return faults
}

func (s source) tables(consts map[string]string) (faults []fault) {
	outsider := under(s.pkg, "internal/door, internal/app, internal/demo, cmd")
	own := strings.Split(s.pkg+"///", "/")[2] + "_"
	if own == "store_" {
		own = "store_ goose_ sqlite_ pg_ pragma_ information_"
	}
	touch := func(at token.Pos, name, may, done string) {
		if name == "\x00" || name[0] == '%' {
			name = "a table"
		}
		mine := slices.ContainsFunc(strings.Fields(may), func(room string) bool { return strings.HasPrefix(strings.ToLower(name), room) })
		line := s.fset.Position(at).Line
		if again := func(f fault) bool { return f.line == line && f.what == name }; (outsider || !mine) && !slices.ContainsFunc(faults, again) {
			faults = append(faults, s.fault(at, name, "%s by %s: a room keeps to its own tables, and spells them out", done, s.pkg))
		}
	}
	read := own + " " + readers[s.pkg].tables
	for _, w := range s.strings(consts) {
		for _, m := range writes.FindAllStringSubmatch(w.text, -1) {
			touch(w.at, m[1], own, "written")
		}
		for _, m := range reads.FindAllStringSubmatch(w.text, -1) {
			touch(w.at, m[1], read, "read")
		}
	}
	s.each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.KeyValueExpr: // store.List{From: …}
			if k, ok := n.Key.(*ast.Ident); ok && k.Name == "From" {
				if m := from.FindStringSubmatch(fold(n.Value, consts)); m != nil {
					touch(n.Pos(), m[1], read, "read")
				}
			}
		case *ast.CallExpr:
			if name, _ := s.outer(n.Fun); strings.HasPrefix(name, "store.Insert") && len(n.Args) > 2 {
				touch(n.Pos(), fold(n.Args[2], consts), own, "written")
			}
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && outsider && strings.HasPrefix(f.Sel.Name, "Exec") {
				faults = append(faults, s.fault(n.Pos(), f.Sel.Name, "SQL stands in rooms"))
			}
		case *ast.SelectorExpr:
			name, _ := s.outer(n)
			if what, ours := strings.CutPrefix(name, "store."); ours && outsider && !slices.Contains(handed, what) {
				faults = append(faults, s.fault(n.Pos(), name, "SQL stands in rooms"))
			}
		}
	})
	return faults
}

// said is a text in a source, put together from its literals and constants; what is not known is \x00.
type said struct {
	text string
	at   token.Pos
}

func (s source) strings(consts map[string]string) (out []said) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				out = append(out, said{unquote(n), n.Pos()})
			}
		case *ast.BinaryExpr:
			if text := fold(n, consts); strings.Trim(text, "\x00") != "" {
				out = append(out, said{text, n.Pos()})
				return !onlyText(n) // calls in it have texts of their own
			}
		}
		return true
	})
	return out
}

func onlyText(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return onlyText(e.X) && onlyText(e.Y)
	case *ast.BasicLit, *ast.Ident:
		return true
	}
	return false
}

func fold(e ast.Expr, consts map[string]string) string {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return fold(e.X, consts)
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return unquote(e)
		}
	case *ast.Ident:
		if c, ok := consts[e.Name]; ok {
			return c
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return fold(e.X, consts) + fold(e.Y, consts)
		}
	}
	return "\x00"
}

// constants is every text constant: package → name → text.
func constants(all []source) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, s := range all {
		if out[s.pkg] == nil {
			out[s.pkg] = map[string]string{}
		}
		s.each(func(n ast.Node) {
			d, ok := n.(*ast.GenDecl)
			if !ok || d.Tok != token.CONST {
				return
			}
			for _, x := range d.Specs {
				v := x.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						out[s.pkg][name.Name] = fold(v.Values[i], out[s.pkg])
					}
				}
			}
		})
	}
	return out
}
