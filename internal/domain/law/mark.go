package law

import "strings"

// Mark says how sure we are that a rule stands in force as written.
type Mark uint8

// The marks, from certain to unknown.
const (
	S         Mark = iota // the whole article was read in a copy of the enacted text
	X                     // the article was read in an excerpt, its surroundings were not
	Secondary             // press, papers, court digests
	Memory                // recalled, no text at hand
	Inference             // our reading, in no text
	Unknown               // no number found: a setting without default
)

var markNames = [...]string{"S", "X", "2°", "memory", "inference", "unknown"}

// String is the mark as printed in answers and documents.
func (m Mark) String() string { return markNames[m] }

// Blocks tells whether a rule of this mark may refuse an act without being confirmed.
func (m Mark) Blocks() bool { return m <= X }

const settled = " confirmed"

// Kept is the mark as rows keep it, with what two officers confirmed of the rule's number.
func (m Mark) Kept(confirmed bool) string {
	if confirmed && !m.Blocks() {
		return m.String() + settled
	}
	return m.String()
}

// Unsure tells whether a mark as rows keep it is neither that of a text that was read nor confirmed.
func Unsure(kept string) bool {
	return kept != S.String() && kept != X.String() && !strings.HasSuffix(kept, settled)
}

// Citation is an instrument and its article: "NCL 47", "REG 27". Several articles are several citations.
type Citation = string
