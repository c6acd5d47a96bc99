package demo

import (
	"fmt"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/demo/folk"
	"guitu/internal/demo/organs"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
)

// life is one person with everything that happened to him, as drawn.
type life struct {
	province *province
	house    *house
	d        folk.Dice
	today    civil.Date

	who     person.Person
	kin     []folk.Relative
	origin  folk.Origin
	county  string // of the organ that decides
	brigade *brigade
	station *station // who looks after him now that he is out; nil otherwise
	part    *part    // what he stands for today, nil for most
	roster  bool     // known from a roster only
	archive bool     // taken over from an archive, when all of it was past
	young   bool     // a minor when he first met the law, and of age since

	events    []event
	stays     []stay
	phase     resident.Phase
	room      string
	bed       string
	onLeave   civil.Date // since when he is on home leave, by an affair of his own; zero for most
	misplaced bool       // sleeps in a room of another phase
	letter    int        // counter of letters

	checks []check // the diagnostic assessments of every isolation that the house knows
	use    folk.Use
}

// check is the diagnostic assessments of one isolation, by the day of its decision; a day is zero while it is owed.
type check struct{ decided, yearly, assessed civil.Date }

// event is a fact with what was written about it.
type event struct {
	fact     term.Fact
	note     measure.Note
	meant    bool          // stands outside the rules on purpose
	recorded time.Duration // into the day on which somebody wrote it down
}

// stay is a time in the facility; left is zero while it lasts.
type stay struct{ admitted, left civil.Date }

// newLife begins the n-th life of the province, the k-th of its house; the first ones are in custody.
func (p *province) newLife(h *house, n, k int) *life {
	inside := h.within
	l := &life{province: p, house: h, d: folk.Roll(p.seed, n), today: p.today}
	s := men
	switch {
	case h.women, h.womenLast && k%5 == 4:
		s = women
	case h.minorsLast && (k == inside-1 || k < inside && inside > 60 && k >= inside-1-inside/18):
		s = minors
	}
	l.brigade = folk.One(l.d, h.brigadesOf(s))
	l.roster = k < inside && (h.imported || h.index == 0 && k >= (inside+1)/2 && k%9 == 0) // some of the first house came on a roster
	l.young = h.index == 0 && k >= inside && k >= h.people-few
	if s == men || s == women {
		if l.part = h.cast(k, inside); l.part != nil && l.part.first {
			l.brigade = h.brigades[0]
		}
	}
	return l
}

// draw draws everything: what happened first, because a minor's birth follows from it.
func (l *life) draw(inside bool) {
	l.origin = folk.OriginOf(l.d)
	l.use = folk.UseOf(l.d)
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
	for i := range l.events {
		l.events[i].recorded = l.officeHour()
	}
	l.family()
}

// takenOver tells whether the house did not keep the file while it happened: all of it was told it at once.
func (l *life) takenOver() bool { return l.roster || l.archive }

// officeHour is some moment between half past eight and half past five, when files are written.
func (l *life) officeHour() time.Duration {
	return 8*time.Hour + 30*time.Minute + time.Duration(l.d.IntN(9*3600))*time.Second
}

// recordedAt is when a fact was written down: on its day, or, when it happened after hours, on the next.
func (e event) recordedAt() time.Time {
	day := e.fact.On.Start().Time()
	if at := day.Add(e.recorded); !at.Before(e.fact.At.Time()) {
		return at
	}
	return day.Add(24*time.Hour + e.recorded)
}

// countyOf is the county whose organ decides: at home mostly, else where the facility stands.
func (l *life) countyOf() string {
	at := l.origin.Code
	if len(at) == 2 || l.d.Of(120) {
		at = l.house.seat[:4]
	}
	return folk.One(l.d, l.province.country.Below(at))
}

// born invents who it is, old enough for what happened first.
func (l *life) born(first civil.Date) {
	s := folk.Sketch{Sex: cn.Male, Origin: l.origin, Minor: l.brigade.sort == minors, Young: l.young, First: first, Today: l.today, County: l.county}
	if l.brigade.sort == women {
		s.Sex = cn.Female
	}
	l.who = l.province.country.Someone(l.d, s)
}

// family invents who is to be told. Some have nobody; of who has left long ago, one number was kept.
func (l *life) family() {
	n := l.d.Weighted([]int{8, 62, 24, 6})
	if len(l.stays) > 0 && !l.stays[0].left.IsZero() {
		n = l.d.Weighted([]int{35, 60, 5})
	}
	l.kin = folk.Family(l.d, l.who, n)
}

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

// checked finds the assessments of a measure.
func (l *life) checked(m term.Measure) (check, bool) {
	for _, c := range l.checks {
		if l.events[m.Fact].fact.Type == term.CIDecided && l.events[m.Fact].fact.On == c.decided {
			return c, true
		}
	}
	return check{}, false
}

// Notes of facts.

func words(s string) func(*event) { return func(e *event) { e.note.Words = s } }

func by(w term.Word) func(*event) { return func(e *event) { e.fact.By = w } }

func who(w term.Word) func(*event) { return func(e *event) { e.fact.Who = w } }

func outside(e *event) { e.meant = true }

// from adds the letter and the organ of a decision.
func (l *life) from(mark string, day civil.Date) func(*event) {
	l.letter++
	organ := organs.Police(l.province.divisions, l.county)
	n := l.d.In(1, 899)
	return func(e *event) {
		e.note.Number = fmt.Sprintf("%s%s字〔%d〕第%04d号", shortOf(organ), mark, day.Year(), n*10+l.letter)
		e.note.Organ = organ
	}
}

func shortOf(organ string) string { return string([]rune(organ)[:1]) + "公" }
