// Package separation is who may share a room (分别管理): the keys of law.md §3.2 as a table, and pure functions that say
// what stands against somebody joining a room, and who of those in a room should move.
//
// It knows neither the database nor the clock. What is unknown of somebody never blocks.
package separation

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
)

// Rule is one key of separation (law.md §3.2): a trait in which those who share a room must agree. A trait that nobody
// has said is unknown, and what is unknown never blocks.
type Rule struct {
	Key    string
	Basis  []law.Citation // none for an order of the house's own
	Mark   law.Mark
	Region string // first two digits of the division where the text is in force; "" everywhere
	Own    bool   // an order of the house: it binds the house until it is lifted
	Code   string // what a roster calls the finding (roster.md)
	Days   int    // within which what was found is to be put right; NoTime where nothing names one
}

// The keys of separation.
const (
	BySex     = "sex"
	ByAge     = "minor"
	ByPhase   = "phase"
	ByGrade   = "grade"
	ByWill    = "will"
	ByPair    = "apart"
	ByIllness = "illness" // and by drug: facts of a compartment, judged in known and never said
)

// NoTime is for a rule that says no time, and for which nobody has invented one.
const NoTime = -1

// Rules is the table. A room that breaks sex or age is to be put right on the day; the week for phases is our own
// reading (as rosters have it), no text names a time.
var Rules = []Rule{
	{Key: BySex, Basis: []law.Citation{"NCL 44", "REG 30"}, Mark: law.S, Code: "bed.separation"},
	{Key: ByAge, Basis: []law.Citation{"NCL 44", "REG 30"}, Mark: law.S, Code: "bed.separation"},
	{Key: ByPhase, Basis: []law.Citation{"REG 30"}, Mark: law.S, Code: "bed.zone_conflict", Days: 7},
	{Key: ByGrade, Basis: []law.Citation{"REG 30"}, Mark: law.S, Code: "bed.separation", Days: NoTime},
	{Key: ByWill, Basis: []law.Citation{"SD 45"}, Mark: law.S, Region: "37", Code: "bed.separation", Days: NoTime},
	{Key: ByPair, Own: true, Mark: law.Inference, Code: "bed.separation"},
	{Key: ByIllness, Basis: []law.Citation{"NCL 44", "REG 30"}, Mark: law.S, Code: "bed.care", Days: NoTime},
}

// RuleOf is the rule of a key.
func RuleOf(key string) Rule {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Key == key })
	return Rules[i]
}

// In is the rule with the mark that it has in a region: a province's own text is only our reading elsewhere.
func (r Rule) In(region string) Rule {
	if r.Region != "" && r.Region != region {
		r.Mark = law.Inference
	}
	return r
}

// Blocks tells whether the rule refuses what the house does; one that does not is only said.
func (r Rule) Blocks() bool { return r.Own || r.Mark.Blocks() }

// Neighbour is a person in a room, as far as separation needs to know. A trait that is "" is unknown.
type Neighbour struct {
	Person  id.ID
	Sex     cn.Sex
	Minor   bool
	Ageless bool   // nobody knows when he was born
	Phase   string // "" when nobody has said
	Grade   string // one of Grades
	Will    string // one of Wills
}

// Grades are those of graded management (严管、普管、宽管).
var Grades = []string{"strict", "standard", "lenient"}

// Wills tell whether somebody is here by decision or of his own will.
var Wills = []string{"compulsory", "voluntary"}

// adult is the birthday from which nobody is a minor (MPL 2).
const adult = 18

// Age fills what is known of somebody's age on a day.
func (n *Neighbour) Age(born, today civil.Date) {
	n.Ageless = born.IsZero()
	n.Minor = !n.Ageless && today.Before(born.Birthday(adult))
}

// Trait is what a key looks at; "" is unknown.
func (n Neighbour) Trait(key string) string {
	switch key {
	case BySex:
		return string(n.Sex)
	case ByAge:
		switch {
		case n.Ageless:
			return ""
		case n.Minor:
			return "minor"
		}
		return "adult"
	case ByPhase:
		return n.Phase
	case ByGrade:
		return n.Grade
	case ByWill:
		return n.Will
	}
	return ""
}

