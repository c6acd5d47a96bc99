// Package supervision is how the procuratorate watches over a facility (检察监督): the procurator of the facility asks, in
// writing and until a day that he names, and the answer is a duty of the facility.
//
//	Ask       the procurator; opens the duty supervision.answer
//	Answer    the facility's legal officer or head, signed; closes it
//	Close     the procurator has what he asked for; Withdraw: he asks no longer
//
// What was answered is never changed. Who is not content asks again: the next question names the one before, and is owed
// by itself. What the procurator reads is not shown to the facility (audit.Filter.Unwatched); what he asks is, because it
// is asked of the facility.
//
// A question about a person stands under a key of its own, not the person's: it is the procurator's. It is sealed away
// with the person's file.
package supervision

import "embed"

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
