package seal

import (
	"golang.org/x/mod/sumdb/note"

	"guitu/internal/base/errs"
)

// NoteSigner signs notes (the form of the Go checksum database, C2SP signed-note) with a key that never leaves the ring.
type NoteSigner struct {
	signer   *Signer
	verifier note.Verifier
	key      string
}

// Notes lets a signer sign notes under a name.
func (s *Signer) Notes(name string) (*NoteSigner, error) {
	key, err := note.NewEd25519VerifierKey(name, s.Public())
	if err != nil {
		return nil, errs.Because(errs.Internal, "seal.bad_value", err)
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, errs.Because(errs.Internal, "seal.bad_value", err)
	}
	return &NoteSigner{signer: s, verifier: v, key: key}, nil
}

// Name, KeyHash and Sign make it a note.Signer.
func (s *NoteSigner) Name() string { return s.verifier.Name() }

// KeyHash is the short name of the key.
func (s *NoteSigner) KeyHash() uint32 { return s.verifier.KeyHash() }

// Sign signs the text of a note.
func (s *NoteSigner) Sign(text []byte) ([]byte, error) { return s.signer.Sign(text), nil }

// Verifier is what others check a note with, and Key the same as text: "name+hash+key".
func (s *NoteSigner) Verifier() note.Verifier { return s.verifier }

// Key is the public key as others keep it.
func (s *NoteSigner) Key() string { return s.key }
