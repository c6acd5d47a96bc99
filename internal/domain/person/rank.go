package person

import (
	"cmp"
	"slices"

	"guitu/internal/base/id"
)

// rank keeps the real candidates among those found, strongest first.
func rank(p Person, found map[id.ID]Person) []Candidate {
	var out []Candidate
	for i, other := range found {
		if i == p.ID {
			continue
		}
		c := Candidate{Person: other, Why: SameTraits, Traits: agree(p, other)}
		if sameNumber(p, other) {
			c.Why = SameNumber
		} else if c.Traits < 2 {
			continue
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Why, b.Why), cmp.Compare(b.Traits, a.Traits), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	return out[:min(len(out), 20)]
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

// agree counts what two persons share of name, birth within a year, and county.
func agree(a, b Person) int {
	n := 0
	if sameReading(a, b) {
		n++
	}
	if !a.Born.IsZero() && !b.Born.IsZero() && !b.Born.Before(a.Born.AddYears(-1)) && !b.Born.After(a.Born.AddYears(1)) {
		n++
	}
	if c := a.Home.County(); c != "" && c == b.Home.County() {
		n++
	}
	return n
}
