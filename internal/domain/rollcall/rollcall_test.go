package rollcall_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

func TestARollIsCalled(t *testing.T) {
	each(t, 12, func(h *house) {
		away := h.people[3]
		_, err := h.outings.Leave(h.first, store.NewKey(), outing.Departure{Person: away, Kind: "hospital", Words: outing.Words{Where: "县医院"}})
		h.must(err)
		call := h.open()
		s := h.sheet(call)
		if s.Call.Heads != 12 || len(s.Rows) != 12 || s.Marked() != 1 {
			h.t.Fatalf("%+v: %d marked", s.Call, s.Marked())
		}
		for i, r := range s.Rows[1:11] { // by room and bed, and who has none last
			if was := s.Rows[i]; was.Room > r.Room || was.Room == r.Room && was.Bed >= r.Bed {
				h.t.Errorf("%s-%s stands before %s-%s", was.Room, was.Bed, r.Room, r.Bed)
			}
		}
		if last := s.Rows[11]; last.Room != "" || last.Person != h.people[11] {
			h.t.Errorf("%+v", last)
		}
		if r := h.row(call, away); r.Mark.Sort != rollcall.Hospital || !r.Out || r.Outing.Words.Where != "县医院" || r.Question != "" {
			h.t.Errorf("%+v", r)
		}
		if _, err := h.desk.Open(h.first, store.NewKey(), rollcall.Opening{Facility: h.facility, Unit: h.unit, Shift: "night"}); !errs.Is(err, "rollcall.open_already") {
			h.t.Error("called twice at once:", err)
		}
		if _, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked()); !errs.Is(err, "rollcall.unmarked") {
			h.t.Error("closed with eleven not marked:", err)
		}
		h.all(call)
		h.hand.Forward(time.Minute)
		if a := h.mark(h.first, call, rollcall.Mark{Person: h.people[0], Sort: rollcall.Other, Words: "在小组谈话", Device: "t", Seq: 1}); a.Marked != 12 {
			h.t.Errorf("%+v", a)
		}
		if r := h.row(call, h.people[0]); r.Mark.Words != "在小组谈话" || len(r.Older) != 1 || r.Older[0].Sort != rollcall.Present {
			h.t.Errorf("%+v", r)
		}
		state, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked())
		h.must(err)
		if n := h.sheet(call).Count(); state != rollcall.Closed || fmt.Sprint(n) != "map[hospital:1 other:1 present:10]" {
			h.t.Error(state, n)
		}
		h.open() // and the next one can begin
	})
}

func TestWhatWasTyped(t *testing.T) {
	each(t, 2, func(h *house) {
		for want, o := range map[string]rollcall.Opening{
			"shift rollcall.shift_missing": {Unit: h.unit, Shift: "noon"},
			"until rollcall.until_past":    {Unit: h.unit, Shift: "morning", Until: "2026-06-01T08:59"},
			"until rollcall.moment_bad":    {Unit: h.unit, Shift: "morning", Until: "25"},
			"zone rollcall.either":         {Unit: h.unit, Zone: "detox", Shift: "morning"},
		} {
			o.Facility = h.facility
			_, err := h.desk.Open(h.first, store.NewKey(), o)
			if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name+" "+e.Fields[0].Code != want {
				h.t.Errorf("%s: %v", want, err)
			}
		}
		if _, err := h.desk.Open(h.first, store.NewKey(), rollcall.Opening{Facility: h.facility, Zone: "detox", Shift: "night"}); errs.KindOf(err) != errs.Denied {
			h.t.Error("an officer of a brigade called a zone of the whole house:", err)
		}
		head := policytest.As(h.t.Context(), "facility_head", h.facility, h.facility, h.hand.Now())
		call, err := h.desk.Open(head, store.NewKey(), rollcall.Opening{Facility: h.facility, Zone: "detox", Shift: "night", Until: "2026-06-01T09:30"})
		h.must(err)
		c, err := store.Read(h.demo, h.db, func(tx *store.Tx) (rollcall.Call, error) { return rollcall.Get(h.demo, tx, call) })
		if h.must(err); c.Heads != 2 || c.Late(start.Add(45*time.Minute)) != 15*time.Minute {
			h.t.Errorf("%+v", c)
		}
		if _, err := h.desk.Open(h.first, store.NewKey(), rollcall.Opening{Shift: "night"}); !errs.Is(err, "rollcall.bad_input") {
			h.t.Error("nobody was chosen:", err)
		}
		if _, err := h.desk.Open(head, store.NewKey(), rollcall.Opening{Facility: h.facility, Zone: "reentry", Shift: "night"}); !errs.Is(err, "rollcall.nobody") {
			h.t.Error(err)
		}
	})
}

