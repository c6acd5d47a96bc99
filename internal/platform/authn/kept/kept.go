// Package kept writes what pages keep in a session as bytes, and reads it.
package kept

import (
	"encoding/binary"
	"time"

	"github.com/alexedwards/scs/v2"
)

// Codec writes what pages keep in a session as scs does, but for a session in which they keep nothing, as nearly all are:
// gob learns its types anew for each piece that it reads, and that took more memory than a session's statements.
type Codec struct{ scs.GobCodec }

// An empty session is a zero and its end in unix microseconds. No text of gob begins with a zero: that would be a message
// without a byte in it.
const emptyLength = 1 + 8

// Encode writes a session's values.
func (c Codec) Encode(ends time.Time, values map[string]any) ([]byte, error) {
	if len(values) > 0 {
		return c.GobCodec.Encode(ends, values)
	}
	return binary.BigEndian.AppendUint64(make([]byte, 1, emptyLength), uint64(ends.UnixMicro())), nil
}

// Decode reads them, also those that were written before there was a word for nothing.
func (c Codec) Decode(b []byte) (time.Time, map[string]any, error) {
	if len(b) != emptyLength || b[0] != 0 {
		return c.GobCodec.Decode(b)
	}
	return time.UnixMicro(int64(binary.BigEndian.Uint64(b[1:]))).UTC(), map[string]any{}, nil
}
