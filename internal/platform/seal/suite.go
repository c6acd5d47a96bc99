package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"guitu/internal/base/errs"
)

// Suite is a family of algorithms.
type Suite string

// The suites.
const (
	Intl Suite = "intl" // AES-256-GCM, HMAC-SHA256, SHA-256
	GM   Suite = "gm"   // SM4-GCM, HMAC-SM3, SM3
)

const (
	nonceSize = 12
	tagSize   = 16
	padTo     = 16
	macSize   = 32 // length of the key for digests and tokens
)

// ParseSuite reads a suite from the configuration; "" is Intl.
func ParseSuite(s string) (Suite, error) {
	switch Suite(s) {
	case "", Intl:
		return Intl, nil
	case GM:
		return GM, nil
	}
	return "", errs.New(errs.Invalid, "seal.unknown_suite", s)
}

// NewHash is the suite's hash: SHA-256 or SM3, 32 bytes both.
func (s Suite) NewHash() hash.Hash {
	if s == GM {
		return sm3.New()
	}
	return sha256.New()
}

func (s Suite) mark() byte {
	if s == GM {
		return 0x12
	}
	return 0x11
}

// suiteOf reads the first byte of a sealed value.
func suiteOf(sealed []byte) (Suite, bool) {
	for _, s := range []Suite{Intl, GM} {
		if len(sealed) > 0 && sealed[0] == s.mark() {
			return s, true
		}
	}
	return "", false
}

func (s Suite) cipherKeySize() int {
	if s == GM {
		return sm4.BlockSize // SM4 has 128-bit keys only
	}
	return 32
}

// aead makes the cipher for a key of cipherKeySize bytes; another length is a defect of ours.
func (s Suite) aead(key []byte) cipher.AEAD {
	var block cipher.Block
	var err error
	if s == GM {
		block, err = sm4.NewCipher(key)
	} else {
		block, err = aes.NewCipher(key)
	}
	if err != nil {
		panic("seal: " + err.Error())
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic("seal: " + err.Error())
	}
	return gcm
}

func (s Suite) mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(s.NewHash, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// derive makes a key of n bytes for one use, named by info, from a uniformly random secret.
func (s Suite) derive(secret []byte, info string, n int) []byte {
	key, err := hkdf.Expand(s.NewHash, secret, info, n)
	if err != nil {
		panic("seal: " + err.Error()) // only for absurd lengths
	}
	return key
}

// random is n bytes from the system; it cannot fail (crypto/rand ends the program without entropy).
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// lock seals plain under a cipher, with the suite's mark in front and place bound in.
func (s Suite) lock(c cipher.AEAD, place, plain []byte) []byte {
	padded := (len(plain)/padTo + 1) * padTo
	head := 1 + nonceSize
	out := make([]byte, head+padded, head+padded+tagSize)
	out[0] = s.mark()
	rand.Read(out[1:head])
	copy(out[head:], plain)
	out[head+len(plain)] = 0x80
	return c.Seal(out[:head], out[1:head], out[head:], place)
}

// unlock is the reverse of lock; ok is false when anything at all is not as lock left it.
func (s Suite) unlock(c cipher.AEAD, place, sealed []byte) (plain []byte, ok bool) {
	head := 1 + nonceSize
	if len(sealed) < head+padTo+tagSize || sealed[0] != s.mark() {
		return nil, false
	}
	padded, err := c.Open(nil, sealed[1:head], sealed[head:], place)
	if err != nil {
		return nil, false
	}
	for i := len(padded) - 1; i >= 0; i-- {
		switch padded[i] {
		case 0:
			continue
		case 0x80:
			return padded[:i:i], true
		}
		return nil, false
	}
	return nil, false
}

// place is the additional data of a sealed value: where it stands, and under which suite.
func (s Suite) place(column string, names ...string) []byte {
	n := 2 + len(column)
	for _, x := range names {
		n += 1 + len(x)
	}
	b := make([]byte, 0, n)
	b = append(b, s.mark())
	b = append(b, column...)
	for _, x := range names {
		b = append(b, 0) // no column, id or compartment holds a zero byte
		b = append(b, x...)
	}
	return b
}
