package person

import (
	"cmp"
	"slices"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
)

// What two records may agree in besides a number; each is the key of its words. Any two of name, birth within a year
// and county are enough to ask.
const (
	AgreeName    = "person.agrees.name"    // a name or alias, letter for letter
	AgreeReading = "person.agrees.reading" // only read alike
	AgreeBorn    = "person.agrees.born"
	AgreeNear    = "person.agrees.born_near" // born within a year of each other
	AgreeCounty  = "person.agrees.county"
)

// weight says how much an agreement tells: many are born in one year and live in one county.
var weight = map[string]int{AgreeName: 3, AgreeBorn: 3, AgreeReading: 2, AgreeNear: 1, AgreeCounty: 1}

// rank keeps the real candidates among those found, strongest first.
func rank(p Person, found map[id.ID]Person) []Candidate {
	var out []Candidate
	for i, other := range found {
		if i == p.ID {
			continue
		}
		c := Candidate{Person: other, Same: sameNumber(p, other), Agree: agree(p, other)}
		if !c.Same && len(c.Agree) < 2 {
			continue
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.told(), a.told()), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	return out[:min(len(out), 20)]
}

// told is how much speaks for a candidate: a number outweighs everything, three agreements two.
func (c Candidate) told() int {
	n := 10 * len(c.Agree)
	if c.Same {
		n += 100
	}
	for _, a := range c.Agree {
		n += weight[a]
	}
	return n
}

func sameNumber(a, b Person) bool {
	for _, x := range a.Identifiers {
		for _, y := range b.Identifiers {
			if NormaliseNumber(x.Value) == NormaliseNumber(y.Value) {
				return true
			}
		}
	}
	return false
}

// agree lists what two persons share of name, birth within a year, and county.
func agree(a, b Person) []string {
	var out []string
	switch {
	case sameName(a, b, cn.Normalise):
		out = append(out, AgreeName)
	case sameName(a, b, cn.Full):
		out = append(out, AgreeReading)
	}
	switch {
	case a.Born.IsZero() || b.Born.IsZero():
	case a.Born == b.Born:
		out = append(out, AgreeBorn)
	case !b.Born.Before(a.Born.AddYears(-1)) && !b.Born.After(a.Born.AddYears(1)):
		out = append(out, AgreeNear)
	}
	if c := a.Home.County(); c != "" && c == b.Home.County() {
		out = append(out, AgreeCounty)
	}
	return out
}

// sameName tells whether any name of one is written, or reads, like any name of the other.
func sameName(a, b Person, as func(string) string) bool {
	for _, x := range a.names() {
		for _, y := range b.names() {
			if as(x) == as(y) {
				return true
			}
		}
	}
	return false
}
