package store

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"guitu/internal/base/errs"
)

// cursor says where a page begins: behind, or before, the row with these sort values.
type cursor struct {
	Order string `json:"o"`
	Back  bool   `json:"b,omitempty"`
	Keys  []any  `json:"k"`
}

func (q query) cursor(keys []any, back bool) (string, error) {
	for i, k := range keys {
		switch v := k.(type) {
		case []byte:
			keys[i] = string(v)
		case string, int64, bool:
		default:
			return "", errs.New(errs.Internal, "store.bad_sort") // NULL, a fraction or a time
		}
	}
	text, err := json.Marshal(cursor{Order: q.order, Back: back, Keys: keys})
	if err != nil {
		return "", errs.Because(errs.Internal, "store.bad_sort", err)
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

// read takes a cursor apart. It is opaque to those who pass it on, but comes from outside.
func (q query) read(s string) (cursor, error) {
	bad := errs.New(errs.Invalid, "store.bad_cursor")
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return cursor{}, bad
	}
	var c cursor
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil || d.More() || c.Order != q.order || len(c.Keys) != len(q.keys) {
		return cursor{}, bad
	}
	for i, k := range c.Keys {
		switch v := k.(type) {
		case string, bool:
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return cursor{}, bad
			}
			c.Keys[i] = n
		default:
			return cursor{}, bad
		}
	}
	return c, nil
}

// spell writes the values as text, for PostgreSQL to read as what their columns are. What it cannot read is then
// its own answer (unreadable), not the driver's, which looks like any other defect.
func (c cursor) spell() {
	for i, k := range c.Keys {
		c.Keys[i] = fmt.Sprint(k)
	}
}
