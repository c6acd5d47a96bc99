package law

import (
	"strconv"

	"guitu/internal/base/civil"
)

// Unit is what a parameter's number counts. Days are natural days unless the instrument says working days.
type Unit uint8

// The units. A Word parameter has a choice instead of a number.
const (
	Count Unit = iota
	Hour
	Day
	Workday
	Month
	Year
	Word
)

var unitNames = [...]string{"count", "hour", "day", "workday", "month", "year", "word"}

// String is the unit's name in documents.
func (u Unit) String() string { return unitNames[u] }

// Favour says which way a parameter may be moved without hurting the person it is about.
type Favour uint8

// The directions of favour.
const (
	Neither Favour = iota // no direction: a value marked S stands as it is
	Less                  // the smaller the better for the person
	More                  // the larger the better for the person
)

var favourNames = [...]string{"neither", "less", "more"}

// String is the direction's name in documents.
func (f Favour) String() string { return favourNames[f] }

// Value is a number in a unit, or a word. The zero Value is "not set": nobody knows, a person decides.
type Value struct {
	Set  bool
	N    int
	Unit Unit
	Word string
}

// Of is a number in a unit.
func Of(n int, u Unit) Value { return Value{Set: true, N: n, Unit: u} }

// Choice is a word.
func Choice(w string) Value { return Value{Set: true, Unit: Word, Word: w} }

// String is the value for documents: "15 day", "DECISION_DATE", "—" when not set.
func (v Value) String() string {
	switch {
	case !v.Set:
		return "—"
	case v.Unit == Word:
		return v.Word
	default:
		return strconv.Itoa(v.N) + " " + v.Unit.String()
	}
}

// Key names a parameter: "ci.ps.min". Its title is the catalogue entry "law.param." + key.
type Key string

// Parameter is one value of the registry (参数) and where it comes from.
type Parameter struct {
	Key       Key
	Region    string // two digits of GB/T 2260; "" for the whole country
	Facility  string // id of a facility; "" for all
	Value     Value
	Basis     []Citation
	Mark      Mark
	Favour    Favour
	Recorded  bool       // known and shown, and read by no rule yet: what it says is kept by people
	From      civil.Date // first day in force, zero when always
	Until     civil.Date // last day in force, zero when open
	Confirmed bool       // two people of the bureau's legal post confirmed or set it
	Document  string     // on which document, when Confirmed
}

// Blocks tells whether a rule that rests on this parameter may refuse an act.
func (p Parameter) Blocks() bool { return p.Mark.Blocks() || p.Confirmed }

// On tells whether the parameter is in force on day d; the zero day asks for what has no end.
func (p Parameter) On(d civil.Date) bool {
	if d.IsZero() {
		return p.Until.IsZero()
	}
	return (p.From.IsZero() || !d.Before(p.From)) && (p.Until.IsZero() || !d.After(p.Until))
}
