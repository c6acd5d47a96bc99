package folk

import (
	"fmt"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/domain/person"
)

// Country is where people live and what numbers they have: one for a province.
type Country struct {
	divisions *cn.Divisions
	below     map[string][]string
	used      map[string]bool // identity numbers given out
}

// Settle makes a country in which nobody lives yet.
func Settle(d *cn.Divisions) *Country {
	return &Country{divisions: d, below: map[string][]string{}, used: map[string]bool{}}
}

// Below lists the divisions directly below one, looked up once.
func (c *Country) Below(code string) []string {
	out, known := c.below[code]
	if !known {
		out = c.divisions.Children(code)
		c.below[code] = out
	}
	return out
}

// number invents an identity number for a birthday and sex; every one is taken by one person only.
func (c *Country) number(d Dice, born civil.Date, s cn.Sex) string {
	serial := d.In(0, 499) * 2
	if s == cn.Male {
		serial++
	}
	for {
		n := cn.Invent(born, serial).String()
		if !c.used[n] {
			c.used[n] = true
			return n
		}
		serial += 2
	}
}

// Sketch is what is known of somebody before he has a name.
type Sketch struct {
	Sex    cn.Sex
	Origin Origin
	Minor  bool       // seventeen today; else of age on First
	Young  bool       // seventeen on First
	First  civil.Date // the day on which he first met the law
	Today  civil.Date
	County string // where some live now
}

// Someone invents a person.
func (c *Country) Someone(d Dice, s Sketch) person.Person {
	born := birthday(d, s)
	group := GroupOf(d, s.Origin)
	p := person.Person{Version: 1, Name: Name(d, group, s.Sex), Sex: s.Sex, Born: born, Ethnic: group}
	if also := alias(d, p.Name, group); also != "" {
		p.Aliases = []string{also}
	}
	number := c.number(d, born, s.Sex)
	if !d.Of(12) { // who has none is known by name only
		p.Identifiers = []person.Identifier{{Kind: person.IdentityNumber, Value: number}}
	}
	p.Home = c.address(d, s.Origin.Code)
	p.Residence = p.Home
	if d.Of(250) {
		p.Residence = person.Address{Division: s.County, Rest: fmt.Sprintf("示范路%d号", d.In(1, 300))}
	}
	if d.Of(700) {
		p.Phone = phone(d)
	}
	if speaks := map[cn.Ethnic]string{"07": "ii", "04": "bo"}[group]; speaks != "" && d.Of(300) {
		p.Language = speaks
	}
	if d.Of(25) {
		p.Access = []string{One(d, []string{"large_print", "reader"})}
	}
	return p
}

func birthday(d Dice, s Sketch) civil.Date {
	if s.Minor {
		return s.Today.AddDays(-d.In(17*365+10, 18*365-10))
	}
	if s.Young {
		return s.First.AddDays(-d.In(17*365+10, 18*365-10))
	}
	age := 18 + d.In(0, 14) + d.In(0, 13) + d.In(0, 8)
	if d.Of(80) {
		age = d.In(50, 64)
	}
	born := s.Today.AddDays(-age*365 - age/4 - d.In(5, 360))
	if latest := s.First.AddYears(-18).AddDays(-d.In(30, 900)); born.After(latest) {
		return latest
	}
	return born
}

func (c *Country) address(d Dice, at string) person.Address {
	for len(at) < 9 {
		below := c.Below(at)
		if len(below) == 0 {
			break
		}
		at = One(d, below)
	}
	if d.Of(500) {
		return person.Address{Division: at, Rest: fmt.Sprintf("示范村%d组", d.In(1, 12))}
	}
	return person.Address{Division: at, Rest: fmt.Sprintf("示范街%d号", d.In(1, 400))}
}

// Relative is one of somebody's family.
type Relative struct {
	Who      person.Person
	Relation string // code of person.Relations
	Contact  bool
}

// Family invents n relatives of somebody; the first is to be told what happens.
func Family(d Dice, of person.Person, n int) []Relative {
	relations := []string{"spouse", "mother", "father", "brother", "sister", "son", "daughter"}
	d.Shuffle(len(relations), func(i, k int) { relations[i], relations[k] = relations[k], relations[i] })
	out := make([]Relative, n)
	for i, r := range relations[:n] {
		sex := cn.Female
		if slices.Contains([]string{"father", "brother", "son"}, r) || r == "spouse" && of.Sex == cn.Female {
			sex = cn.Male
		}
		name := Name(d, of.Ethnic, sex)
		if of.Ethnic != "07" && of.Ethnic != "04" && r != "spouse" && r != "mother" { // they share the surname
			name = string([]rune(of.Name)[:1]) + string([]rune(name)[1:])
		}
		who := person.Person{Version: 1, Name: name, Sex: sex, Phone: phone(d), Home: of.Home}
		out[i] = Relative{Who: who, Relation: r, Contact: i == 0 || d.Of(400)}
	}
	return out
}
