package folk

import (
	"strings"

	"guitu/internal/base/cn"
)

// Use is what somebody used, as the decision says it. Its shares are those that a rehabilitation facility published
// of 830 intakes (model.md §2.5: heroin 51.9 %, new drugs 41.9 %, both 6.2 %; 25.2 % inject).
type Use struct {
	Drugs   []cn.Drug
	Injects bool
}

// newer are the drugs that came after heroin, the commonest ones several times.
var newer = []cn.Drug{
	"methamphetamine", "methamphetamine", "methamphetamine", "methamphetamine", "methamphetamine_tablet", "methamphetamine_tablet",
	"etomidate", "etomidate", "ketamine", "cathinone",
}

// UseOf draws what somebody used. Only heroin is injected: 25.2 of the 58.1 in a hundred who used it.
func UseOf(d Dice) (u Use) {
	n := d.IntN(1000)
	if n < 519+62 {
		u.Drugs = append(u.Drugs, "heroin")
		u.Injects = d.IntN(581) < 252
	}
	if n >= 519 {
		u.Drugs = append(u.Drugs, One(d, newer))
	}
	return u
}

// String is how a decision puts it.
func (u Use) String() string {
	names := make([]string, len(u.Drugs))
	for i, d := range u.Drugs {
		names[i] = d.String()
	}
	s := "主要毒品：" + strings.Join(names, "、")
	if u.Injects {
		s += "；曾注射"
	}
	return s
}
