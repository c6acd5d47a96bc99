package demo

import (
	"fmt"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
)

// life is one person with everything that happened to him, as drawn.
type life struct {
	province *province
	house    *house
	d        dice
	today    civil.Date

	who     person.Person
	kin     []relative
	origin  origin
	county  string // of the organ that decides
	brigade *brigade
	station *station // who looks after him now that he is out; nil otherwise
	part    *part    // what he stands for today, nil for most
	roster  bool     // known from a roster only

	events    []event
	stays     []stay
	phase     resident.Phase
	room      string
	bed       string
	misplaced bool // sleeps in a room of another phase
	letter    int  // counter of letters

	assessed civil.Date // the assessment before the end, zero while it is owed
	yearly   civil.Date // the one after a year
}

// event is a fact with what was written about it.
type event struct {
	fact  term.Fact
	note  measure.Note
	meant bool // stands outside the rules on purpose
}

// stay is a time in the facility; left is zero while it lasts.
type stay struct{ admitted, left civil.Date }

type relative struct {
	who      person.Person
	relation string
	contact  bool
}

// newLife begins the n-th life of the province, the k-th of its house; the first ones are in custody.
func (p *province) newLife(h *house, n, k, inside int) *life {
	l := &life{province: p, house: h, d: newDice(p.seed, n), today: p.today}
	s := men
	switch {
	case h.women, h.womenLast && k%5 == 4:
		s = women
	case h.minorsLast && (k == inside-1 || k < inside && inside > 60 && k >= inside-1-inside/18):
		s = minors
	}
	l.brigade = one(l.d, h.brigadesOf(s))
	l.roster = k < inside && (h.imported || h.index == 0 && k >= (inside+1)/2 && k%9 == 0) // some of the first house came on a roster
	if s == men || s == women {
		l.part = h.cast(k, inside)
	}
	return l
}

// draw draws everything: what happened first, because a minor's birth follows from it.
func (l *life) draw(inside bool) {
	l.origin = originOf(l.d)
	l.county = l.countyOf()
	first := l.lead(inside)
	l.born(first)
	slices.SortStableFunc(l.events, func(a, b event) int {
		switch {
		case a.fact.At < b.fact.At:
			return -1
		case a.fact.At > b.fact.At:
			return 1
		}
		return 0
	})
	l.family()
}

// countyOf is the county whose organ decides: at home mostly, else where the facility stands.
func (l *life) countyOf() string {
	at := l.origin.code
	if len(at) == 2 || l.d.of(120) {
		at = l.house.seat[:4]
	}
	return one(l.d, l.province.children(at))
}

// born invents who it is, old enough for what happened first.
func (l *life) born(first civil.Date) {
	d := l.d
	sex := cn.Male
	if l.brigade.sort == women {
		sex = cn.Female
	}
	days := 0
	switch {
	case l.brigade.sort == minors:
		days = d.in(16*365+300, 18*365-10)
	default:
		age := 18 + d.in(0, 14) + d.in(0, 14) + d.in(0, 9)
		if d.of(80) {
			age = d.in(50, 64)
		}
		days = age*365 + age/4 + d.in(5, 360)
	}
	born := l.today.AddDays(-days)
	if earliest := first.AddYears(-18).AddDays(-d.in(30, 900)); l.brigade.sort != minors && born.After(earliest) {
		born = earliest
	}
	group := groupOf(d, l.origin)
	p := person.Person{Version: 1, Name: nameOf(d, group, sex), Sex: sex, Born: born, Ethnic: group}
	if alias := aliasOf(d, p.Name, group); alias != "" {
		p.Aliases = []string{alias}
	}
	number := l.province.names.number(d, born, sex)
	if !d.of(12) { // who has none is known by name only
		p.Identifiers = []person.Identifier{{Kind: person.IdentityNumber, Value: number}}
	}
	p.Home = l.address()
	p.Residence = p.Home
	if d.of(250) {
		p.Residence = person.Address{Division: l.county, Rest: fmt.Sprintf("示范路%d号", d.in(1, 300))}
	}
	if d.of(700) {
		p.Phone = phone(d)
	}
	if speaks := map[cn.Ethnic]string{"07": "ii", "04": "bo"}[group]; speaks != "" && d.of(300) {
		p.Language = speaks
	}
	if d.of(25) {
		p.Access = []string{one(d, []string{"large_print", "reader"})}
	}
	l.who = p
}

