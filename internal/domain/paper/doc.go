// Package paper is what the house issues (文书): forms, receipts, notices, letters, certificates.
//
// A paper is issued as a step of the act that it comes out of (IssueIn) or by an officer on its own (Issue). It takes
// the next number of its series in its facility and year, and is kept sealed exactly as it was issued: printed again in
// years it is the same paper. It never changes. One that no longer counts is voided with a reason (作废), or replaced by
// another; both stay in the file, and a print of the old one says so.
//
// A paper that states the end of a term states it for good, while the file may learn better: StaleIn finds those that
// state another end than the file, or are term sheets of another decision, and owes their replacement (letter.replace).
//
// Every paper has a proof (platform/witness): the log holds a commitment to its kind, number, facility, date, to whom it
// concerns by a masked name, the end that it states, and the digest of its content; the printed code shows that to
// whoever has the public key of the house and nothing else. See Desk.Print.
//
// What the papers say is made in paper/forms, of plain values.
package paper

import "embed"

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
