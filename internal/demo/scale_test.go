package demo

import (
	"context"
	"testing"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
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

// Of who has left, a plain province knows what an archive told it: nothing that was done elsewhere is a duty of it. Who is
// in custody has his, done and owed.
func TestAnArchiveBringsNoDutiesThatWereDone(t *testing.T) {
	c := storetest.Config(t, store.SQLite, clock.At(Moment(civil.On(2026, 3, 2))))
	c.Exercise = false
	h, _ := desks(t, storetest.Open(t, c))
	if err := Make(t.Context(), h, Options{Seed: 7, Scale: Scale{Size: 120, Inside: 30, Plain: true}}); err != nil {
		t.Fatal(err)
	}
	closed := func(lasts string) int {
		return read(t, h, func(ctx context.Context, tx *store.Tx) (int, error) {
			return store.One(ctx, tx, store.Value[int], `select count(*) from duty_duty d where d.state in ('done', 'late', 'waived') and `+lasts+
				` exists (select 1 from resident_resident r where r.person = d.subject and r.left_on is null)
				and exists (select 1 from measure_fact f where f.person = d.subject and f.recorded_by = 'system:demo')`)
		})
	}
	if n := closed("not"); n != 0 {
		t.Errorf("%d duties of who has left were opened only to be closed", n)
	}
	kept := read(t, h, func(ctx context.Context, tx *store.Tx) (int, error) {
		return store.One(ctx, tx, store.Value[int], `select count(*) from duty_duty d join resident_resident r on r.person = d.subject and r.left_on is null where d.state in ('done', 'late')`)
	})
	if kept < 50 {
		t.Errorf("only %d duties of those in custody tell what was done", kept)
	}
}
