// Package roster takes the sheets that facilities keep into the house (导入花名册).
//
//	Preview   what an import would do; nothing is written
//	Import    every row that stands, in one transaction, or none
//	Bring …   a file that is looked at, mended cell by cell (Put), loaded (Load) or dropped
//	Runs      what was brought, with its counts
//
// What a file says is read by book; here it is held against the house. A row is the same person by number, else by
// the number of a decision and the name. Of somebody known, what the row tells otherwise is taken over, and
// what it leaves open stays; facts of the legal life are withdrawn and recorded anew, and one that would move the
// end of a term waits for a second officer. The same file again changes nothing.
//
// A roster says what is, lawful or not: beds are taken as found, with a warning and a duty to move; what was due
// before is to be confirmed from paper; only a term that has ended is an alarm at once. The ground of a decision,
// which no roster states, is left unsaid.
//
// The order: plan.go decides, without writing, from who.go (who is known, what differs), judge.go (the legal life)
// and beds.go; apply.go writes through the rooms that own the tables; run.go keeps the papers: file, report and what
// was told lie sealed under the file's own key, and go with it after thirty days.
package roster

import "embed"

// Catalogue is the words of this room and of book in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
