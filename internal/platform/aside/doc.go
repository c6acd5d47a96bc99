// Package aside takes rows out of their tables and keeps them where nobody reads them: what sealing (封存) is below the
// screens. It knows nothing of the trade; which rows of which tables are somebody's is said by the room that seals.
//
// # Why rows go, and are not hidden
//
// A row that stays in its table has to be left out by every query that was ever written and by every one that will be. A
// row that is not there is in no list, count, search or export, and a page about it answers as for one that never was.
//
// # What Take does, in the caller's transaction
//
//	reads     every row that the tables mean, with what the log last said of it (audit.Standings)
//	keeps     the rows in pieces, sealed with a new key, the box's own
//	escrows   that key, and every key of the rows' own records in all compartments (seal.SealAway)
//	deletes   the rows, children first
//	records   a fact in each room that lost rows
//
// The log keeps its facts: ids, never names. guitu verify holds what the log last said of each row against what was kept
// beside the box: a row that was altered before it was sealed, one that was taken away otherwise, and a box that was
// altered are found, and nobody needs the escrow to look.
//
// # Reading
//
// Open reads a box with keys that are opened for this one reading (seal.Peek). Nothing goes back into the tables: a sealed
// file that is lawfully opened is read by who asked and who granted it, and by nobody else who happens to look at a list.
package aside

import "embed"

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