func (l *life) address() person.Address {
	at, d := l.origin.code, l.d
	for len(at) < 9 {
		below := l.province.children(at)
		if len(below) == 0 {
			break
		}
		at = one(d, below)
	}
	if d.of(500) {
		return person.Address{Division: at, Rest: fmt.Sprintf("示范村%d组", d.in(1, 12))}
	}
	return person.Address{Division: at, Rest: fmt.Sprintf("示范街%d号", d.in(1, 400))}
}

// family invents who is to be told. Some have nobody; a roster names one.
func (l *life) family() {
	d := l.d
	n := d.weighted([]int{8, 62, 24, 6})
	if len(l.stays) > 0 && !l.stays[0].left.IsZero() {
		n = d.weighted([]int{35, 60, 5}) // of who has left long ago, one number was kept
	}
	relations := []string{"spouse", "mother", "father", "brother", "sister", "son", "daughter"}
	d.Shuffle(len(relations), func(i, k int) { relations[i], relations[k] = relations[k], relations[i] })
	for i := range n {
		r := relations[i]
		sex, born := cn.Female, civil.Date{}
		switch r {
		case "father", "brother", "son":
			sex = cn.Male
		case "spouse":
			if l.who.Sex == cn.Female {
				sex = cn.Male
			}
		}
		name := nameOf(d, l.who.Ethnic, sex)
		if surname := firstOf(l.who.Name); l.who.Ethnic != "07" && l.who.Ethnic != "04" && r != "spouse" && r != "mother" {
			name = surname + name[len(firstOf(name)):]
		}
		p := person.Person{Version: 1, Name: name, Sex: sex, Born: born, Phone: phone(d), Home: l.who.Home}
		l.kin = append(l.kin, relative{who: p, relation: r, contact: i == 0 || d.of(400)})
	}
}

func firstOf(name string) string { return string([]rune(name)[:1]) }

// on adds a fact of a day, if the day has come. It tells whether it did.
func (l *life) on(t term.Type, day civil.Date, set ...func(*event)) bool {
	if !day.Before(l.today) {
		return false
	}
	return l.put(term.OnDay(t, day), set)
}

// at adds a fact of a moment: hours after the beginning of a day.
func (l *life) at(t term.Type, day civil.Date, minutes int, set ...func(*event)) bool {
	moment := day.Start().Add(time.Duration(minutes) * time.Minute)
	if !moment.Day().Before(l.today) {
		return false
	}
	return l.put(term.AtMoment(t, moment), set)
}

func (l *life) put(f term.Fact, set []func(*event)) bool {
	e := event{fact: f}
	for _, s := range set {
		s(&e)
	}
	l.events = append(l.events, e)
	return true
}

// fold is what the clock makes of the life so far.
func (l *life) fold() term.Answer {
	at := l.today.Start().Add(9 * time.Hour)
	c := term.Case{Region: "51", AsOf: at, Facts: make([]term.Fact, len(l.events))}
	for i, e := range l.events {
		c.Facts[i] = e.fact
	}
	return l.province.clock.Fold(&c)
}

// end is the last day of the latest measure, as the clock computes it now.
func (l *life) end() civil.Date {
	a := l.fold()
	if len(a.Measures) == 0 {
		return civil.Date{}
	}
	return a.Measures[len(a.Measures)-1].LegalEnd
}

// sleepsHere tells whether a bed is his: he is here, and not away for longer than a leave.
func (l *life) sleepsHere() bool {
	if len(l.stays) == 0 || !l.stays[len(l.stays)-1].left.IsZero() {
		return false
	}
	a := l.fold()
	switch a.Measures[len(a.Measures)-1].Substate.String() {
	case "ABSCONDED", "HELD_ELSEWHERE", "OUTSIDE_MEDICAL":
		return false
	}
	return true
}

// Notes of facts.

func words(s string) func(*event) { return func(e *event) { e.note.Words = s } }

func by(w term.Word) func(*event) { return func(e *event) { e.fact.By = w } }

func who(w term.Word) func(*event) { return func(e *event) { e.fact.Who = w } }

func outside(e *event) { e.meant = true }

// from adds the letter and the organ of a decision.
func (l *life) from(mark string, day civil.Date) func(*event) {
	l.letter++
	organ := l.province.organ(l.county)
	n := l.d.in(1, 899)
	return func(e *event) {
		e.note.Number = fmt.Sprintf("%s%s字〔%d〕第%04d号", shortOf(organ), mark, day.Year(), n*10+l.letter)
		e.note.Organ = organ
	}
}

func shortOf(organ string) string { return string([]rune(organ)[:1]) + "公" }
