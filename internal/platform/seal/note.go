package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"guitu/internal/base/errs"
)

// Kinds of keys of notes (C2SP signed-note): the first byte of a key's text, base64 undone. 0xff is for kinds without a
// number of their own; the name of the kind and a zero byte follow it.
var (
	noteEd25519 = []byte{0x01}
	noteSM2     = []byte("\xffsm2-sm3\x00")
)

// NoteSigner signs notes (the form of the Go checksum database, C2SP signed-note) with a key that never leaves the ring.
type NoteSigner struct {
	signer    *Signer
	verifiers []note.Verifier
	keys      []string
}

// Notes lets a signer sign notes under a name.
func (s *Signer) Notes(name string) (*NoteSigner, error) {
	n := &NoteSigner{signer: s}
	for _, p := range s.pairs {
		key := noteKey(name, p.public())
		v, err := NoteVerifier(key)
		if err != nil {
			return nil, err
		}
		n.keys, n.verifiers = append(n.keys, key), append(n.verifiers, v)
	}
	return n, nil
}

// noteKey is a public key as text: "name+hash+kind and key".
func noteKey(name string, public []byte) string {
	kind := noteEd25519
	if len(public) == publicSM2Size {
		kind = noteSM2
	}
	data := append(bytes.Clone(kind), public...)
	return fmt.Sprintf("%s+%08x+%s", name, noteHash(name, data), base64.StdEncoding.EncodeToString(data))
}

func noteHash(name string, data []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), data...))
	return binary.BigEndian.Uint32(sum[:])
}

// verifier checks the notes of one key.
type verifier struct {
	name   string
	hash   uint32
	public []byte
}

func (v verifier) Name() string                 { return v.name }
func (v verifier) KeyHash() uint32              { return v.hash }
func (v verifier) Verify(text, sig []byte) bool { return verifies(v.public, text, sig) }

// NoteVerifier reads a public key from its text, of either kind; the text says which. What is none is seal.bad_public_key.
func NoteVerifier(key string) (note.Verifier, error) {
	bad := errs.New(errs.Invalid, "seal.bad_public_key")
	name, rest, _ := strings.Cut(key, "+")
	hash, text, _ := strings.Cut(rest, "+")
	short, err := hex.DecodeString(hash)
	data, broken := base64.StdEncoding.DecodeString(text)
	if err != nil || broken != nil || len(short) != 4 || name == "" || strings.ContainsAny(name, " \t\r\n") {
		return nil, bad
	}
	v := verifier{name: name, hash: binary.BigEndian.Uint32(short)}
	if v.hash != noteHash(name, data) {
		return nil, bad
	}
	for size, kind := range map[int][]byte{ed25519.PublicKeySize: noteEd25519, publicSM2Size: noteSM2} {
		if public, ok := bytes.CutPrefix(data, kind); ok && len(public) == size {
			v.public = public
			return v, nil
		}
	}
	return nil, bad
}

// Name, KeyHash and Sign make it a note.Signer.
func (s *NoteSigner) Name() string { return s.verifiers[0].Name() }

// KeyHash is the short name of the key.
func (s *NoteSigner) KeyHash() uint32 { return s.verifiers[0].KeyHash() }

// Sign signs the text of a note.
func (s *NoteSigner) Sign(text []byte) ([]byte, error) { return s.signer.Sign(text) }

// Verifiers are what others check notes with: of the key that signs, and of those that signed before.
func (s *NoteSigner) Verifiers() note.Verifiers { return note.VerifierList(s.verifiers...) }

// Key is the public key that signs, as others keep it, and Keys are this one and those before, newest first.
func (s *NoteSigner) Key() string {
	if len(s.keys) == 0 {
		return "" // of who never signed, for who only looks
	}
	return s.keys[0]
}

// Keys are the public keys of all that was ever signed.
func (s *NoteSigner) Keys() []string { return s.keys }
