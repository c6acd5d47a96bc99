package keyfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/keyfile"
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
	if _, err := keyfile.New(path, seal.Intl); err != nil {
		t.Fatal(err)
	}
	const turns = 8
	var wg sync.WaitGroup
	for range turns {
		wg.Go(func() {
			if _, err := keyfile.Turn(path, seal.Intl); err != nil {
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
	if _, err := keyfile.New(path, seal.Intl); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err = firstOf(err, os.Chmod(path, 0o400), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	if _, err := keyfile.Turn(link, seal.Intl); err != nil {
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
	if _, err := keyfile.Turn(path, seal.Intl); !errs.Is(err, "seal.unwritable_root") || len(lines(t, path)) != 2 {
		t.Error("not replaced, and not said:", err)
	}
	if _, err := keyfile.Drop(path, seal.Intl, nil); !errs.Is(err, "seal.unwritable_root") || len(lines(t, path)) != 2 {
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
	if _, err := keyfile.New(path, seal.Intl); err != nil {
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
		if _, err := keyfile.Open(path, seal.Intl, c.handed); errs.CodeOf(err) != c.code {
			t.Errorf("%04o with credentials in %s: %v, want %q", c.mode, c.handed, err, c.code)
		}
	}
	if _, err := keyfile.Open(path, seal.Intl); !errs.Is(err, "seal.open_to_others") {
		t.Error("no credential:", err)
	}
}

// A vault says when the file lacks a key that the ring is under, and when it has it again.
func TestWellWatchesTheKeyFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		path := filepath.Join(t.TempDir(), "key")
		r, err := keyfile.New(path, seal.Intl)
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
			{"turned beside it", "", func() error { _, err := keyfile.Turn(path, seal.Intl); return err }},
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

func current(t *testing.T, r seal.Root) string {
	t.Helper()
	name, err := r.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guitu.key")
	if _, err := keyfile.Open(path, seal.Intl); !errs.Is(err, "seal.no_root") {
		t.Error("missing file:", err)
	}
	first, err := keyfile.New(path, seal.Intl)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Error("mode", info.Mode())
	}
	if _, err := keyfile.New(path, seal.Intl); !errs.Is(err, "seal.root_exists") {
		t.Error("overwritten:", err)
	}
	wrapped, root, err := first.Wrap(t.Context(), []byte("ring"), []byte("place"))
	if err != nil || root != current(t, first) {
		t.Fatal(err, root)
	}
	second, err := keyfile.Turn(path, seal.GM)
	if err != nil || current(t, second) == root {
		t.Fatal("not turned", err)
	}
	if current(t, second) != current(t, first) {
		t.Error("a root that stands does not see the key that was added to its file")
	}
	if got, err := second.Unwrap(t.Context(), root, wrapped, []byte("place")); err != nil || string(got) != "ring" {
		t.Error("the older key no longer unwraps:", err)
	}
	if _, err := second.Unwrap(t.Context(), root, wrapped, []byte("elsewhere")); !errs.Is(err, "seal.broken") {
		t.Error("unwrapped in another place:", err)
	}
	newer, name, err := first.Wrap(t.Context(), []byte("ring"), []byte("place"))
	if err != nil || name != current(t, second) {
		t.Fatal("the added key does not wrap", err)
	}
	if gone, err := keyfile.Drop(path, seal.Intl, []string{root, name}); err != nil || len(gone) != 0 {
		t.Error("a key that is used was dropped:", gone, err)
	}
	if gone, err := keyfile.Drop(path, seal.Intl, []string{name}); err != nil || len(gone) != 1 || gone[0] != root {
		t.Error("not dropped:", gone, err)
	}
	if _, err := first.Unwrap(t.Context(), root, wrapped, []byte("place")); !errs.Is(err, "seal.wrong_root") {
		t.Error("a dropped key still unwraps:", err)
	}
	if got, err := first.Unwrap(t.Context(), name, newer, []byte("place")); err != nil || string(got) != "ring" {
		t.Error("the key that was left does not unwrap:", err)
	}
	if gone, err := keyfile.Drop(path, seal.Intl, nil); err != nil || len(gone) != 0 {
		t.Error("the last key may not be dropped:", gone, err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Error("mode", info.Mode())
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := keyfile.Open(path, seal.Intl); !errs.Is(err, "seal.open_to_others") {
		t.Error("readable by others:", err)
	}
}
