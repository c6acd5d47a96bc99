package seal

import (
	"bytes"
	"crypto/subtle"
	"strings"
)

// Bearer is what is kept of a secret that a browser or a slip of paper bears, for the row that it opens: 32 bytes. Half of it
// finds the row by the secret alone, and half holds for this secret in this row: who writes the database can neither make one
// without the key, nor give that of his own row to another's. index names the column; row is what the row is about.
func (v *Vault) Bearer(index, secret string, row ...string) []byte {
	return append(bytes.Clone(v.Token(index, secret)), v.Token(index+".row", strings.Join(append([]string{secret}, row...), "\x00"))...)
}

// Borne are the least and the greatest of what Bearer makes of a secret, for the question that finds its row.
func (v *Vault) Borne(index, secret string) (from, to []byte) {
	t := v.Token(index, secret)
	return append(bytes.Clone(t), bytes.Repeat([]byte{0x00}, len(t))...), append(bytes.Clone(t), bytes.Repeat([]byte{0xff}, len(t))...)
}

// Bears tells whether a mark is that of a secret in a row.
func (v *Vault) Bears(mark []byte, index, secret string, row ...string) bool {
	return subtle.ConstantTimeCompare(mark, v.Bearer(index, secret, row...)) == 1
}
