package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"guitu": main}) }

// The commands as somebody at the machine sees them, in testdata/*.txtar.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("GUITU_DATA", "")
			e.Setenv("LANG", "zh_CN.UTF-8")
			return nil
		},
	})
}
