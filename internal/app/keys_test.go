package app_test

import (
	"bytes"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A command that only looks writes nothing, whatever suite and node its shell says: not a key, not a row.
func TestWhoLooksWritesNothing(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			hand := clock.At(storetest.Start)
			c := settings(t, engine, hand)
			first, err := app.Open(t.Context(), c, app.Options{Clock: hand.Now, Found: true})
			if err != nil {
				t.Fatal(err)
			}
			before, keys := rowsOf(t, first.DB), first.Paper.Keys()
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			for _, x := range []struct{ suite, node string }{{"gm", c.Node}, {"intl", "n9"}, {"gm", "n9"}} {
				other := c
				other.Suite, other.Node = x.suite, x.node
				h, err := app.Open(t.Context(), other, app.Options{Clock: hand.Now, Way: seal.Looks})
				if err != nil {
					t.Fatal(x, err)
				}
				if after := rowsOf(t, h.DB); !maps.Equal(before, after) {
					t.Errorf("%v: %v, and before %v", x, after, before)
				}
				if got := h.Paper.Keys(); x.node == c.Node && strings.Join(got, " ") != strings.Join(keys, " ") || x.node != c.Node && len(got) != 0 || (h.Paper.Key() == "") != (len(got) == 0) {
					t.Errorf("%v: the keys of papers are %v, want %v", x, got, keys)
				}
				if err := h.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// rowsOf counts the rows of every table that holds something of keys or of the log.
func rowsOf(t *testing.T, db *store.DB) map[string]int {
	t.Helper()
	out := map[string]int{}
	_, err := store.Read(t.Context(), db, func(tx *store.Tx) (_ int, err error) {
		for _, table := range []string{"seal_ring", "seal_key", "audit_tree", "audit_fact", "audit_pending", "audit_checkpoint", "authn_account", "jobs_job", "jobs_turn", "store_command"} {
			if out[table], err = store.One(t.Context(), tx, store.Value[int], "select count(*) from "+table); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The log does not say that a key was made before it was.
func TestAKeyFileThatCannotBeMade(t *testing.T) {
	c := config.Default()
	c.Data = filepath.Join(t.TempDir(), "data")
	c.KeyFile = filepath.Join(c.Data, "no", "such", "folder", "key")
	var log bytes.Buffer
	_, err := app.Open(t.Context(), c, app.Options{Found: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if !errs.Is(err, "seal.unreadable_root") || strings.Contains(log.String(), "key file made") {
		t.Error(err, log.String())
	}
}

// Who watches is told when the key file lacks what the ring is under, and that it is back, without a restart.
func TestReadySaysThatTheKeyIsGone(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			hand := clock.At(storetest.Start)
			c := settings(t, engine, hand)
			h, err := app.Open(t.Context(), c, app.Options{Clock: hand.Now, Found: true})
			if err != nil {
				t.Fatal(err)
			}
			defer h.Close()
			says := func(when, want string) {
				t.Helper()
				for _, p := range h.Health.Report(t.Context()).Parts {
					if p.Part == "key" {
						if p.Code != want {
							t.Errorf("%s: %q, want %q", when, p.Code, want)
						}
						return
					}
				}
				t.Errorf("%s: nothing is said of the key", when)
			}
			says("as it was made", "")
			text, err := os.ReadFile(c.KeyPath())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(c.KeyPath(), []byte(seal.NewRootText()), 0o600); err != nil {
				t.Fatal(err)
			}
			says("with another key", "seal.wrong_root")
			if err := os.WriteFile(c.KeyPath(), text, 0o600); err != nil {
				t.Fatal(err)
			}
			says("with its key again", "")
			if _, _, err := h.TurnRoot(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := h.DropRoots(t.Context()); err != nil {
				t.Fatal(err)
			}
			says("turned, and the older one dropped", "")
		})
	}
}
