package seal

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
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

// RootID is the id of the key on a line of RootText; ok is false for a remark.
func RootID(line string) (id string, ok bool) {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
	if err != nil || len(secret) != rootSize {
		return "", false
	}
	return idOf(secret), true
}

func idOf(secret []byte) string {
	sum := sha256.Sum256(append([]byte("guitu root id\x00"), secret...))
	return hex.EncodeToString(sum[:4])
}

// NewRootText makes a fresh root key as one line of text.
func NewRootText() string { return base64.StdEncoding.EncodeToString(random(rootSize)) }

func (l *local) Current(context.Context) (string, error) { return l.current, nil }

func (l *local) Wrap(_ context.Context, plain, place []byte) ([]byte, string, error) {
	return l.suite.lock(l.keys[l.current][l.suite], place, plain), l.current, nil
}

// Holds tells of a root key that is not among these: seal.wrong_root.
func (l *local) Holds(root string) error {
	if _, held := l.keys[root]; !held {
		return errs.New(errs.Unavailable, "seal.wrong_root", root)
	}
	return nil
}

func (l *local) Unwrap(_ context.Context, root string, wrapped, place []byte) ([]byte, error) {
	if err := l.Holds(root); err != nil {
		return nil, err
	}
	c := l.keys[root]
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
