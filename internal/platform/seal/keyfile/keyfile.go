// Package keyfile is a root key in a file: a key a line, readable by its owner alone. The file is read anew at every call,
// and changed by putting another in its place, one change at a time.
package keyfile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
)

// file is a root that reads its file anew at every call. There are few, and so a key that is added or taken away
// beside the running house counts at once.
type file struct {
	path   string
	suite  seal.Suite
	handed []string
}

func (f file) read() (seal.Root, error) { return read(f.path, f.suite, f.handed) }

func (f file) Current(ctx context.Context) (string, error) {
	l, err := f.read()
	if err != nil {
		return "", err
	}
	return l.Current(ctx)
}

func (f file) Wrap(ctx context.Context, plain, place []byte) ([]byte, string, error) {
	l, err := f.read()
	if err != nil {
		return nil, "", err
	}
	return l.Wrap(ctx, plain, place)
}

func (f file) Unwrap(ctx context.Context, root string, wrapped, place []byte) ([]byte, error) {
	l, err := f.read()
	if err != nil {
		return nil, err
	}
	return l.Unwrap(ctx, root, wrapped, place)
}

// Holds tells of a root key that the file does not hold: seal.wrong_root.
func (f file) Holds(root string) error {
	l, err := f.read()
	if err != nil {
		return err
	}
	return l.(interface{ Holds(id string) error }).Holds(root)
}

// Open is the root of a key file. A missing file is seal.no_root; one that others than its owner can
// read is refused: seal.open_to_others, for then it is not a secret any more. In the folders named in handed, where the
// service manager lays out credentials for this service alone, the bit of the group is no sign of that: systemd shows an
// access list of the one user as that bit.
func Open(path string, s seal.Suite, handed ...string) (seal.Root, error) {
	if _, err := read(path, s, handed); err != nil {
		return nil, err
	}
	return file{path, s, handed}, nil
}

func read(path string, s seal.Suite, handed []string) (seal.Root, error) {
	text, err := textOf(path, handed)
	if err != nil {
		return nil, err
	}
	return seal.RootText(text, s)
}

func textOf(path string, handed []string) (string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", errs.Because(errs.Unavailable, "seal.no_root", err)
	}
	if err != nil {
		return "", errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	others := fs.FileMode(0o077)
	if slices.Contains(handed, filepath.Dir(path)) {
		others = 0o037
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&others != 0 {
		return "", errs.New(errs.Unavailable, "seal.open_to_others", filepath.Base(path))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	return string(text), nil
}

// New makes a key file with one fresh key, readable by its owner alone, and reads it. It never
// overwrites: a lost key file is a lost house, so an existing one is seal.root_exists. Call it when a data
// folder is made, not whenever the file is missing: a new key does not open an old house.
// It is there whole or not at all.
func New(path string, s seal.Suite) (seal.Root, error) {
	part, err := writePart(path, "# Guitu root key. Without it the data folder cannot be read. Keep a copy away from the backups.\n"+seal.NewRootText()+"\n", nil)
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	err = os.Link(part, path) // unlike a renaming, it takes no key's place
	err = errors.Join(err, os.Remove(part))
	if errors.Is(err, fs.ErrExist) {
		return nil, errs.New(errs.Conflict, "seal.root_exists", filepath.Base(path))
	}
	if err = errors.Join(err, syncFolder(filepath.Dir(path))); err != nil {
		return nil, errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	return Open(path, s)
}

// Turn adds a fresh key to a key file: it wraps from now on, the older ones still unwrap. seal.Vault.TurnRoot then
// moves the ring to it. A file that cannot be replaced is seal.unwritable_root, and stays as it was.
func Turn(path string, s seal.Suite, handed ...string) (seal.Root, error) {
	err := change(path, s, handed, func(text string) (string, bool) {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		return text + seal.NewRootText() + "\n", true
	})
	if err != nil {
		return nil, err
	}
	return Open(path, s, handed...)
}

// Drop leaves in a key file the last key and those whose ids are in kept, and tells the ids of the others,
// which are gone. Call it with seal.Vault.Roots: a key that wraps something must stay. It fails like Turn.
func Drop(path string, s seal.Suite, kept []string, handed ...string) (gone []string, err error) {
	err = change(path, s, handed, func(text string) (string, bool) {
		lines := strings.SplitAfter(strings.TrimRight(text, "\n")+"\n", "\n")
		last := -1
		for i, line := range lines {
			if _, ok := seal.RootID(line); ok {
				last = i
			}
		}
		var left strings.Builder
		for i, line := range lines {
			if name, ok := seal.RootID(line); ok && i != last && !slices.Contains(kept, name) {
				gone = append(gone, name)
				continue
			}
			left.WriteString(line)
		}
		return left.String(), len(gone) > 0
	})
	if err != nil {
		return nil, err
	}
	return gone, nil
}

// change puts another text in the place of a key file that can be read. One at a time: of two that read the same
// text, the second would take away the key under which the first has already put the ring.
func change(path string, s seal.Suite, handed []string, next func(text string) (string, bool)) error {
	if _, err := read(path, s, handed); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(path) // a link stays one
	if err != nil {
		return errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	held, info, err := taken(real)
	if err != nil {
		return errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	defer func() { _ = held.Close() }() // only read
	text, err := os.ReadFile(real)
	if err != nil {
		return errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	changed, change := next(string(text))
	if !change {
		return nil
	}
	part, err := writePart(real, changed, info)
	if err == nil {
		err = errors.Join(os.Rename(part, real), syncFolder(filepath.Dir(real)))
	}
	if err != nil {
		e := errs.New(errs.Unavailable, "seal.unwritable_root", path)
		e.Err = err
		return e
	}
	return nil
}

// taken takes a key file for this process alone, until it is closed. Who waited may hold the one that was replaced
// meanwhile, and tries again.
func taken(path string) (*os.File, fs.FileInfo, error) {
	for {
		f, err := os.Open(path)
		if err != nil {
			return nil, nil, err
		}
		err = lockFile(f)
		mine, err1 := f.Stat()
		now, err2 := os.Stat(path)
		if err = errors.Join(err, err1, err2); err != nil {
			return nil, nil, errors.Join(err, f.Close())
		}
		if os.SameFile(mine, now) {
			return f, mine, nil
		}
		if err := f.Close(); err != nil {
			return nil, nil, err
		}
	}
}

// writePart writes what is to stand at path beside it, with the mode and the owner of what stands there now, and on the
// disk before it is said to be.
func writePart(path, text string, like fs.FileInfo) (part string, err error) {
	part = path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a program that was cut short
		return "", err
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if like != nil {
		err = errors.Join(err, f.Chmod(like.Mode().Perm()), ownFile(f, like))
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(part))
	}
	return part, nil
}

// syncFolder has a folder keep the names that were changed in it.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
