package guitu_test

import (
	"go/ast"
	"strings"
	"testing"
)

func TestKeptCalls(t *testing.T) {
	report(t, called(sources(t)), excusedCalls)
	bites(t, called,
		bite{"internal/domain/duty/a.go", `package duty; import tm "time"; var now = tm.Now()`, []string{"time.Now"}},
		bite{"internal/domain/duty/a.go", `package duty; import "time"; func f() { time.Sleep(1); <-time.After(1); _ = time.Until(time.Time{}) }`, []string{"time.After", "time.Sleep", "time.Until"}},
		bite{"internal/domain/duty/a.go", `package duty; import "guitu/internal/base/clock"; var c = clock.System`, []string{"clock.System"}},
		bite{"internal/platform/jobs/a.go", `package jobs; import ("os"; "time"); var t, e, l = time.NewTicker(1), os.Environ(), os.LookupEnv`, []string{"os.Environ", "os.LookupEnv"}},
		bite{"internal/door/web/a.go", `package web; import (p "fmt"; "os"); func f() { p.Println(); p.Fprint(os.Stdout); println() }`, []string{"fmt.Println", "os.Stdout", "println"}},
		bite{"internal/door/web/a.go", `package web; import "context"; var a, b = context.Background(), context.TODO()`, []string{"context.Background", "context.TODO"}},
		bite{"internal/door/web/a.go", `package web; import h "net/http"; var c = h.DefaultClient`, []string{"http.DefaultClient"}},
		bite{"internal/door/casepages/a.go", `package casepages; import "net/http"; func f(r *http.Request) { r.ParseForm(); _ = r.PostFormValue("x") }`, []string{"ParseForm", "PostFormValue"}},
		bite{"internal/door/web/a.go", `package web; import "net/http"; func f(r *http.Request) { r.ParseForm() }`, nil},
		bite{"cmd/guitu/a.go", `package main; import "fmt"; func f() { fmt.Println() }`, nil},
	)
}

// decoding are the methods of a request that read its body: what they give is bounded and checked by nobody.
var decoding = map[string]bool{"ParseForm": true, "ParseMultipartForm": true, "MultipartReader": true, "PostFormValue": true}

func called(all []source) (faults []fault) {
	for _, s := range all {
		if under(s.pkg, "internal/platform/store/storetest") {
			continue
		}
		s.each(func(n ast.Node) {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				name, _ := s.outer(n)
				if owner, listed := keptCalls[name]; listed && !under(s.pkg, owner) {
					faults = append(faults, s.fault(n.Pos(), name, "belongs to %s", owner))
				}
				if decoding[n.Sel.Name] && under(s.pkg, "internal/door, internal/app") && !under(s.pkg, "internal/door/web") {
					faults = append(faults, s.fault(n.Pos(), n.Sel.Name, "web.Request.Decode reads forms, once and within bounds"))
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "print" || f.Name == "println") {
					faults = append(faults, s.fault(n.Pos(), f.Name, "nothing is printed below the commands"))
				}
			}
		})
	}
	return faults
}

// Effects that some floors never have, and no names for them: goroutines, package state that changes.
func TestNoHiddenState(t *testing.T) {
	report(t, stateful(sources(t)), map[string]string{
		"internal/door/termfilter/run.go go": "lines are answered side by side and written in their order",
	})
	bites(t, stateful,
		bite{"internal/domain/duty/a.go", `package duty; func f() { go f() }`, []string{"go"}},
		bite{"internal/platform/jobs/a.go", `package jobs; func f() { go f() }`, nil},
		bite{"internal/platform/jobs/a.go", `package jobs; func init() {}`, []string{"init"}},
		bite{"internal/platform/jobs/a.go", `package jobs; var m = map[string]int{}; var n int; func f() { m["a"] = 1; delete(m, "a"); n = 2; n++ }`, []string{"m", "m", "n", "n"}},
		bite{"internal/platform/jobs/a.go", `package jobs; import "maps"; var m map[string]int; func f() { m := map[string]int{}; m["a"] = 1; maps.Copy(m, m) }; func g(m map[string]int) { m["a"] = 1 }`, nil},
	)
}

func stateful(all []source) (faults []fault) {
	state := map[string]map[string]bool{} // package → its variables
	for _, s := range all {
		if state[s.pkg] == nil {
			state[s.pkg] = map[string]bool{}
		}
		for _, d := range s.file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok.String() == "var" {
				for _, v := range g.Specs {
					for _, n := range v.(*ast.ValueSpec).Names {
						state[s.pkg][n.Name] = true
					}
				}
			}
		}
	}
	for _, s := range all {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			if f.Name.Name == "init" && f.Recv == nil {
				faults = append(faults, s.fault(f.Pos(), "init", "nothing registers itself: app wires the house"))
			}
			faults = append(faults, s.changes(f, state[s.pkg])...)
		}
	}
	return faults
}

// changes finds the package variables that a function changes, and what it starts.
func (s source) changes(f *ast.FuncDecl, state map[string]bool) (faults []fault) {
	own := locals(f)
	touch := func(e ast.Expr) {
		if i, ok := e.(*ast.IndexExpr); ok {
			e = i.X
		}
		if x, ok := e.(*ast.Ident); ok && x.Name != "_" && state[x.Name] && !own[x.Name] {
			faults = append(faults, s.fault(e.Pos(), x.Name, "a variable of the package does not change"))
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			if under(s.pkg, "internal/base, internal/domain, internal/door") {
				faults = append(faults, s.fault(n.Pos(), "go", "no goroutines on this floor"))
			}
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				touch(l)
			}
		case *ast.IncDecStmt:
			touch(n.X)
		case *ast.CallExpr:
			name, _ := s.outer(n.Fun)
			if x, ok := n.Fun.(*ast.Ident); (ok && (x.Name == "delete" || x.Name == "clear") || strings.HasPrefix(name, "maps.Copy")) && len(n.Args) > 0 {
				touch(n.Args[0])
			}
		}
		return true
	})
	return faults
}

// locals is every name that a function gives to something of its own.
func locals(f *ast.FuncDecl) map[string]bool {
	own := map[string]bool{}
	name := func(e ast.Expr) {
		if x, ok := e.(*ast.Ident); ok {
			own[x.Name] = true
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			for _, x := range n.Names {
				own[x.Name] = true
			}
		case *ast.AssignStmt:
			if n.Tok.String() == ":=" {
				for _, l := range n.Lhs {
					name(l)
				}
			}
		case *ast.RangeStmt:
			name(n.Key)
			name(n.Value)
		case *ast.ValueSpec:
			for _, x := range n.Names {
				own[x.Name] = true
			}
		}
		return true
	})
	return own
}