// Room is what a room adds to the judgement of those in it.
type Room struct {
	Zone   string // it is assigned to; then the phase is judged by it, and not by who else lies there
	Region string
	Pairs  map[id.ID][]id.ID // who is kept apart from whom
}

// Reason is why a bed does not fit, or what is to be thought of where it does.
type Reason struct {
	Rule
	With id.ID // from whom he is kept apart
}

// Clash is everything that stands against somebody joining those in a room.
func (r Room) Clash(n Neighbour, mates []Neighbour) (out []Reason) {
	for _, rule := range Rules {
		rule = rule.In(r.Region)
		switch {
		case rule.Key == ByPair:
			for _, m := range mates {
				if slices.Contains(r.Pairs[n.Person], m.Person) {
					out = append(out, Reason{Rule: rule, With: m.Person})
				}
			}
		case rule.Key == ByPhase && r.Zone != "":
			if n.Phase != "" && n.Phase != r.Zone {
				out = append(out, Reason{Rule: rule})
			}
		case n.Trait(rule.Key) != "":
			mine := n.Trait(rule.Key)
			if slices.ContainsFunc(mates, func(m Neighbour) bool { t := m.Trait(rule.Key); return t != "" && t != mine }) {
				out = append(out, Reason{Rule: rule})
			}
		}
	}
	return out
}

// Finding is a rule that a room breaks, and who of those in it should move: those who are fewer, all when nobody is.
type Finding struct {
	Rule
	Movers []id.ID
}

// Judge says which rules a room breaks, for the people in it.
func (r Room) Judge(people []Neighbour) (out []Finding) {
	for _, rule := range Rules {
		var movers []id.ID
		switch {
		case rule.Key == ByPair:
			movers = r.together(people)
		case rule.Key == ByPhase && r.Zone != "":
			for _, p := range people {
				if p.Phase != "" && p.Phase != r.Zone {
					movers = append(movers, p.Person)
				}
			}
		default:
			movers = fewer(people, func(n Neighbour) string { return n.Trait(rule.Key) })
		}
		if len(movers) > 0 {
			out = append(out, Finding{Rule: rule.In(r.Region), Movers: movers})
		}
	}
	return out
}

// together lists those of a room who are kept apart from somebody in it.
func (r Room) together(people []Neighbour) (out []id.ID) {
	for _, p := range people {
		if slices.ContainsFunc(people, func(o Neighbour) bool { return slices.Contains(r.Pairs[p.Person], o.Person) }) {
			out = append(out, p.Person)
		}
	}
	return out
}

// Breach says what a roster finds wrong with a room, and who of those in it should move.
type Breach struct {
	Code   string // bed.separation or bed.zone_conflict
	Basis  string // articles
	Days   int    // within which it is to be put right
	Movers []id.ID
}

// Found says which rules a room breaks, by what a roster knows of the people in it.
func Found(people []Neighbour) (out []Breach) {
	for _, f := range (Room{}).Judge(people) {
		i := slices.IndexFunc(out, func(b Breach) bool { return b.Code == f.Code })
		if i < 0 {
			out = append(out, Breach{Code: f.Code, Basis: strings.Join(f.Basis, "; "), Days: max(0, f.Days), Movers: f.Movers})
			continue
		}
		out[i].Movers = append(out[i].Movers, f.Movers...)
	}
	return out
}

// fewer lists who differs from most of the room in a trait; everybody when no trait has the most; nobody
// when all agree or the trait is not known.
func fewer(people []Neighbour, of func(Neighbour) string) []id.ID {
	count := map[string]int{}
	for _, p := range people {
		if t := of(p); t != "" {
			count[t]++
		}
	}
	if len(count) < 2 {
		return nil
	}
	most, tie := "", false
	for t, n := range count {
		switch {
		case most == "" || n > count[most]:
			most, tie = t, false
		case n == count[most]:
			tie = true
		}
	}
	var out []id.ID
	for _, p := range people {
		if t := of(p); t != "" && (tie || t != most) {
			out = append(out, p.Person)
		}
	}
	return out
}

// Blocking keeps the reasons that refuse.
func Blocking(all []Reason) (out []Reason) {
	for _, r := range all {
		if r.Blocks() {
			out = append(out, r)
		}
	}
	return out
}