func TestSomebodyIsNotFound(t *testing.T) {
	each(t, 4, func(h *house) {
		call, lost := h.open(), h.people[2]
		h.mark(h.first, call, rollcall.Mark{Person: lost, Sort: rollcall.Missing, Device: "a", Seq: 1})
		h.all(call)
		state, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked())
		if h.must(err); state != rollcall.Closing {
			h.t.Fatal(state)
		}
		if d, known := h.owed(lost); !known || d.State != duty.Pending || d.Owner != "duty_officer" || d.Unit != h.unit {
			h.t.Errorf("%+v", d)
		}
		if err := h.desk.Confirm(h.first, store.NewKey(), rollcall.Second{Call: call, Version: 2, Yes: true}); errs.KindOf(err) != errs.Denied {
			h.t.Error("the first officer confirmed himself:", err)
		}
		h.hand.Forward(10 * time.Minute)
		if err := h.desk.Confirm(h.second, store.NewKey(), rollcall.Second{Call: call, Version: 2, Yes: true}); !errs.Is(err, "policy.sign_again") {
			h.t.Error("a stale signature:", err)
		}
		first := h.first
		h.sign()
		h.first = first
		h.must(h.desk.Confirm(h.second, store.NewKey(), rollcall.Second{Call: call, Version: 2})) // look again first
		if s := h.sheet(call); s.Call.State != rollcall.Running {
			h.t.Errorf("%+v", s.Call)
		}
		if _, err = h.desk.Close(h.first, store.NewKey(), call, 3, h.sheet(call).Asked()); err != nil {
			h.t.Fatal(err)
		}
		h.must(h.desk.Confirm(h.second, store.NewKey(), rollcall.Second{Call: call, Version: 4, Yes: true}))
		if s := h.sheet(call); s.Call.State != rollcall.Closed || s.Call.Missing != 1 || s.Call.ClosedBy == s.Call.ClosingBy {
			h.t.Errorf("%+v", s.Call)
		}
		h.finds(call, lost)
	})
}

// finds writes the checklist of who was not found, until he is.
func (h *house) finds(call, lost id.ID) {
	h.t.Helper()
	for _, c := range []struct {
		l    rollcall.Look
		want string
	}{
		{rollcall.Look{Person: lost, Item: "yard", Words: "东侧"}, ""},
		{rollcall.Look{Person: lost, Item: "roof"}, "rollcall.item_missing"},
		{rollcall.Look{Person: h.people[0], Item: "yard"}, "rollcall.not_missing"},
		{rollcall.Look{Person: lost, Item: "found"}, "rollcall.where_missing"},
	} {
		err := h.desk.Look(h.first, store.NewKey(), call, c.l)
		if e := errs.Find(err); (c.want == "") != (err == nil) || e != nil && (len(e.Fields) != 1 || e.Fields[0].Code != c.want) {
			h.t.Errorf("%+v: %v", c.l, err)
		}
	}
	if d, _ := h.owed(lost); d.State != duty.Pending {
		h.t.Errorf("%+v", d)
	}
	h.must(h.desk.Look(h.first, store.NewKey(), call, rollcall.Look{Person: lost, Item: "found", Words: "洗衣房"}))
	if d, _ := h.owed(lost); d.State == duty.Pending {
		h.t.Errorf("%+v", d)
	}
	looks, err := store.Read(h.demo, h.db, func(tx *store.Tx) (map[id.ID][]rollcall.Look, error) {
		c, err := rollcall.Get(h.demo, tx, call)
		if err != nil {
			return nil, err
		}
		return h.desk.Looks(h.demo, tx, c)
	})
	if h.must(err); len(looks[lost]) != 2 || looks[lost][0].Words != "东侧" || looks[lost][1].Item != rollcall.Found {
		h.t.Errorf("%+v", looks)
	}
}

