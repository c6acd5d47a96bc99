package seal

import (
	"bytes"

	"golang.org/x/crypto/argon2"

	"guitu/internal/base/errs"
)

// A secret that is locked by a phrase opens for who knows the phrase, and for nobody else: not for the house, whose keys
// are not enough, and not for who has the phrase and a stolen file, for the house's key goes into it too. Byte 0 says so
// (0x31), then come sixteen bytes of salt and the value under the key that Argon2id (RFC 9106, second choice: 64 MiB,
// three passes) stretches from both.
const (
	phraseMark   = 0x31
	phraseSalt   = 16
	phrasePasses = 3
	phraseKiB    = 64 * 1024
	phraseAtOnce = 2 // stretchings, so that the readers of a province do not eat the memory of its server
)

// LockBy locks a secret by a phrase, bound to info (what it is, whose).
func (v *Vault) LockBy(phrase, info string, plain []byte) []byte {
	salt := random(phraseSalt)
	suite, key := v.stretched(phrase, salt)
	head := append([]byte{phraseMark}, salt...)
	return append(head, suite.lock(suite.aead(key), suite.place("seal.phrase", info), plain)...)
}

// UnlockBy opens what LockBy locked. A wrong phrase, another info and an altered value are all seal.phrase_wrong.
func (v *Vault) UnlockBy(phrase, info string, locked []byte) ([]byte, error) {
	wrong := errs.New(errs.Invalid, "seal.phrase_wrong")
	if len(locked) <= 1+phraseSalt || locked[0] != phraseMark {
		return nil, wrong
	}
	suite, key := v.stretched(phrase, locked[1:1+phraseSalt])
	plain, ok := suite.unlock(suite.aead(key), suite.place("seal.phrase", info), locked[1+phraseSalt:])
	if !ok {
		return nil, wrong
	}
	return plain, nil
}

// stretched is the key of a phrase. The pepper is of a ring key that is never turned (forIndex): what is locked by a
// phrase nobody else could wrap anew.
func (v *Vault) stretched(phrase string, salt []byte) (Suite, []byte) {
	v.stretching <- struct{}{}
	defer func() { <-v.stretching }()
	suite, pepper := v.derived(forIndex, "guitu phrase")
	return suite, argon2.IDKey(suite.mac(pepper, bytes.TrimSpace([]byte(phrase))), salt, phrasePasses, phraseKiB, 1, uint32(suite.cipherKeySize()))
}
