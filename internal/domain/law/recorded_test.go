package law_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"guitu/internal/domain/law"
)

// A parameter that two officers confirm and no rule reads would be a promise that nobody keeps: what is not read
// says so, and what does not say so is read.
func TestWhatIsNotRecordedIsRead(t *testing.T) {
	named := map[string]law.Key{} // constant → key
	readers := map[string]int{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		own := filepath.Base(path) == "registry.go" && f.Name.Name == "law"
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.ValueSpec:
				if typ, ok := x.Type.(*ast.Ident); own && ok && typ.Name == "Key" {
					lit, _ := x.Values[0].(*ast.BasicLit)
					named[x.Names[0].Name] = law.Key(strings.Trim(lit.Value, `"`))
				}
			case *ast.Ident:
				if !own {
					readers[x.Name]++
				}
			}
			return true
		})
		return nil
	})
	if err != nil || len(named) < 30 {
		t.Fatalf("%d named keys (%v)", len(named), err)
	}
	read := map[law.Key]bool{}
	for name, k := range named {
		read[k] = readers[name] > 0
	}
	for _, p := range law.Registry {
		if p.Recorded == read[p.Key] {
			t.Errorf("%s: recorded %v, but read %v", p.Key, p.Recorded, read[p.Key])
		}
	}
}
