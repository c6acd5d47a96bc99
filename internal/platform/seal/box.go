package seal

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/rand"

	"guitu/internal/base/errs"
)

// A box is sealed to a public key with HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM): who seals it, and
// the server that keeps it, cannot open it. Byte 0 says so (0x21), for SM2 and hybrid keys to come.
const boxMark = 0x21

// NewBox makes a key pair for boxes. The private half belongs to its owner (the bureau, the procurator) and
// never into a facility's database.
func NewBox() (public, private []byte) {
	k, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic("seal: " + err.Error()) // no entropy: a broken machine
	}
	return k.PublicKey().Bytes(), k.Bytes()
}

// SealTo seals plain to the owner of a public key, bound to info (what it is, for whom): a box opened with
// another info is seal.broken. A public key that is none is seal.bad_public_key.
func SealTo(public []byte, info string, plain []byte) ([]byte, error) {
	pub, err := ecdh.X25519().NewPublicKey(public)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "seal.bad_public_key", err)
	}
	to, err := hpke.NewDHKEMPublicKey(pub)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "seal.bad_public_key", err)
	}
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(info), plain)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "seal.bad_public_key", err) // a point of low order
	}
	return append([]byte{boxMark}, box...), nil
}

// OpenWith opens a box with the private half of its key.
func OpenWith(private []byte, info string, box []byte) ([]byte, error) {
	broken := errs.New(errs.Invalid, "seal.box_broken")
	if len(box) == 0 || box[0] != boxMark {
		return nil, broken
	}
	k, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		return nil, broken
	}
	mine, err := hpke.NewDHKEMPrivateKey(k)
	if err != nil {
		return nil, broken
	}
	plain, err := hpke.Open(mine, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(info), box[1:])
	if err != nil {
		return nil, broken
	}
	return plain, nil
}

// Signer signs in the name of a part of the house, such as a node's ledger, with Ed25519.
type Signer struct{ private ed25519.PrivateKey }

// Public is the key that others verify with, 32 bytes.
func (s *Signer) Public() []byte { return []byte(s.private.Public().(ed25519.PublicKey)) }

// Sign signs a message, 64 bytes.
func (s *Signer) Sign(message []byte) []byte { return ed25519.Sign(s.private, message) }
