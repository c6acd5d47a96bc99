package term

import "guitu/internal/domain/law"

// FieldKind is the kind of a field's value.
type FieldKind uint8

// The kinds of fields.
const (
	Flag   FieldKind = iota // true or false
	Text                    // any text
	Day                     // a civil day
	Number                  // a whole number, at least 1
	Hours                   // a number, at least 0
	One                     // one of Words
	Many                    // a list of Words
	Ref                     // index of an earlier fact
)

// Field is one field of a fact; its position in the table is its name in Fact.
type Field struct {
	Name  string
	Kind  FieldKind
	Words []Word
	Must  Must
}

// Must says whether a field has to be there.
type Must uint8

// The demands.
const (
	Optional Must = iota
	Required
	WhenApproved // required when the fact's approved is true, not read otherwise
)

// Schema is how a fact type is written down, for doors and forms.
type Schema struct {
	Type   Type
	Name   string
	Moment bool // at is a moment, not a day
	Fields []Field
}

// spec is a schema and what the type does.
type spec struct {
	Schema
	kind   law.Kind // CD or CR, for the facts that exist for both
	needs  need
	after  openingKind // the opening it needs
	closes bool        // and ends: every one of the kind
	opens  openingKind
	check  func(*fold, *measure, *Fact)
	apply  func(*fold, *measure, *Fact)
	stands bool // of a kept case: done against the law, it is done (Case.Kept)
}

// SchemaOf is how a type is written down.
func SchemaOf(t Type) *Schema { return &specs[t].Schema }

// Types lists every fact type.
func Types() []Type {
	all := make([]Type, 0, types-1)
	for t := NoType + 1; t < types; t++ {
		all = append(all, t)
	}
	return all
}

// Vocabulary is the names of all types and words in the order of their numbers: what a number means that is kept.
func Vocabulary() (all []string) {
	for t := range types {
		all = append(all, specs[t].Name)
	}
	return append(all, wordNames[:]...)
}

// String is the type's name in cases.
func (t Type) String() string { return specs[t].Name }
