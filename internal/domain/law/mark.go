package law

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

// Citation is an instrument and its article: "NCL 47", "REG 27". Several articles are several citations.
type Citation = string
