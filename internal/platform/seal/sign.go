package seal

import (
	"crypto/ed25519"
	"crypto/rand"

	"github.com/emmansun/gmsm/sm2"

	"guitu/internal/base/errs"
)

// Signer signs in the name of a part of the house, such as a node's ledger: with Ed25519, or under the gm suite with SM2
// by SM3 (GB/T 32918.2, the usual identity, signatures as GM/T 0009 writes them). It knows the keys that it had before.
type Signer struct{ pairs []pair } // the one that signs first, then the older ones, newest first

// pair is one key of a signer.
type pair struct {
	ed  ed25519.PrivateKey
	sm2 *sm2.PrivateKey
}

func newPair(s Suite, secret []byte) (pair, error) {
	if s == GM {
		k, err := signingSM2(secret)
		return pair{sm2: k}, err
	}
	return pair{ed: ed25519.NewKeyFromSeed(secret)}, nil
}

func (p pair) public() []byte {
	if p.sm2 != nil {
		return publicSM2(p.sm2)
	}
	return []byte(p.ed.Public().(ed25519.PublicKey))
}

// Public is the key that others verify with: 32 bytes of Ed25519, or 65 of SM2 (0x04, x, y).
func (s *Signer) Public() []byte { return s.pairs[0].public() }

// Sign signs a message.
func (s *Signer) Sign(message []byte) ([]byte, error) {
	if k := s.pairs[0].sm2; k != nil {
		signature, err := k.SignWithSM2(rand.Reader, nil, message)
		if err != nil {
			return nil, errs.Because(errs.Internal, "seal.bad_value", err)
		}
		return signature, nil
	}
	return ed25519.Sign(s.pairs[0].ed, message), nil
}

// verifies tells whether a signature is of the message and of the key.
func verifies(public, message, signature []byte) bool {
	switch len(public) {
	case ed25519.PublicKeySize:
		return ed25519.Verify(public, message, signature)
	case publicSM2Size:
		k, err := sm2.NewPublicKey(public)
		return err == nil && sm2.VerifyASN1WithSM2(k, nil, message, signature)
	}
	return false
}
