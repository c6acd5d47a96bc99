package demo

import (
	"fmt"
	"testing"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
)

// drawn is a province on paper.
func drawn(t testing.TB, seed uint64, day civil.Date, size int) *province {
	t.Helper()
	days, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	clock, err := term.NewClock(law.Shipped(), days)
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	return draw(sketch{seed: seed, today: day, size: size, clock: clock, divisions: places})
}

func (p *province) lives() (out []*life) {
	for _, h := range p.houses {
		out = append(out, h.lives...)
	}
	return out
}

// The law refuses nothing in any life but what is meant to stand outside the rules, whatever the seed and day.
func TestLivesAreLawfulUnlessMeantOtherwise(t *testing.T) {
	for i, day := range []civil.Date{civil.On(2026, 3, 2), civil.On(2026, 10, 8), civil.On(2028, 2, 29), civil.On(2025, 1, 1)} {
		p := drawn(t, uint64(i+1), day, 3000)
		meant := 0
		for _, l := range p.lives() {
			refused := map[int]string{}
			for _, r := range l.fold().Refused {
				refused[r.Fact] = r.Code.String()
			}
			for k, e := range l.events {
				if e.meant {
					meant++
				}
				if e.meant != (refused[k] != "") {
					t.Errorf("%s: %s %s meant %v, refused %q: %s", day, e.fact.Type, e.fact.On, e.meant, refused[k], l.story())
				}
			}
		}
		if meant == 0 {
			t.Errorf("%s: nothing stands outside the rules", day)
		}
	}
}

func (l *life) story() string {
	s := ""
	for _, e := range l.events {
		s += fmt.Sprintf("\n  %s %s", e.fact.On, e.fact.Type)
	}
	return s
}

// What is overdue is little, and only what is meant: a calm page for every officer.
func TestMostIsDoneInTime(t *testing.T) {
	p := drawn(t, 1, civil.On(2026, 3, 2), fullSize)
	overdue := map[string]int{}
	for _, h := range p.houses {
		n := 0
		for _, l := range h.lives {
			for _, d := range l.fold().Duties {
				if d.Status != term.Overdue || l.roster {
					continue
				}
				n++
				overdue[d.Code.String()]++
				if l.part == nil {
					overdue["by chance "+d.Code.String()]++
					if overdue["by chance "+d.Code.String()] < 4 {
						t.Logf("%s due %s: %s", d.Code, d.Due.Day, l.story())
					}
				}
			}
		}
		t.Log(h.name, n)
	}
	t.Log(overdue)
	states := map[string]int{}
	people := 0
	for _, l := range p.lives() {
		a := l.fold()
		m := a.Measures[len(a.Measures)-1]
		states[m.State.String()+" "+m.Substate.String()+" "+m.Reason.String()]++
		if l.stays[len(l.stays)-1].left.IsZero() {
			people++
			if m.State.Final() {
				t.Errorf("%s is here and %s", l.who.Name, m.State)
			}
		}
	}
	t.Log(people, states)
}
