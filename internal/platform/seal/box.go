package seal

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"

	"github.com/emmansun/gmsm/sm2"

	"guitu/internal/base/errs"
)

// A box is sealed to a public key: who seals it, and the server that keeps it, cannot open it. Byte 0 says how.
//
//	0x21   HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM); keys of 32 bytes
//	0x22   a fresh SM4 key under SM2 (GB/T 32918.4), and the content under SM4-GCM with it; a public key of 65 bytes
//	       (0x04, x, y), a private one of 33 (privateSM2, d)
const (
	boxMark    = 0x21
	boxMarkSM2 = 0x22
)

// NewBox makes a key pair for boxes of the international suite. The private half belongs to its owner (the bureau, the
// procurator) and never into a facility's database.
func NewBox() (public, private []byte) { return Intl.NewBox() }

// NewBox makes a key pair for boxes of the suite. SealTo and OpenWith tell by a key which it is of.
func (s Suite) NewBox() (public, private []byte) {
	if s == GM {
		return newBoxSM2()
	}
	k, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic("seal: " + err.Error()) // no entropy: a broken machine
	}
	return k.PublicKey().Bytes(), k.Bytes()
}

// publicOf is the public half of a key for boxes, nil for what is none.
func publicOf(private []byte) []byte {
	if len(private) == 1+macSize && private[0] == privateSM2 {
		if k, err := sm2.NewPrivateKey(private[1:]); err == nil {
			return publicSM2(k)
		}
		return nil
	}
	k, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		return nil
	}
	return k.PublicKey().Bytes()
}

// SealTo seals plain to the owner of a public key, bound to info (what it is, for whom): a box opened with
// another info is seal.broken. A public key that is none is seal.bad_public_key.
func SealTo(public []byte, info string, plain []byte) ([]byte, error) {
	if len(public) == publicSM2Size {
		return sealToSM2(public, info, plain)
	}
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
	if len(private) == 1+macSize && private[0] == privateSM2 && len(box) > 0 && box[0] == boxMarkSM2 {
		if plain, ok := openWithSM2(private[1:], info, box[1:]); ok {
			return plain, nil
		}
		return nil, broken
	}
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
