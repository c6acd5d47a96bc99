package demo

import (
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/demo/folk"
	"guitu/internal/domain/staff"
)

// officer is a seat and who sits in it.
type officer struct {
	name, role  string
	unit        id.ID
	from, until civil.Date
	member      id.ID
	post        id.ID
}

// posted is how many of a role a place has.
type posted struct {
	role string
	n    int
}

var (
	inBrigade = []posted{{"brigade_head", 1}, {"duty_officer", 2}, {"zone_officer", 2}, {"case_officer", 3}}
	inHouse   = []posted{
		{"facility_head", 2},
		{"intake_officer", 2},
		{"return_officer", 2},
		{"legal_officer", 2},
		{"assessor", 2},
		{"assessment_head", 1},
		{"doctor", 3},
		{"nurse", 4},
		{"pharmacist", 1},
		{"psychologist", 2},
		{"teacher", 2},
		{"trainer", 1},
		{"facility_admin", 1},
		{"procurator", 1},
	}
	inBureau  = []posted{{"bureau_head", 2}, {"bureau_legal", 2}, {"bureau_statistician", 1}, {"bureau_inspector", 2}, {"system_keeper", 2}}
	inStation = []posted{{"station_officer", 1}}
)

// vacant seats: what they owe falls to the head.
var vacant = map[[2]string]bool{{"YQ", "trainer"}: true, {"WJ", "assessment_head"}: true, {"AL", "pharmacist"}: true}

// crew draws the officers of a unit. Of some seats an earlier holder has left.
func crew(d folk.Dice, today civil.Date, unit id.ID, posts []posted) []*officer {
	var out []*officer
	for _, p := range posts {
		for range p.n {
			o := &officer{name: folk.Name(d, folk.GroupOf(d, folk.OriginOf(d)), folk.SomeSex(d)), role: p.role, unit: unit, from: today.AddDays(-d.In(40, 2400))}
			if d.Of(70) {
				gone := *o
				gone.name = folk.Name(d, "01", folk.SomeSex(d))
				gone.from, gone.until = o.from.AddDays(-d.In(300, 1500)), o.from.AddDays(-1)
				out = append(out, &gone)
			}
			out = append(out, o)
		}
	}
	return out
}

// held lists who holds a role of a crew today.
func held(crew []*officer, role string, today civil.Date) []*officer {
	var out []*officer
	for _, o := range crew {
		if o.role == role && (o.until.IsZero() || !o.until.Before(today)) {
			out = append(out, o)
		}
	}
	return out
}

// roles lists every role once, as accounts are named.
func roles() []string {
	out := make([]string, len(staff.Roles))
	for i, r := range staff.Roles {
		out[i] = string(r.Role)
	}
	return out
}
