package seal

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"guitu/internal/base/errs"
)

// Root wraps and unwraps the keys of the ring. It stands outside the database, and a backup never holds it.
// A root may be slow (a command, an HSM): it is called once per ring key at the start and when keys are
// made or re-wrapped, and never inside a transaction that writes. Its methods are called by several goroutines at once.
type Root interface {
	// Wrap seals a ring key under the current root key, binds it to place, and tells that root key's id.
	Wrap(ctx context.Context, plain, place []byte) (wrapped []byte, root string, err error)
	// Unwrap opens what Wrap made under the root key with the id. An id it does not hold is
	// seal.wrong_root, a wrapped key that does not open is seal.broken.
	Unwrap(ctx context.Context, root string, wrapped, place []byte) ([]byte, error)
	// Current is the id of the key that wraps now; the ring is re-wrapped when it changes.
	Current(ctx context.Context) (string, error)
}

const rootSize = 32

// local is a root whose keys are in this process: from a file or an environment value. The last key wraps,
// the earlier ones only unwrap.
type local struct {
	suite   Suite
	keys    map[string]map[Suite]cipher.AEAD // under each suite, for houses that change over
	current string
}

var remark = regexp.MustCompile(`(?m)^[ \t]*#.*$`)

// RootText reads a root from text: one key a line, 32 random bytes in base64, the last one current; empty
// lines and lines that begin with # are skipped. It is what a key file and GUITU_KEY hold (in GUITU_KEY
// commas may stand for line ends). A wrong line is seal.bad_root with its number.
func RootText(text string, s Suite) (Root, error) {
	l := &local{suite: s, keys: map[string]map[Suite]cipher.AEAD{}}
	text = remark.ReplaceAllString(text, "#") // one may hold commas
	for i, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' }) {
		line = strings.TrimSpace(line)
		if line == "" || line == "#" {
			continue
		}
		secret, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(secret) != rootSize {
			return nil, errs.New(errs.Invalid, "seal.bad_root", i+1)
		}
		l.current = idOf(secret)
		l.keys[l.current] = map[Suite]cipher.AEAD{}
		for _, s := range []Suite{Intl, GM} {
			l.keys[l.current][s] = s.aead(s.derive(secret, "guitu root/"+string(s), s.cipherKeySize()))
		}
	}
	if l.current == "" {
		return nil, errs.New(errs.Invalid, "seal.no_root")
	}
	return l, nil
}

// NewRootText makes a fresh root key as one line of text.
func NewRootText() string { return base64.StdEncoding.EncodeToString(random(rootSize)) }

// keyFile is a root that reads its file anew at every call. There are few, and so a key that is added or taken away
// beside the running house counts at once.
type keyFile struct {
	path  string
	suite Suite
}

func (f keyFile) Current(ctx context.Context) (string, error) {
	l, err := readKeyFile(f.path, f.suite)
	if err != nil {
		return "", err
	}
	return l.Current(ctx)
}

func (f keyFile) Wrap(ctx context.Context, plain, place []byte) ([]byte, string, error) {
	l, err := readKeyFile(f.path, f.suite)
	if err != nil {
		return nil, "", err
	}
	return l.Wrap(ctx, plain, place)
}

func (f keyFile) Unwrap(ctx context.Context, root string, wrapped, place []byte) ([]byte, error) {
	l, err := readKeyFile(f.path, f.suite)
	if err != nil {
		return nil, err
	}
	return l.Unwrap(ctx, root, wrapped, place)
}

// KeyFile is the root of a key file. A missing file is seal.no_root; one that others than its owner can
// read is refused: seal.open_to_others, for then it is not a secret any more.
func KeyFile(path string, s Suite) (Root, error) {
	if _, err := readKeyFile(path, s); err != nil {
		return nil, err
	}
	return keyFile{path, s}, nil
}

func readKeyFile(path string, s Suite) (Root, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Because(errs.Unavailable, "seal.no_root", err)
	}
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, errs.New(errs.Unavailable, "seal.open_to_others", filepath.Base(path))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	return RootText(string(text), s)
}

