package seal_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// lines are the keys of a key file.
func lines(t *testing.T, path string) (keys []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if !strings.HasPrefix(l, "#") {
			keys = append(keys, l)
		}
	}
	return keys
}

// Of two that turn at once neither loses the other's key: under the first one the ring may lie already.
func TestKeysTurnedAtOnceAreAllKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := seal.NewKeyFile(path, seal.Intl); err != nil {
		t.Fatal(err)
	}
	const turns = 8
	var wg sync.WaitGroup
	for range turns {
		wg.Go(func() {
			if _, err := seal.TurnKeyFile(path, seal.Intl); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := lines(t, path); len(got) != turns+1 {
		t.Errorf("%d keys after %d turns of one, want %d", len(got), turns, turns+1)
	}
}

// A key file that its owner may only read is turned all the same, stays so, and a link to it stays a link.
func TestATurnReplacesTheFile(t *testing.T) {
	folder := t.TempDir()
	path, link := filepath.Join(folder, "key"), filepath.Join(t.TempDir(), "link")
	if _, err := seal.NewKeyFile(path, seal.Intl); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err = firstOf(err, os.Chmod(path, 0o400), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.TurnKeyFile(link, seal.Intl); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(path)
	if err != nil || after.Mode().Perm() != 0o400 || os.SameFile(before, after) || len(lines(t, path)) != 2 {
		t.Error("mode, place or keys:", after.Mode(), os.SameFile(before, after), lines(t, path), err)
	}
	if is, err := os.Lstat(link); err != nil || is.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced:", err)
	}
	if err := firstOf(os.Mkdir(path+".part", 0o700), os.WriteFile(path+".part/x", nil, 0o600)); err != nil { // nothing can be put there
		t.Fatal(err)
	}
	if _, err := seal.TurnKeyFile(path, seal.Intl); !errs.Is(err, "seal.unwritable_root") || len(lines(t, path)) != 2 {
		t.Error("not replaced, and not said:", err)
	}
	if _, err := seal.DropFromKeyFile(path, seal.Intl, nil); !errs.Is(err, "seal.unwritable_root") || len(lines(t, path)) != 2 {
		t.Error("not replaced, and not said:", err)
	}
}

func firstOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// systemd shows the access list of a credential as the bit of the group; anywhere else that bit is a reader more.
func TestACredentialMayShowTheBitOfTheGroup(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "key")
	if _, err := seal.NewKeyFile(path, seal.Intl); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		mode   os.FileMode
		handed string
		code   string
	}{
		{0o440, folder, ""},
		{0o400, folder, ""},
		{0o440, filepath.Dir(folder), "seal.open_to_others"},
		{0o444, folder, "seal.open_to_others"},
		{0o460, folder, "seal.open_to_others"},
	} {
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.KeyFile(path, seal.Intl, c.handed); errs.CodeOf(err) != c.code {
			t.Errorf("%04o with credentials in %s: %v, want %q", c.mode, c.handed, err, c.code)
		}
	}
	if _, err := seal.KeyFile(path, seal.Intl); !errs.Is(err, "seal.open_to_others") {
		t.Error("no credential:", err)
	}
}

// A vault says when the file lacks a key that the ring is under, and when it has it again.
func TestWellWatchesTheKeyFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		path := filepath.Join(t.TempDir(), "key")
		r, err := seal.NewKeyFile(path, seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		v, err := seal.Open(t.Context(), db, r, seal.Intl)
		if err = firstOf(err, v.Well(t.Context())); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			what, code string
			do         func() error
		}{
			{"another key", "seal.wrong_root", func() error { return os.WriteFile(path, []byte(seal.NewRootText()), 0o600) }},
			{"no file", "seal.no_root", func() error { return os.Remove(path) }},
			{"the key again", "", func() error { return os.WriteFile(path, text, 0o600) }},
			{"turned beside it", "", func() error { _, err := seal.TurnKeyFile(path, seal.Intl); return err }},
		} {
			if err := c.do(); err != nil {
				t.Fatal(c.what, err)
			}
			if err := v.Well(t.Context()); errs.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %q", c.what, err, c.code)
			}
		}
	})
}

// asked is a root like a command: it says how often it was asked for its key, and can be away.
type asked struct {
	seal.Root
	mu   sync.Mutex
	n    int
	away bool
	done chan struct{}
}

func (a *asked) Current(ctx context.Context) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n++
	defer func() { a.done <- struct{}{} }()
	if a.away {
		return "", errs.New(errs.Unavailable, "seal.command_late", "current", 10)
	}
	return a.Root.Current(ctx)
}

// A command is asked beside the caller, and not at every look.
func TestWellAsksACommandSeldom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a := &asked{Root: root(t, seal.NewRootText(), seal.Intl), done: make(chan struct{}, 8)}
		v, err := seal.Open(t.Context(), db, a, seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		for len(a.done) > 0 {
			<-a.done
		}
		a.away, a.n = true, 0
		if err := v.Well(t.Context()); err != nil {
			t.Error("told before it was asked:", err)
		}
		<-a.done
		for range 5 {
			err = v.Well(t.Context())
			for err == nil { // the answer is noted a moment after it was given
				err = v.Well(t.Context())
			}
			if !errs.Is(err, "seal.command_late") {
				t.Fatal(err)
			}
		}
		if a.n != 1 {
			t.Errorf("asked %d times within a minute", a.n)
		}
	})
}
