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

type drawing struct {
	seed uint64
	day  civil.Date
	size int
}

var papers = map[drawing]*province{}

// drawn is a province on paper, drawn once for all the tests that read the same one.
func drawn(t testing.TB, seed uint64, day civil.Date, size int) *province {
	t.Helper()
	if p := papers[drawing{seed, day, size}]; p != nil {
		return p
	}
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
	p := draw(sketch{seed: seed, today: day, scale: Scale{Size: size}.whole(), clock: clock, divisions: places})
	papers[drawing{seed, day, size}] = p
	return p
}

// everybody is all whom a house knows, drawn.
func (h *house) everybody() []*life { return h.part(0, h.people) }

func (p *province) lives() (out []*life) {
	for _, h := range p.houses {
		out = append(out, h.everybody()...)
	}
	return out
}

// The law refuses nothing in any life but what is meant to stand outside the rules, whatever the seed and day.
func TestLivesAreLawfulUnlessMeantOtherwise(t *testing.T) {
	for i, day := range []civil.Date{civil.On(2026, 3, 2), civil.On(2026, 10, 8), civil.On(2028, 2, 29), civil.On(2025, 1, 1)} {
		p := drawn(t, uint64(i+1), day, 2000)
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

// What is overdue is little: a calm page for every officer. In the facility that took in its roster yesterday
// the past waits on paper instead.
func TestMostIsDoneInTime(t *testing.T) {
	for i, size := range []int{Standard.Size, 2000, 2000} { // the first is the one of the mix
		p := drawn(t, uint64(i+1), civil.On(2026, 3, 2).AddDays(i*40), size)
		for _, h := range p.houses {
			overdue := 0
			for _, l := range h.everybody() {
				a := l.fold()
				for _, d := range a.Duties {
					remedy := d.Code == law.ReconApply || d.Code == law.SuitDirect || d.Code == law.SuitAfterRecon // whose time is over leaves every list
					overdue += btoi(d.Status == term.Overdue && !l.roster && !remedy)
				}
				m := a.Measures[len(a.Measures)-1]
				if here := l.stays[len(l.stays)-1].left.IsZero(); here && m.State.Final() {
					t.Errorf("%s is here and %s: %s", l.who.Name, m.State, l.story())
				}
			}
			if overdue > 8 {
				t.Errorf("%s: %d overdue", h.name, overdue)
			}
		}
	}
}
