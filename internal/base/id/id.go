// Package id makes the identifiers of the house: unique without a central counter, ordered by time of
// making, 26 printable characters, and made by the caller, so that a command sent twice is the same command.
package id

import (
	"encoding/base32"
	"time"

	"github.com/google/uuid"

	"guitu/internal/base/errs"
)

// ID is a version 7 UUID (RFC 9562) in Crockford's base 32, lower case: 26 characters whose byte order is
// the order of making. The zero value is no id.
type ID string

var code = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New makes an id of this moment.
func New() ID {
	u := uuid.Must(uuid.NewV7()) // fails only without an entropy source: a broken machine
	return ID(code.EncodeToString(u[:]))
}

// Parse reads an id as it came from a URL, form or file; id.bad says what would be right.
func Parse(s string) (ID, error) {
	var u uuid.UUID
	if len(s) != 26 {
		return "", errs.New(errs.Invalid, "id.bad", s)
	}
	if _, err := code.Decode(u[:], []byte(s)); err != nil || u.Version() != 7 {
		return "", errs.New(errs.Invalid, "id.bad", s)
	}
	return ID(s), nil
}

// Month is the month of making as yyyymm, UTC: the partition in which an append-only row with this id
// stands. It is 0 for an id that Parse would refuse.
func (i ID) Month() int {
	if _, err := Parse(string(i)); err != nil {
		return 0
	}
	var u uuid.UUID
	_, _ = code.Decode(u[:], []byte(i)) // Parse has decoded it
	sec, nsec := u.Time().UnixTime()
	t := time.Unix(sec, nsec).UTC()
	return t.Year()*100 + int(t.Month())
}

// Bytes are the sixteen bytes of an id, nil for what Parse would refuse.
func (i ID) Bytes() []byte {
	if _, err := Parse(string(i)); err != nil {
		return nil
	}
	b, err := code.DecodeString(string(i))
	if err != nil {
		return nil
	}
	return b
}

// FromBytes is the id of sixteen bytes, as Bytes gives them.
func FromBytes(b []byte) ID { return ID(code.EncodeToString(b)) }
