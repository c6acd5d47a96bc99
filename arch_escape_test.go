package guitu_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"testing"
)

// Pages write no text that is not escaped, patterns are constants, and no certificate goes unchecked.
func TestNothingIsWrittenRaw(t *testing.T) {
	report(t, raw(sources(t)), map[string]string{
		"internal/door/sheet/sheet.go templ.ComponentFunc":    "a line to write on is drawn round text that is escaped there",
		"internal/door/web/form_templ.go templ.ComponentFunc": "the wrapping of a form, which writes components alone",
	})
	bites(t, raw,
		bite{"internal/door/web/a.go", `package web; import "github.com/a-h/templ"; var x = templ.Raw("<b>")`, []string{"templ.Raw"}},
		bite{"internal/door/web/a.go", `package web; import "github.com/a-h/templ"; var x = templ.ComponentFunc(nil)`, []string{"templ.ComponentFunc"}},
		bite{"internal/door/web/a.go", `package web; import "html/template"; var x = template.HTML("<b>")`, []string{"template.HTML"}},
		bite{"internal/domain/duty/a.go", "package duty; import \"regexp\"; func f(s string) { regexp.MustCompile(`a` + s); regexp.MustCompile(`b` + `c`) }", []string{"regexp.MustCompile"}},
		bite{"internal/app/a.go", `package app; import "crypto/tls"; var x = tls.Config{InsecureSkipVerify: true}`, []string{"InsecureSkipVerify"}},
	)
}

func raw(all []source) (faults []fault) {
	for _, s := range all {
		s.each(func(n ast.Node) {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				switch name, _ := s.outer(n); name {
				case "templ.Raw", "templ.ComponentFunc", "template.HTML", "template.JS", "template.URL":
					faults = append(faults, s.fault(n.Pos(), name, "writes what nobody escapes"))
				}
			case *ast.CallExpr:
				f, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || len(n.Args) == 0 {
					return
				}
				switch name, _ := s.outer(f); name {
				case "regexp.MustCompile", "regexp.Compile", "regexp.MatchString", "regexp.Match":
					if !literal(n.Args[0]) {
						faults = append(faults, s.fault(n.Pos(), name, "a pattern is a constant"))
					}
				}
			case *ast.KeyValueExpr:
				if k, ok := n.Key.(*ast.Ident); ok && k.Name == "InsecureSkipVerify" {
					faults = append(faults, s.fault(n.Pos(), k.Name, "whose certificate nobody checks may be anybody"))
				}
			}
		})
	}
	return faults
}

// literal is a text that stands in the source, whole or in pieces.
func literal(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return x.Kind == token.STRING
	case *ast.BinaryExpr:
		return literal(x.X) && literal(x.Y)
	case *ast.ParenExpr:
		return literal(x.X)
	}
	return false
}

// What browsers have given up, and what hinders a password manager, stands on no page: plug-ins, addresses that are
// scripts, text written as a page is read, and a hand on what is pasted.
var abandoned = regexp.MustCompile(`(?i)<(object|embed|applet|marquee|frame|frameset)[\s>]|href="?javascript:|document\.write|\beval\(|new Function\(|on(paste|copy|drop)=|addEventListener\("(paste|copy)"`)

func TestNoAbandonedTechnology(t *testing.T) {
	all := texts(t, []string{"internal/door", "build"}, ".templ", ".js", ".mjs", ".html")
	if len(all) < 40 {
		t.Errorf("only %d files are looked at", len(all))
	}
	for path, text := range all {
		if found := abandoned.FindString(text); found != "" {
			t.Errorf("%s: %s", path, found)
		}
	}
	for _, bad := range []string{"<object data=x>", `<a href="javascript:x()">`, "document.write(x)", "eval(x)", `onpaste="return false"`, `addEventListener("paste", x)`} {
		if !abandoned.MatchString(bad) {
			t.Errorf("%s is not found", bad)
		}
	}
}

// templ knows "else" inside of a tag and no "else if": it draws these words as attributes, and nobody sees them on the page.
var elses = regexp.MustCompile(`WriteString\(\w+, \d+, "[^"<>]* (else|if)[ "]`)

func TestNoBranchIsDrawnAsAnAttribute(t *testing.T) {
	all := texts(t, []string{"internal/door"}, "_templ.go")
	if len(all) < 40 {
		t.Errorf("only %d files are looked at", len(all))
	}
	for path, text := range all {
		if found := elses.FindString(text); found != "" {
			t.Errorf("%s: %s", path, found)
		}
	}
	if bad := `templruntime.WriteString(templ_7745c5c3_Buffer, 21, " else")`; !elses.MatchString(bad) {
		t.Errorf("%s is not found", bad)
	}
}
