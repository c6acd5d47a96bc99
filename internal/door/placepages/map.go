package placepages

import (
	"cmp"

	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// add puts a bed into its room, or into the table.
func (p *boardPage) add(f floor, n *names, s placement.Spot) {
	b := bed{ID: string(s.Bed), Name: s.Place.Bed, State: s.State, StateWord: p.T("beds.state." + string(s.State))}
	if s.Stay.ID != "" {
		who := f.people[s.Stay.Person]
		b.Who = cmp.Or(n.of(p.Page, who, s.Charge), p.T("beds.nameless"))
		marks := p.marks(who, s, f.owed[s.Stay.Person])
		if len(marks) > 0 {
			b.Mark, b.More = marks[0], len(marks)-1
		}
		if p.AsTable {
			b.Mark = p.Printer.List(marks)
		}
	}
	where := f.units[s.Of()].Name
	if p.AsTable {
		cells := []string{telling.Bed(p.Printer, s.Place.Room, s.Place.Bed), b.StateWord, b.Who, b.Mark, where, zone(p.Page, s.Zone), s.Building}
		p.Rows = append(p.Rows, row{b.ID, cells})
		return
	}
	if i := len(p.Wards) - 1; i < 0 || p.Wards[i].Name != s.Place.Room {
		p.Wards = append(p.Wards, ward{Name: s.Place.Room, Where: joined(s.Building, where), Zone: zones[s.Zone], ZoneWord: zone(p.Page, s.Zone)})
	}
	w := &p.Wards[len(p.Wards)-1]
	w.Beds = append(w.Beds, b)
	if s.State != placement.Out {
		w.Capacity++
	}
	if s.Stay.ID != "" {
		w.Kept++
	}
}

func joined(a, b string) string {
	if a != "" && b != "" {
		return a + " · " + b
	}
	return a + b
}

// marks are the two-character words about whom the officer should know at a glance, the first one first. They are from
// a closed list, and none of them weighs a person.
func (p *boardPage) marks(who person.Person, s placement.Spot, owed bool) (out []string) {
	if s.Kind != "" {
		out = append(out, awayWord(p.Page, s.Kind))
	}
	if owed {
		out = append(out, p.T("beds.mark.move"))
	}
	if who.Language != "" && who.Language != person.Languages[0] {
		out = append(out, p.T("beds.mark.language."+who.Language))
	}
	for _, a := range who.Access {
		if w := p.Or("beds.mark.access."+a, ""); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func awayWord(p web.Page, kind string) string { return p.Or("beds.away."+kind, p.T("beds.away")) }

// aside is what stands beside the map: what was done just now and whether it can be taken back, and who has no bed.
func (p *boardPage) aside(f floor, n *names) {
	units := map[id.ID]bool{}
	for _, s := range f.spots {
		units[s.Of()] = true
	}
	for _, a := range f.acts {
		x := recent{ID: string(a.ID), Text: p.told(f, n, a.Act), At: p.Clock(a.At), May: a.May}
		if a.Why != nil {
			x.Why = p.T(a.Why.Code, a.Why.Args...)
		}
		if x.Text != "" {
			p.Recent = append(p.Recent, x)
			p.MayUndo = p.MayUndo || x.May && x.Why == ""
		}
	}
	p.Without, p.Outside = p.bedless(f, n, f.without), p.bedless(f, n, f.outside)
}

// bedless are people without a bed, with their brigade and why they are out.
func (p *boardPage) bedless(f floor, n *names, list []resident.Resident) (out []who) {
	for _, c := range list {
		if !within(p.List.Value("unit"), string(c.Unit)) {
			continue
		}
		where := f.units[c.Unit].Name
		if kind := f.away[c.Person]; kind != "" {
			where = joined(where, awayWord(p.Page, kind))
		}
		out = append(out, who{string(c.Person), n.of(p.Page, f.people[c.Person], c), where})
	}
	return out
}

// told says an act in words; "" for one about beds that the reader does not see.
func (p *boardPage) told(f floor, n *names, a placement.Act) string {
	var parts []string
	for _, s := range a.Steps {
		to, seen := f.beds[cmp.Or(s.To, s.From)]
		key := "beds.act." + a.Kind
		if s.To == "" {
			key = "beds.act.vacate"
		}
		c := resident.Resident{Facility: a.Facility, Unit: s.ToUnit}
		if !seen {
			return ""
		}
		parts = append(parts, p.T(key, n.of(p.Page, f.people[s.Person], c), telling.Bed(p.Printer, to.Room, to.Bed)))
	}
	return p.Printer.List(parts)
}