// A mark that lands while the call waits for the second officer takes the question back, and who turned up is not looked for.
func TestFoundInTime(t *testing.T) {
	each(t, 3, func(h *house) {
		call, lost := h.open(), h.people[0]
		h.mark(h.first, call, rollcall.Mark{Person: lost, Sort: rollcall.Missing, Device: "a", Seq: 1})
		h.all(call)
		_, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked())
		h.must(err)
		h.hand.Forward(time.Minute)
		if a := h.mark(h.first, call, rollcall.Mark{Person: lost, Sort: rollcall.Present, Device: "a", Seq: 2}); a.State != rollcall.Running {
			h.t.Errorf("%+v", a)
		}
		state, err := h.desk.Close(h.first, store.NewKey(), call, h.sheet(call).Call.Version, h.sheet(call).Asked())
		if h.must(err); state != rollcall.Closed {
			h.t.Error(state)
		}
		if d, _ := h.owed(lost); d.State == duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestMarksAndOutingsDiffer(t *testing.T) {
	each(t, 6, func(h *house) {
		p := h.people
		for _, x := range p[2:4] {
			_, err := h.outings.Leave(h.first, store.NewKey(), outing.Departure{Person: x, Kind: "court"})
			h.must(err)
		}
		call := h.open()
		for i, s := range []rollcall.Sort{rollcall.Hospital, rollcall.Other, rollcall.Present, rollcall.Visit, rollcall.Present} {
			h.mark(h.first, call, rollcall.Mark{Person: p[i], Sort: s, Device: "a", Seq: int64(i + 1), At: h.hand.Now().Add(time.Millisecond)})
			h.hand.Forward(time.Second)
			h.mark(h.first, call, rollcall.Mark{Person: p[i], Sort: s, Device: "a", Seq: int64(i + 11)})
		}
		for i, want := range []string{"unrecorded", "unsaid", "still_out", "other_kind", ""} {
			if got := h.row(call, p[i]).Question; got != want {
				h.t.Errorf("%d: %q, want %q", i, got, want)
			}
		}
		_, err := h.outings.Leave(h.first, store.NewKey(), outing.Departure{Person: p[0], Kind: "hospital"})
		h.must(err)
		if got := h.row(call, p[0]).Question; got != "" {
			h.t.Errorf("recorded, and still asked: %q", got)
		}
		h.mark(h.first, call, rollcall.Mark{Person: p[1], Sort: rollcall.Other, Words: "在护士站", Device: "a", Seq: 31})
		if got := h.row(call, p[1]).Question; got != "" {
			h.t.Errorf("said where he is, and still asked: %q", got)
		}
	})
}

// Two tablets mark the same people; whatever arrives when, both see what somebody must look at, and nothing is lost.
func TestMarksOfColleagues(t *testing.T) {
	each(t, 3, func(h *house) {
		p := h.people[0]
		call, t0 := h.open(), h.hand.Now()
		h.hand.Forward(time.Hour)
		late := rollcall.Mark{Person: p, Sort: rollcall.Hospital, Device: "a", Seq: 1, At: t0.Add(time.Minute)}
		other := policytest.As(h.t.Context(), "case_officer", h.facility, h.unit, h.hand.Now())
		h.mark(other, call, rollcall.Mark{Person: p, Sort: rollcall.Present, Device: "b", Seq: 1, At: t0.Add(2 * time.Minute)})
		if a := h.mark(h.first, call, late); len(a.Looked) != 1 || a.Looked[0].Why != "overtaken" || a.Looked[0].Now != rollcall.Present {
			h.t.Errorf("%+v", a)
		}
		if a := h.mark(h.first, call, rollcall.Mark{Person: p, Sort: rollcall.Court, Device: "a", Seq: 2, At: t0.Add(3 * time.Minute)}); len(a.Looked) != 1 || a.Looked[0].Why != "over_another" || a.Looked[0].Was != rollcall.Present {
			h.t.Errorf("%+v", a)
		}
		if a := h.mark(h.first, call, rollcall.Mark{Person: id.New(), Sort: rollcall.Court, Device: "a", Seq: 3}); len(a.Looked) != 1 || a.Looked[0].Why != "not_listed" || a.Marked != 1 {
			h.t.Errorf("%+v", a)
		}
		h.all(call)
		_, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked())
		h.must(err)
		if a := h.mark(h.first, call, rollcall.Mark{Person: p, Sort: rollcall.Present, Device: "a", Seq: 4}); len(a.Looked) != 1 || a.Looked[0].Why != "closed" || a.State != rollcall.Closed {
			h.t.Errorf("%+v", a)
		}
		if r := h.row(call, p); r.Mark.Sort != rollcall.Court || len(r.Older) != 2 || len(r.Late) != 1 {
			h.t.Errorf("%+v", r)
		}
		stranger := policytest.As(h.t.Context(), "duty_officer", h.facility, id.New(), h.hand.Now())
		if _, err := h.desk.Mark(stranger, store.NewKey(), call, []rollcall.Mark{late}); errs.KindOf(err) != errs.Denied {
			h.t.Error(err)
		}
	})
}

// Any order and any repetition of batches make the same roll; marks neither invent nor lose people.
func TestAnyOrderMakesTheSameRoll(t *testing.T) {
	each(t, 9, func(h *house) {
		r := rand.New(rand.NewPCG(9, 2026))
		officers := []id.ID{"tablet-1", "tablet-2", "form"}
		for round := range 6 {
			var marks []rollcall.Mark
			for i := range 40 {
				marks = append(marks, rollcall.Mark{
					Person: h.people[r.IntN(9)], Sort: rollcall.Sorts[r.IntN(len(rollcall.Sorts))], Words: "在护士站", Device: string(officers[r.IntN(3)]), Seq: int64(i),
					At: h.hand.Now().Add(time.Duration(r.IntN(5)) * time.Minute),
				})
			}
			var was []string
			for again := range 3 {
				call := h.open()
				h.hand.Forward(time.Hour)
				mixed := slices.Concat(marks, marks[:r.IntN(40)]) // some arrive twice
				if again > 0 {
					r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
				}
				for len(mixed) > 0 {
					n := 1 + r.IntN(len(mixed))
					_, err := h.desk.Mark(h.first, store.NewKey(), call, mixed[:n])
					h.must(err)
					mixed = mixed[n:]
				}
				now := h.rolled(call, len(marks))
				if again > 0 && !slices.Equal(was, now) {
					h.t.Fatalf("round %d: in another order\n%v\nnot\n%v", round, now, was)
				}
				was = now
				h.hand.Forward(-time.Hour)
				h.ends(call)
			}
			h.hand.Forward(2 * time.Hour)
		}
	})
}

// rolled is a roll as texts, all of its people on it once and all marks kept once.
func (h *house) rolled(call id.ID, marks int) (out []string) {
	h.t.Helper()
	s, seen, kept := h.sheet(call), map[id.ID]bool{}, 0
	for _, r := range s.Rows {
		seen[r.Person] = true
		if r.Mark.Sort != "" {
			kept += 1 + len(r.Older)
		}
		out = append(out, fmt.Sprint(r.Person, r.Mark.Sort, len(r.Older)))
	}
	if len(s.Rows) != 9 || len(seen) != 9 || kept != marks {
		h.t.Fatalf("%d rows of %d people, %d marks of %d", len(s.Rows), len(seen), kept, marks)
	}
	return out
}

// ends closes a call whatever is on it.
func (h *house) ends(call id.ID) {
	h.t.Helper()
	h.sign()
	h.all(call)
	s := h.sheet(call)
	state, err := h.desk.Close(h.first, store.NewKey(), call, s.Call.Version, h.sheet(call).Asked())
	h.must(err)
	if state == rollcall.Closing {
		h.must(h.desk.Confirm(h.second, store.NewKey(), rollcall.Second{Call: call, Version: s.Call.Version + 1, Yes: true, Seen: s.Asked()}))
	}
}
