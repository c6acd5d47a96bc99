package demo

import (
	"testing"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
)

// The full load has as many people as it says, a bed for everybody who sleeps there, and brigades that somebody could
// lead. Who has left is not drawn here: of them, the last of each house tells that they are numbered to the end.
func TestThePeakHasRoomForEverybody(t *testing.T) {
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
	p := draw(sketch{seed: 1, today: civil.On(2026, 3, 2), scale: Peak, clock: clock, divisions: places})
	inside, left := 0, 0
	for _, h := range p.houses {
		inside, left = inside+len(h.lives), left+h.people-h.within
		beds, taken, in := map[[2]string]bool{}, map[[2]string]bool{}, map[*brigade]int{}
		for _, b := range h.brigades {
			for _, r := range b.rooms {
				for n := range r.beds {
					beds[[2]string{r.name, string(rune('1' + n))}] = true
				}
			}
		}
		for _, l := range h.lives {
			in[l.brigade]++
			at := [2]string{l.room, l.bed}
			if l.bed != "" && (!beds[at] || taken[at]) {
				t.Errorf("%s: %v is no bed, or another's", h.name, at)
			}
			taken[at] = true
			if !l.stays[len(l.stays)-1].left.IsZero() {
				t.Errorf("%s: %s is in custody and has left", h.name, l.who.Name)
			}
		}
		for _, b := range h.brigades {
			if in[b] == 0 || in[b] > 2*perBrigade {
				t.Errorf("%s %s: %d people", h.name, b.name, in[b])
			}
		}
		if last := h.life(h.people - 1); last.stays[len(last.stays)-1].left.IsZero() {
			t.Errorf("%s: %s, the last one, has not left", h.name, last.who.Name)
		}
	}
	if inside != 15_000 || left != 120_000 {
		t.Errorf("%d in custody, %d released", inside, left)
	}
}
