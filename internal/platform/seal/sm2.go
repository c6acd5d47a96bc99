package seal

import (
	"crypto/rand"
	"encoding/binary"
	"strconv"

	"github.com/emmansun/gmsm/sm2"

	"guitu/internal/base/errs"
)

const (
	publicSM2Size = 65   // 0x04, x, y
	privateSM2    = 0x53 // before the 32 bytes of d, so that it is not taken for an X25519 key
)

func publicSM2(k *sm2.PrivateKey) []byte {
	point, err := k.ECDH()
	if err != nil {
		panic("seal: " + err.Error()) // it was made here
	}
	return point.PublicKey().Bytes()
}

func newBoxSM2() (public, private []byte) {
	k, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		panic("seal: " + err.Error()) // no entropy: a broken machine
	}
	d, err := k.ECDH()
	if err != nil {
		panic("seal: " + err.Error())
	}
	return publicSM2(k), append([]byte{privateSM2}, d.Bytes()...)
}

// sealToSM2 is a digital envelope: mark, length of the enveloped key, that key, content. What the envelope says is bound
// to the content, and the content to info.
func sealToSM2(public []byte, info string, plain []byte) ([]byte, error) {
	to, err := sm2.NewPublicKey(public)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "seal.bad_public_key", err)
	}
	key := random(GM.cipherKeySize())
	sent, err := sm2.EncryptASN1(rand.Reader, to, key)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "seal.bad_public_key", err)
	}
	box := binary.BigEndian.AppendUint16([]byte{boxMarkSM2}, uint16(len(sent)))
	box = append(box, sent...)
	return append(box, GM.lock(GM.aead(key), boxPlace(info, sent), plain)...), nil
}

func openWithSM2(d []byte, info string, box []byte) (plain []byte, ok bool) {
	mine, err := sm2.NewPrivateKey(d)
	if err != nil || len(box) < 2 {
		return nil, false
	}
	n := int(binary.BigEndian.Uint16(box))
	if n > len(box)-2 {
		return nil, false
	}
	sent, content := box[2:2+n], box[2+n:]
	key, err := sm2.Decrypt(mine, sent)
	if err != nil || len(key) != GM.cipherKeySize() {
		return nil, false
	}
	return GM.unlock(GM.aead(key), boxPlace(info, sent), content)
}

func boxPlace(info string, sent []byte) []byte {
	return append(append([]byte("guitu box\x00"), sent...), info...)
}

// signingSM2 makes the private key of a signer from its secret: the first number derived of it that can be one.
func signingSM2(secret []byte) (*sm2.PrivateKey, error) {
	for i := range 64 { // one in four thousand million cannot
		if k, err := sm2.NewPrivateKey(GM.derive(secret, "guitu sm2 signer/"+strconv.Itoa(i), macSize)); err == nil {
			return k, nil
		}
	}
	return nil, errs.New(errs.Internal, "seal.bad_value")
}
