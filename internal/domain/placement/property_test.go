package placement_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// dice is a small generator of its own: the same walk on both engines, every time.
type dice uint64

func (d *dice) n(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d)>>33) % n
}

// walker is somebody of the walk, by where he begins.
func walker(brigade, room, bed int) string {
	numbers := []string{"一", "二"}
	return "王" + numbers[brigade] + numbers[room] + numbers[bed]
}

// scene is who lies where, by person.
func (h *house) scene() map[id.ID]id.ID {
	h.t.Helper()
	out := map[id.ID]id.ID{}
	beds := map[id.ID]bool{}
	for _, s := range read(h, func(tx *store.Tx) ([]placement.Stay, error) { return placement.Here(h.demo, tx, h.facility) }) {
		if out[s.Person] != "" || beds[s.Bed] {
			h.t.Fatal("one bed a person, one person a bed")
		}
		out[s.Person], beds[s.Bed] = s.Bed, true
	}
	return out
}

// Random moves, swaps and acts taken back: nobody is lost, never two in a bed, no act of the house leaves a room that
// breaks a rule, and what is taken back is as it was.
func TestRandomWalkOfBeds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		phases := []resident.Phase{resident.Detox, resident.Reentry, ""}
		for b := range 2 {
			for room := range 2 {
				for bed := range 2 {
					h.bring(guest{
						name: walker(b, room, bed), brigade: b, woman: b == 1, phase: phases[room],
						age: map[bool]int{true: 15, false: 40}[b == 0 && room == 1], bed: fmt.Sprintf("%d0%d/%d", b+1, room+1, bed+1),
					})
				}
			}
		}
		h.bring(guest{name: "散", bed: "103/1"})
		officer := actor.With(t.Context(), actor.Part("demo"))
		if _, err := h.desk.KeepApart(officer, store.NewKey(), h.people[walker(0, 0, 0)], h.people["散"], "曾经打架"); err != nil {
			t.Fatal(err)
		}
		names, places := slices.Sorted(maps.Keys(h.people)), slices.Sorted(maps.Keys(h.beds))
		d, done, refused := dice(20260729), 0, 0
		var last id.ID
		var before map[id.ID]id.ID
		for range 400 {
			was := h.scene()
			a, b := h.people[names[d.n(len(names))]], h.people[names[d.n(len(names))]]
			var act id.ID
			var err error
			switch d.n(5) {
			case 0, 1, 2:
				act, err = h.desk.Move(officer, store.NewKey(), placement.Move{Person: a, From: was[a], To: h.beds[places[d.n(len(places))]]})
			case 3:
				act, err = h.desk.Swap(officer, store.NewKey(), placement.Swap{A: a, B: b, BedA: was[a], BedB: was[b]})
			default:
				if last == "" {
					continue
				}
				if _, err = h.desk.Undo(officer, store.NewKey(), last); err != nil {
					t.Fatalf("what was just done can be taken back: %v", err)
				}
				if now := h.scene(); !maps.Equal(now, before) {
					t.Fatalf("taken back: %v, before it: %v", now, before)
				}
				last = ""
			}
			now := h.scene()
			switch kind := errs.KindOf(err); {
			case err == nil:
				done++
				if act != "" {
					last, before = act, was
				}
			case kind == errs.Conflict || kind == errs.Refused || kind == errs.Invalid:
				refused++
				if !maps.Equal(was, now) {
					t.Fatalf("refused (%v), and changed", err)
				}
			default:
				t.Fatal(err)
			}
			if len(now) != len(names) {
				t.Fatalf("%d of %d people have a bed", len(now), len(names))
			}
			h.hand.Forward(time.Second)
		}
		h.review()
		if owed := h.owed("bed.move"); len(owed) != 0 {
			t.Errorf("acts of the house broke a rule: %v", owed)
		}
		if done < 40 || refused < 40 {
			t.Errorf("the walk is lame: %d done, %d refused", done, refused)
		}
		t.Logf("%d done, %d refused", done, refused)
	})
}