// NewKeyFile makes a key file with one fresh key, readable by its owner alone, and reads it. It never
// overwrites: a lost key file is a lost house, so an existing one is seal.root_exists. Call it when a data
// folder is made, not whenever the file is missing: a new key does not open an old house.
// It is there whole or not at all.
func NewKeyFile(path string, s Suite) (Root, error) {
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a program that was cut short
		return nil, errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	if err := appendKey(part, os.O_EXCL, "# Guitu root key. Without it the data folder cannot be read. Keep a copy away from the backups.\n"); err != nil {
		return nil, err
	}
	err := os.Link(part, path) // unlike a renaming, it takes no key's place
	err = errors.Join(err, os.Remove(part))
	if errors.Is(err, fs.ErrExist) {
		return nil, errs.New(errs.Conflict, "seal.root_exists", filepath.Base(path))
	}
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	return KeyFile(path, s)
}

// TurnKeyFile adds a fresh key to a key file: it wraps from now on, the older ones still unwrap. Vault.TurnRoot then
// moves the ring to it.
func TurnKeyFile(path string, s Suite) (Root, error) {
	if _, err := KeyFile(path, s); err != nil {
		return nil, err
	}
	if err := appendKey(path, os.O_APPEND, ""); err != nil {
		return nil, err
	}
	return KeyFile(path, s)
}

// DropFromKeyFile leaves in a key file the last key and those whose ids are in kept, and tells the ids of the others,
// which are gone. Call it with Vault.Roots: a key that wraps something must stay.
func DropFromKeyFile(path string, s Suite, kept []string) (gone []string, err error) {
	if _, err := readKeyFile(path, s); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	lines := strings.SplitAfter(strings.TrimRight(string(text), "\n")+"\n", "\n")
	last := -1
	for i, line := range lines {
		if _, ok := rootID(line); ok {
			last = i
		}
	}
	var left strings.Builder
	for i, line := range lines {
		if name, ok := rootID(line); ok && i != last && !slices.Contains(kept, name) {
			gone = append(gone, name)
			continue
		}
		left.WriteString(line)
	}
	if len(gone) == 0 {
		return nil, nil
	}
	return gone, replaceKeyFile(path, left.String())
}

// rootID is the id of the key on a line of a key file; ok is false for a remark.
func rootID(line string) (string, bool) {
	line = strings.TrimSpace(line)
	secret, err := base64.StdEncoding.DecodeString(line)
	if err != nil || len(secret) != rootSize {
		return "", false
	}
	return idOf(secret), true
}

func idOf(secret []byte) string {
	sum := sha256.Sum256(append([]byte("guitu root id\x00"), secret...))
	return hex.EncodeToString(sum[:4])
}

// replaceKeyFile puts another text in the place of a key file: the old one stands until the new one is on the disk.
func replaceKeyFile(path, text string) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	return nil
}

func appendKey(path string, flag int, head string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|flag, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errs.New(errs.Conflict, "seal.root_exists", filepath.Base(path))
	}
	if err != nil {
		return errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	_, err = f.WriteString(head + NewRootText() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errs.Because(errs.Unavailable, "seal.unreadable_root", err)
	}
	return nil
}

func (l *local) Current(context.Context) (string, error) { return l.current, nil }

func (l *local) Wrap(_ context.Context, plain, place []byte) ([]byte, string, error) {
	return l.suite.lock(l.keys[l.current][l.suite], place, plain), l.current, nil
}

func (l *local) Unwrap(_ context.Context, root string, wrapped, place []byte) ([]byte, error) {
	c, held := l.keys[root]
	if !held {
		return nil, errs.New(errs.Unavailable, "seal.wrong_root", root)
	}
	if s, known := suiteOf(wrapped); known {
		if plain, ok := s.unlock(c[s], place, wrapped); ok {
			return plain, nil
		}
	}
	return nil, errs.New(errs.Internal, "seal.broken", "seal_ring.wrapped", root)
}

// both is the roots of a house on its way from one to another.
type both struct {
	Root
	before Root
}

// Moving is a root that wraps with next, and unwraps with next or with before. After Vault.TurnRoot nothing is left that
// needs before.
func Moving(next, before Root) Root { return both{next, before} }

func (b both) Unwrap(ctx context.Context, root string, wrapped, place []byte) ([]byte, error) {
	plain, err := b.Root.Unwrap(ctx, root, wrapped, place)
	if errs.Is(err, "seal.wrong_root") {
		return b.before.Unwrap(ctx, root, wrapped, place)
	}
	return plain, err
}
