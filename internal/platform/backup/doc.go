// Package backup copies the records while the house is at work, and puts a copy back.
//
//	Make     one file: the records of one moment, and a manifest with the digest of every part
//	Check    is the file whole? Without a key, without a house
//	Restore  into an empty folder or database, after the digests have held
//	Last     what was last made well, for whoever watches over it
//
// # What is in a backup
//
// A tar file. From SQLite: records.db, a compact copy of the file (VACUUM INTO: one reading transaction, writers go on).
// From PostgreSQL: one part a table in the text form of COPY, all in one repeatable-read transaction. Scans and papers are
// rows, sealed, and so are in it. manifest.json comes last: engine, node, steps of the schema, size of the log's tree with
// its last signed checkpoint, the ids of the root keys that open it, each part with size and SHA-256, and its own SHA-256.
//
// # What is not
//
// The key-encryption key: what is in the file names nobody without it. Make refuses a folder in which a key file lies, so
// that nobody carries both away in one.
package backup

import "embed"

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
