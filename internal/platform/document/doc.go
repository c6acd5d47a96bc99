// Package document keeps files and gives numbers.
//
// A file (文件) is a scan, an upload or a paper that the house made: it belongs to a record, lies in one
// compartment, and is sealed in pieces in the database, with a key of its own, so that it is backed up with
// the record, can be erased by destroying one key, and never lies open in a folder. Its name is sealed too.
// A file never changes; another version is another file.
//
// A file may have a day of erasure, such as thirty days for an imported roster. EraseDue takes the pieces
// and the key away; that the file was there, when, how large and of whom remains, since the facts name it.
//
// A number (文号, 案号) is what people write on paper: QC-n1-A01-2026-000123 is the 123rd of its series from
// node n1, unit A01, in 2026. It is unique without a central counter, because node and unit count for
// themselves. Numbers are taken in the caller's transaction: one that fails takes none, so that a series has
// no gaps.
package document

import "embed"

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
