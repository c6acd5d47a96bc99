package rollcall_test

import (
	"context"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// two is a house with a second brigade, in which one person lies, and the moves between both.
type two struct {
	*house
	beds   *placement.Desk
	other  id.ID         // the brigade
	third  id.ID         // one without beds
	who    id.ID         // who is moved
	act    id.ID         // the last move, while it can be taken back
	calls  map[int]id.ID // of the first and of the second brigade
	seq    int64
	walked []string
}

func (h *house) beside() *two {
	h.t.Helper()
	w := &two{house: h, beds: placement.New(person.New(h.db, h.vault, h.policy, nil), h.db, h.vault, h.policy), who: h.people[1], calls: map[int]id.ID{}}
	_, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, w.build(tx) })
	h.must(err)
	h.hand.Forward(time.Minute)
	return w
}

func (w *two) build(tx *store.Tx) (err error) {
	sites := facility.New(w.db, w.policy)
	if w.other, err = sites.AddIn(w.demo, tx, facility.Draft{Parent: string(w.facility), Kind: "brigade", Name: "四大队"}); err != nil {
		return err
	}
	if w.third, err = sites.AddIn(w.demo, tx, facility.Draft{Parent: string(w.facility), Kind: "brigade", Name: "五大队"}); err != nil {
		return err
	}
	p := person.Person{ID: id.New(), Version: 1, Name: "阿甲", Sex: cn.Male, Born: civil.On(1990, 5, 1)}
	if err := person.New(w.db, w.vault, w.policy, nil).CreateIn(w.demo, tx, person.At{Facility: w.facility}, []person.Person{p}); err != nil {
		return err
	}
	stay := resident.Resident{ID: id.New(), Person: p.ID, Facility: w.facility, Unit: w.other, Phase: resident.Detox, Admitted: civil.On(2025, 6, 20)}
	if err := resident.New(w.db, w.policy).OpenIn(w.demo, tx, []resident.Resident{stay}); err != nil {
		return err
	}
	free := []facility.Place{{Room: "401", Bed: "1"}, {Room: "401", Bed: "2"}, {Room: "401", Bed: "3"}}
	at, err := sites.BedsAsNamed(w.demo, tx, w.facility, w.other, free)
	if err != nil {
		return err
	}
	return w.beds.PlaceIn(w.demo, tx, w.facility, map[id.ID]id.ID{p.ID: at[free[0]]})
}

func (w *two) as(role string) context.Context {
	return policytest.As(w.t.Context(), role, w.facility, w.facility, w.hand.Now())
}

// moves puts him into a bed of the brigade in which he is not.
func (w *two) moves() {
	w.t.Helper()
	list, err := w.beds.Elsewhere(w.as(policy.IntakeOfficer), store.NewKey(), w.who)
	w.must(err)
	if len(list) == 0 {
		w.t.Fatal("no bed is offered")
	}
	w.put(list[0].Bed)
}

// shifts gives him the free bed of his brigade.
func (w *two) shifts() {
	w.t.Helper()
	fits, err := store.Read(w.demo, w.db, func(tx *store.Tx) ([]placement.Fit, error) {
		return w.beds.Choices(w.as(policy.IntakeOfficer), tx, w.who)
	})
	w.must(err)
	for _, f := range fits {
		if f.OK() {
			w.put(f.Bed)
			return
		}
	}
	w.t.Fatal("no bed of his brigade is free")
}

// anew ends what runs and brings him back, so that the next line begins as the first one did.
func (w *two) anew() {
	w.t.Helper()
	for i := range w.calls {
		if w.read(i).Call.State == rollcall.Running {
			w.closes(i)
		}
	}
	w.calls, w.act, w.walked = map[int]id.ID{}, "", nil
	stays, err := store.Read(w.demo, w.db, func(tx *store.Tx) (map[id.ID]resident.Resident, error) {
		return resident.StaysOf(w.demo, tx, []id.ID{w.who})
	})
	w.must(err)
	switch stays[w.who].Unit {
	case w.third:
		w.sends(w.unit)
	case w.other:
		w.moves()
		w.act = ""
	}
	w.hand.Forward(time.Minute)
}

func (w *two) put(bed id.ID) {
	w.t.Helper()
	s, err := store.Read(w.demo, w.db, func(tx *store.Tx) (placement.Stay, error) { return placement.Of(w.demo, tx, w.who) })
	w.must(err)
	act, err := w.beds.Move(w.as(policy.Doctor), store.NewKey(), placement.Move{Person: w.who, From: s.Bed, To: bed})
	w.must(err)
	w.act = act
}

func (w *two) undoes() {
	w.t.Helper()
	_, err := w.beds.Undo(w.as(policy.Doctor), store.NewKey(), w.act)
	w.must(err)
	w.act = ""
}

// sends gives him into the charge of a brigade, wherever he sleeps.
func (w *two) sends(to id.ID) {
	w.t.Helper()
	_, err := store.Write(w.demo, w.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		stays, err := resident.StaysOf(w.demo, tx, []id.ID{w.who})
		if err != nil {
			return 0, err
		}
		if err := w.policy.Check(w.demo, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: w.facility}); err != nil {
			return 0, err
		}
		return 0, resident.MoveIn(w.demo, tx, stays[w.who], to)
	})
	w.must(err)
	w.act = ""
}

// brigade is that of the first, second or third roll.
func (w *two) brigade(i int) id.ID { return []id.ID{w.unit, w.other, w.third}[i] }

// call opens the roll of a brigade; both are led by an officer whose seat is of the whole house.
func (w *two) call(i int) {
	w.t.Helper()
	call, err := w.desk.Open(w.as(policy.DutyOfficer), store.NewKey(), rollcall.Opening{Facility: w.facility, Unit: w.brigade(i), Shift: "night"})
	w.must(err)
	w.calls[i] = call
}

