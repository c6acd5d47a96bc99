package rollcall_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Whoever is moved between brigades while a roll runs is called by exactly one roll, and what was seen of him stands: by
// that of the brigade that he came to, and where none runs there, by the one that began with him. The last words of a line are what the roll of the first brigade says of him in the end: how he is marked, "gone"
// where he is counted no more, and how many are counted there and in the second.
func TestSomebodyIsMovedWhileARollIsCalled(t *testing.T) {
	lines := map[string]string{
		"call 1, move":                              ", stays, 4 and 0",
		"call 1, mark 1, move":                      "present, stays, 4 and 0",
		"call 1, move, mark 1":                      "present, stays, 4 and 0", // of a tablet that did not know yet
		"call 1, call 2, move":                      ", moved, 3 and 1",
		"call 1, call 2, move, list 2":              ", moved, 3 and 2",
		"call 1, call 2, mark 1, move, list 2":      "present, moved, 3 and 2",
		"call 1, move, undo":                        ", called, 4 and 0",
		"call 1, mark 1, move, undo":                "present, called, 4 and 0",
		"call 1, call 2, move, list 2, undo":        ", called, 4 and 1",
		"call 1, call 2, move, list 2, move":        ", called, 4 and 1",
		"call 1, call 2, mark 1, move, move":        "present, called, 4 and 1",
		"call 1, shift":                             ", called, 4 and 0",
		"call 1, lose 1, move":                      "missing, stays, 4 and 0",
		"call 1, mark 1, call 2, move, list 2":      "present, moved, 3 and 2",
		"call 1, call 2, move, close 1":             "other, moved, 3 and 1",
		"call 1, call 2, mark 1, move, close 1":     "other, moved, 3 and 1",
		"call 1, lose 1, move, close 1":             "missing, called, 4 and 0",
		"call 1, call 2, move, close 2, close 1":    "other, moved, 3 and 2",
		"call 1, call 2, mark 1, close 1, move":     "present, called, 4 and 1", // closed: it says what was
		"call 1, mark 1, move, undo, move, close 1": "present, called, 4 and 0",
		"call 1, move, call 2":                      ", moved, 3 and 2", // the roll of his brigade is opened after he came
		"call 1, mark 1, move, call 2, close 1":     "other, moved, 3 and 2",
		"call 1, call 2, lose 1, move":              "missing, looked for, 3 and 1",
		"call 1, call 2, lose 1, move, close 1":     "missing, looked for, 3 and 1",
		"call 1, call 2, close 2, move":             ", stays, 4 and 1", // closed before he came there
		"call 1, call 2, move, list 2, away":        ", stays, 4 and 1", // two began with him: the older one keeps him
		"call 1, call 2, move, list 2, away, home":  ", called, 4 and 1",
		"call 2, call 1, move, list 2, away":        ", moved, 3 and 2",
		"call 1, away, call 3, close 3":             ", moved, 3 and 0", // called there, and counted
		"call 1, away, call 2, close 1":             "present, called, 4 and 1",
	}
	each(t, 4, func(h *house) {
		w := h.beside()
		for line, want := range lines {
			w.anew()
			for _, s := range strings.Split(line, ", ") {
				w.step(s)
			}
			r, seconds := w.rowOf(0), 0
			if w.calls[1] != "" {
				seconds = w.read(1).Heads()
			}
			state := "called"
			switch {
			case r.Lost() && r.Gone:
				state = "looked for"
			case r.Moved && r.Gone:
				state = "moved"
			case r.Stray && !r.Gone:
				state = "stays"
			}
			if got := fmt.Sprintf("%s, %s, %d and %d", r.Mark.Sort, state, w.read(0).Heads(), seconds); got != want {
				w.t.Errorf("%s: %q, not %q", line, got, want)
			}
			if strings.Contains(line, "mark 1") && r.Mark.Moved() && (len(r.Older) != 1 || r.Older[0].Sort != rollcall.Present) {
				w.t.Errorf("%s: what was seen of him is lost: %+v", line, r)
			}
		}
	})
}

