package seal

import (
	"crypto/cipher"
	"encoding/binary"
	"encoding/json"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Key opens one compartment of one record, for the length of a transaction. It is safe for concurrent use,
// and is never stored, logged or put into a context.
type Key struct {
	record      id.ID
	compartment Compartment
	suite       Suite
	aead        cipher.AEAD
	mac         []byte
}

func newKey(record id.ID, c Compartment, s Suite, data []byte) *Key {
	n := s.cipherKeySize()
	return &Key{record: record, compartment: c, suite: s, aead: s.aead(data[:n]), mac: data[n:]}
}

// newData makes the secret of a new data key: a cipher key, then a key for digests.
func (s Suite) newData() []byte { return random(s.cipherKeySize() + macSize) }

// Record is the record whose key this is.
func (k *Key) Record() id.ID { return k.record }

// Suite is the suite of the key, which it keeps whatever the house's is later.
func (k *Key) Suite() Suite { return k.suite }

// Compartment is the part of the record that the key opens.
func (k *Key) Compartment() Compartment { return k.compartment }

// Seal seals a value for a column, written "table.column". An empty value is sealed like a short one, so
// that the disk does not tell who has no entry; a column that may tell it is left NULL by the room.
func (k *Key) Seal(column string, plain []byte) []byte {
	return k.suite.lock(k.aead, k.suite.place(column, string(k.record)), plain)
}

// Open opens what Seal made for the same column and record. A NULL column (nil) opens to nil. Anything
// altered, cut or moved here from another place is seal.broken.
func (k *Key) Open(column string, sealed []byte) ([]byte, error) {
	if sealed == nil {
		return nil, nil
	}
	plain, ok := k.suite.unlock(k.aead, k.suite.place(column, string(k.record)), sealed)
	if !ok {
		return nil, errs.New(errs.Internal, "seal.broken", column, string(k.record))
	}
	return plain, nil
}

// SealString is Seal for text.
func (k *Key) SealString(column, plain string) []byte { return k.Seal(column, []byte(plain)) }

// OpenString is Open for text.
func (k *Key) OpenString(column string, sealed []byte) (string, error) {
	b, err := k.Open(column, sealed)
	return string(b), err
}

// Digest is the keyed digest of a list of values, 32 bytes, for facts of the audit log: it proves what stood
// there to whoever has the record's key, and says nothing to anyone else, not even by guessing. When the key
// is destroyed, so is that meaning.
func (k *Key) Digest(parts ...[]byte) []byte {
	all := make([][]byte, 0, 2*len(parts))
	for _, p := range parts {
		all = append(all, binary.BigEndian.AppendUint64(nil, uint64(len(p))), p) // "ab","c" is not "a","bc"
	}
	return k.suite.mac(k.mac, all...)
}

// SealValue seals a whole value: exported fields by their Go names. A field that is added later opens as its
// zero value from older seals; one that is renamed needs a migration.
func (k *Key) SealValue(column string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, errs.Because(errs.Internal, "seal.bad_value", err)
	}
	return k.Seal(column, plain), nil
}

// OpenValue opens what SealValue sealed into v, a pointer.
func (k *Key) OpenValue(column string, sealed []byte, v any) error {
	plain, err := k.Open(column, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return errs.Because(errs.Internal, "seal.bad_value", err)
	}
	return nil
}