func (w *two) read(i int) (s rollcall.Sheet) {
	w.t.Helper()
	s, err := store.Read(w.demo, w.db, func(tx *store.Tx) (rollcall.Sheet, error) {
		return w.desk.Sheet(w.as(policy.FacilityHead), tx, w.calls[i])
	})
	w.must(err)
	return s
}

func (w *two) rowOf(i int) rollcall.Row {
	w.t.Helper()
	for _, r := range w.read(i).Rows {
		if r.Person == w.who {
			return r
		}
	}
	w.t.Fatalf("%v: he is not on roll %d", w.walked, i+1)
	return rollcall.Row{}
}

func (w *two) marks(i int, who id.ID, sort rollcall.Sort) rollcall.Answer {
	w.t.Helper()
	w.seq++
	return w.mark(w.as(policy.DutyOfficer), w.calls[i], rollcall.Mark{Person: who, Sort: sort, Device: "tablet", Seq: w.seq})
}

// closes ends a roll as an officer does: who is new is put on the list, who is not marked is marked.
func (w *two) closes(i int) {
	w.t.Helper()
	s := w.read(i)
	if len(s.New) > 0 {
		if _, err := w.desk.Close(w.as(policy.DutyOfficer), store.NewKey(), w.calls[i], s.Call.Version, s.Asked()); !errs.Is(err, "rollcall.came") {
			w.t.Errorf("%v: closed without who was moved here: %v", w.walked, err)
		}
		_, err := w.desk.Renew(w.as(policy.DutyOfficer), store.NewKey(), w.calls[i], s.Call.Version)
		w.must(err)
		s = w.read(i)
	}
	for _, r := range s.Rows {
		if !r.Gone && r.Mark.Sort == "" {
			w.marks(i, r.Person, rollcall.Present)
		}
	}
	state, err := w.desk.Close(w.as(policy.DutyOfficer), store.NewKey(), w.calls[i], s.Call.Version, s.Asked())
	w.must(err)
	if state == rollcall.Closing {
		w.must(w.desk.Confirm(w.as(policy.FacilityHead), store.NewKey(), rollcall.Second{Call: w.calls[i], Version: s.Call.Version + 1, Yes: true}))
	}
}

// step does one thing, and asks that the heads are true.
func (w *two) step(what string) {
	w.t.Helper()
	w.walked = append(w.walked, what)
	w.hand.Forward(time.Second)
	switch what {
	case "call 1", "call 2", "call 3":
		w.call(int(what[5] - '1'))
	case "mark 1", "mark 2", "mark 3":
		w.marks(int(what[5]-'1'), w.who, rollcall.Present)
	case "lose 1":
		w.marks(0, w.who, rollcall.Missing)
	case "list 1", "list 2", "list 3":
		i := int(what[5] - '1')
		_, err := w.desk.Renew(w.as(policy.DutyOfficer), store.NewKey(), w.calls[i], w.read(i).Call.Version)
		w.must(err)
	case "close 1", "close 2", "close 3":
		w.closes(int(what[6] - '1'))
	case "move":
		w.moves()
	case "shift":
		w.shifts()
	case "undo":
		w.undoes()
	case "away":
		w.sends(w.third)
	case "home":
		w.sends(w.unit)
	default:
		w.t.Fatal(what)
	}
	w.true()
}

// true asks of the rolls that run: each calls who lives in its brigade now, and of others only who was moved from it to
// where no roll runs; nobody is called by two.
func (w *two) true() {
	w.t.Helper()
	stays, err := store.Read(w.demo, w.db, func(tx *store.Tx) ([]resident.Resident, error) { return resident.Here(w.demo, tx, w.facility) })
	w.must(err)
	twice, runs := map[id.ID]int{}, map[id.ID]bool{}
	for i := range w.calls {
		runs[w.brigade(i)] = w.read(i).Call.State != rollcall.Closed
	}
	for i := range w.calls {
		s := w.read(i)
		if s.Call.State == rollcall.Closed {
			continue
		}
		called := map[id.ID]bool{}
		for _, r := range s.Rows {
			if !r.Gone {
				called[r.Person] = true
			}
		}
		if s.Heads() != len(called) || s.Heads()-s.Count()[""] != s.Marked() {
			w.t.Errorf("%v: %d heads, %d called", w.walked, s.Heads(), len(called))
		}
		for _, p := range s.New {
			called[p] = true
		}
		for p := range called {
			twice[p]++
		}
		for _, x := range stays {
			if is := x.Unit == w.brigade(i); is != called[x.Person] && (is || runs[x.Unit]) {
				w.t.Errorf("%v: of roll %d, and called: %v, %v", w.walked, i+1, is, called[x.Person])
			}
		}
		w.told(s)
	}
	for p, n := range twice {
		if n > 1 {
			w.t.Errorf("%v: %s is called by %d rolls", w.walked, p, n)
		}
	}
}

// told asks that a tablet and the list of rolls are told what the sheet says.
func (w *two) told(s rollcall.Sheet) {
	w.t.Helper()
	a, err := w.desk.Mark(w.as(policy.DutyOfficer), store.NewKey(), s.Call.ID, []rollcall.Mark{{Person: id.New(), Sort: rollcall.Present, Device: "ask"}}) // nobody
	w.must(err)
	if a.Heads != s.Heads() || a.Marked != s.Marked() || a.List != s.List() {
		w.t.Errorf("%v: a tablet is told %+v, and the sheet says %d of %d, %s", w.walked, a, s.Marked(), s.Heads(), s.List())
	}
}