// However somebody is moved to and fro, and whatever is marked meanwhile, the heads are true at every moment; when both
// rolls are closed everybody of both brigades was counted once.
func TestAnyWalkKeepsTheHeads(t *testing.T) {
	each(t, 4, func(h *house) {
		w := h.beside()
		for round := range 5 {
			dice := rand.New(rand.NewPCG(uint64(round), 29))
			w.anew()
			w.step("call 1")
			w.step("call 2")
			for range 12 {
				can := w.can()
				w.step(can[dice.IntN(len(can))])
			}
			w.step("close 2")
			w.step("close 1")
			if n, m := w.read(0).Call.Heads, w.read(1).Call.Heads; n+m != 5 {
				w.t.Errorf("%v: %d and %d are not the five of both", w.walked, n, m)
			}
		}
	})
}

// can lists what can be done next while both rolls run.
func (w *two) can() []string {
	can := []string{"move"}
	if w.act != "" {
		can = append(can, "undo")
	}
	for i, n := range []string{" 1", " 2"} {
		s := w.read(i)
		if len(s.New) > 0 {
			can = append(can, "list"+n)
		}
		if slices.ContainsFunc(s.Rows, func(r rollcall.Row) bool { return r.Person == w.who }) {
			can = append(can, "mark"+n)
		}
	}
	return can
}

// Who is given another bed of his brigade is shown where he sleeps now, at his old place of the list; who was moved away,
// where he slept. The closed roll says where everybody slept when it was closed.
func TestTheRollSaysWhereHeSleepsNow(t *testing.T) {
	each(t, 4, func(h *house) {
		w := h.beside()
		w.step("call 1")
		was, list := w.rowOf(0), w.read(0).List()
		w.step("shift")
		now := w.rowOf(0)
		if was.Bed == "4" || now.Bed != "4" || now.Place != was.Place {
			w.t.Errorf("%+v, and then %+v", was, now)
		}
		if w.read(0).List() == list {
			w.t.Error("a tablet is not told that its page is old")
		}
		w.step("close 1")
		w.step("move")
		if r := w.rowOf(0); r.Bed != "4" || r.Gone {
			w.t.Errorf("closed: %+v", r)
		}
		w.step("undo")
		w.step("call 1")
		w.step("call 2")
		w.step("move")
		if r := w.rowOf(0); !r.Moved || r.Bed != "4" {
			w.t.Errorf("moved away: %+v", r)
		}
	})
}

// While a roll waits for its second officer the house goes on: who comes must be called first, and who is moved then is not
// counted. Who was not found is looked for wherever his bed is.
func TestSomebodyIsMovedWhileTheSecondOfficerIsWaitedFor(t *testing.T) {
	each(t, 4, func(h *house) {
		w := h.beside()
		w.step("call 1")
		w.step("call 2")
		lost := h.people[0]
		w.marks(0, lost, rollcall.Missing)
		h.all(w.calls[0])
		confirms := func() error {
			return h.desk.Confirm(w.as(policy.FacilityHead), store.NewKey(), rollcall.Second{Call: w.calls[0], Version: w.read(0).Call.Version, Yes: true})
		}
		_, err := h.desk.Close(w.as(policy.DutyOfficer), store.NewKey(), w.calls[0], 1, w.read(0).Asked())
		w.must(err)
		w.step("move")
		w.must(confirms())
		s := w.read(0)
		if r := w.rowOf(0); !r.Moved || s.Call.Heads != 3 || s.Heads() != 3 || s.Call.Missing != 1 || len(s.Lost()) != 1 {
			w.t.Errorf("%d heads, %d not found, %+v", s.Heads(), s.Call.Missing, r)
		}
		if d, known := h.owed(lost); !known || d.State != duty.Pending {
			w.t.Errorf("%+v", d)
		}

		w.step("call 1")
		w.who = lost
		w.step("lose 1")
		h.all(w.calls[0])
		_, err = h.desk.Close(w.as(policy.DutyOfficer), store.NewKey(), w.calls[0], 1, w.read(0).Asked())
		w.must(err)
		w.who = h.people[1]
		w.step("move") // back
		if err := confirms(); !errs.Is(err, "rollcall.came") {
			w.t.Error("confirmed without who came:", err)
		}
	})
}
