// Package stories runs the house as its people live it: each .txtar beside this file is a story in words of
// the trade, told on both engines, on a clock that is set by hand. A story is also a chapter of the manual: it
// says what somebody does and what he then sees, never which function is called.
//
//	go test ./stories                       every story
//	go test ./stories -run TestStories/sqlite/first-day -v
//
// The verbs stand in README.md; a line that begins with ! must be refused.
package stories

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestStories(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) { tell(t, engine, seal.Intl, "*.txtar") })
	}
}

func tell(t *testing.T, engine store.Engine, suite seal.Suite, which string) {
	found, err := filepath.Glob(which)
	if err != nil || len(found) == 0 {
		t.Fatal("there are no stories: ", err)
	}
	testscript.Run(t, testscript.Params{
		Files: found,
		Cmds:  verbs(),
		Setup: func(e *testscript.Env) error {
			w := &world{t: e.T().(testing.TB), engine: engine, suite: suite, people: people{}, officers: officers{}}
			e.Values[worldKey{}] = w
			e.Defer(w.end)
			return nil
		},
	})
}
