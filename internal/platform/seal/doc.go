// Package seal is the only room that knows a cipher: sealed columns, keyed tokens and digests, the house's
// own keys, and boxes that only their addressee can open.
//
// # Why
//
// A stolen database file must list nobody. So everything that names or describes a person is sealed at
// rest, compartment by compartment, and search goes by keyed tokens. The wall between compartments is a
// wall of keys: who has not the clinical key reads noise, whatever a query or a bug hands him.
//
// # Keys, from the outside in
//
//	root      outside the database: a file, an environment value, later a command (an HSM, a KMS).
//	          Wraps the ring and nothing else, so that a slow root costs a few calls at the start.
//	ring      the house's own keys, in seal_ring, wrapped by the root: one per compartment (the seven keys),
//	          one for blind indexes, one per signer, and the escrow. Several generations may live side by
//	          side; the newest seals, the older ones open.
//	data key  one per (record, compartment), in seal_key, wrapped by its compartment's ring key, whose id
//	          (kek) stands beside it. It opens the record's columns and keys the record's digests.
//
// # Form of a sealed value
//
//	byte 0      suite and version (0x11 intl/1, 0x12 gm/1)
//	byte 1-12   nonce, random
//	then        ciphertext and tag of the padded value; the additional data are column, record and byte 0
//
// A value is padded (0x80, zeros, to a multiple of 16) before it is sealed: "positive" and "negative" must
// not differ by a byte on the disk. Moved to another column or record, cut or altered, it does not open:
// seal.broken. What sealing cannot see is an older sealed value put back into the same column: that is the
// audit digests' part.
//
// # Suites
//
// intl: AES-256-GCM, HMAC-SHA256, SHA-256. gm: SM4-GCM, HMAC-SM3, SM3 (GB/T 32907, GB/T 32905), for houses
// that must run on national algorithms. Every wrapped or sealed value says its suite, so that a house may
// change over while it runs. Nonces are made here and not by cipher.NewGCMWithRandomNonce, which refuses
// SM4.
//
// # Sealing away (封存)
//
// SealAway re-wraps a record's data keys to the public half of the escrow and marks them sealed. From then
// on Key answers NotFound, the same as for a record that never was: below every list, search and page.
// Restore opens them again. Today the private half lies in the ring, under the root; the form of the rows
// does not change when it moves to the tokens of two officers.
package seal

import "embed"

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
