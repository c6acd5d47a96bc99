package rollcall_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// Who is marked from his outing and comes back before the close is asked about; it is closed so only by who has seen it.
func TestWhatChangedSinceTheMarkIsAskedAtTheClose(t *testing.T) {
	each(t, 3, func(h *house) {
		p := h.people[0]
		out, err := h.outings.Leave(h.first, store.NewKey(), outing.Departure{Person: p, Kind: "court"})
		h.must(err)
		call := h.open()
		h.all(call)
		seen := h.sheet(call).Asked()
		if r := h.row(call, p); seen != "" || r.Mark.Sort != rollcall.Court {
			h.t.Errorf("%q %+v", seen, r.Mark)
		}
		h.hand.Forward(time.Minute)
		h.must(h.outings.Return(h.first, store.NewKey(), outing.Coming{Outing: out, Version: 1}))
		if _, err := h.desk.Close(h.first, store.NewKey(), call, 1, seen); !errs.Is(err, "rollcall.differs") {
			h.t.Error("closed without a word:", err)
		}
		h.mark(h.first, call, rollcall.Mark{Person: p, Sort: rollcall.Present, Device: "t", Seq: 1})
		state, err := h.desk.Close(h.first, store.NewKey(), call, 1, seen)
		if h.must(err); state != rollcall.Closed || h.sheet(call).Call.Asks != 0 {
			h.t.Error(state, h.sheet(call).Call.Asks)
		}
	})
}

// An outing that is ended afterwards with an earlier moment changes nothing of a roll that was closed.
func TestAClosedRollKeepsItsStory(t *testing.T) {
	each(t, 4, func(h *house) {
		away, here := h.people[0], h.people[1]
		out := h.leaves(away, "")
		h.hand.Forward(time.Hour)
		call := h.open()
		h.mark(h.first, call, rollcall.Mark{Person: here, Sort: rollcall.Visit, Device: "t", Seq: 1})
		h.all(call)
		asked := h.sheet(call).Asked()
		_, err := h.desk.Close(h.first, store.NewKey(), call, 1, asked)
		h.must(err)
		h.hand.Forward(time.Hour)
		h.must(h.outings.Return(h.first, store.NewKey(), outing.Coming{Outing: out, Version: 1, At: "2026-06-01T09:30"}))
		h.leaves(here, "2026-06-01T09:10")
		s := h.sheet(call)
		if s.Asked() != asked || s.Asks() != 1 || s.Call.Asks != 1 {
			h.t.Errorf("%q, closed with %q (%d)", s.Asked(), asked, s.Call.Asks)
		}
		if r := h.row(call, away); !r.Out || r.Outing.ID != out || r.Outing.Kind != outing.Other || r.Outing.Words.Note != "办案机关提人" || r.Question != "" {
			h.t.Errorf("%+v", r)
		}
		if r := h.row(call, here); r.Out || r.Question != "unrecorded" {
			h.t.Errorf("%+v", r)
		}
	})
}

// Who asked for the close, who was the second, and when each did it, stays with the roll.
func TestBothOfficersOfACloseAreKept(t *testing.T) {
	each(t, 3, func(h *house) {
		call := h.open()
		h.mark(h.first, call, rollcall.Mark{Person: h.people[0], Sort: rollcall.Missing, Device: "t", Seq: 1})
		h.all(call)
		_, err := h.desk.Close(h.first, store.NewKey(), call, 1, "")
		h.must(err)
		asked := h.hand.Now()
		h.hand.Forward(time.Minute)
		h.must(h.desk.Confirm(h.second, store.NewKey(), rollcall.Second{Call: call, Version: 2, Yes: true}))
		c := h.sheet(call).Call
		if !c.ClosingAt.Equal(asked) || !c.Closed.Equal(h.hand.Now()) || c.ClosingBy == "" || c.ClosingBy == c.ClosedBy || c.Asks != 0 {
			h.t.Errorf("%+v", c)
		}
	})
}

// leaves records that somebody left for a reason that has no sort of its own.
func (h *house) leaves(person id.ID, from string) id.ID {
	h.t.Helper()
	o, err := h.outings.Leave(h.first, store.NewKey(), outing.Departure{Person: person, Kind: "other", From: from, Words: outing.Words{Note: "办案机关提人"}})
	h.must(err)
	return o
}

// Which rolls told of an outing that is withdrawn can be shown: a closed one stays and says so, a running one asks anew.
func TestAWithdrawnOutingLeavesClosedRollsAsTheyWere(t *testing.T) {
	each(t, 3, func(h *house) {
		p := h.people[0]
		out := h.leaves(p, "")
		h.hand.Forward(time.Hour)
		first := h.open()
		h.all(first)
		_, err := h.desk.Close(h.first, store.NewKey(), first, 1, "")
		h.must(err)
		h.hand.Forward(time.Hour)
		second := h.open()
		h.all(second)
		h.hand.Forward(time.Minute)
		h.must(h.outings.Withdraw(h.first, store.NewKey(), outing.Withdrawal{Outing: out, Version: 1, Words: "同名的另一人"}))
		calls, err := store.Read(h.demo, h.db, func(tx *store.Tx) ([]rollcall.Call, error) {
			o, err := outing.Get(h.demo, tx, out)
			if err != nil {
				return nil, err
			}
			return rollcall.Counted(h.demo, tx, o)
		})
		if h.must(err); len(calls) != 2 || calls[0].ID != second || calls[1].ID != first {
			h.t.Errorf("%+v", calls)
		}
		if r := h.row(first, p); !r.Out || !r.Outing.Void || r.Question != "" {
			h.t.Errorf("the closed roll: %+v", r)
		}
		if r := h.row(second, p); r.Out || r.Question != "unsaid" {
			h.t.Errorf("the running one: %+v", r)
		}
		h.hand.Forward(time.Hour)
		again := h.leaves(p, "")
		if calls, err := store.Read(h.demo, h.db, func(tx *store.Tx) ([]rollcall.Call, error) {
			o, err := outing.Get(h.demo, tx, again)
			if err != nil {
				return nil, err
			}
			return rollcall.Counted(h.demo, tx, o)
		}); err != nil || len(calls) != 1 || calls[0].ID != second {
			h.t.Errorf("of another outing: %+v %v", calls, err)
		}
	})
}

// “Other” says where somebody is, or the roll is not closed: pressing again does not help.
func TestOtherNeedsItsWord(t *testing.T) {
	each(t, 3, func(h *house) {
		p := h.people[0]
		call := h.open()
		h.mark(h.first, call, rollcall.Mark{Person: p, Sort: rollcall.Other, Words: "  ", Device: "t", Seq: 1})
		h.all(call)
		for range 2 {
			if _, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked()); !errs.Is(err, "rollcall.where_is") {
				h.t.Fatal("closed without a word:", err)
			}
		}
		h.hand.Forward(time.Second)
		h.mark(h.first, call, rollcall.Mark{Person: p, Sort: rollcall.Other, Words: "在护士站", Device: "t", Seq: 2})
		_, err := h.desk.Close(h.first, store.NewKey(), call, 1, "")
		h.must(err)
	})
}

// What two officers marked differently is asked when the roll is closed, and again of the second officer who confirms it; it
// is asked no more once they agree.
func TestTwoOfficersWhoMarkDifferentlyAreAskedAtTheClose(t *testing.T) {
	each(t, 4, func(h *house) {
		p, lost := h.people[0], h.people[1]
		other := policytest.As(h.t.Context(), "case_officer", h.facility, h.unit, h.hand.Now())
		call := h.open()
		say := func(who context.Context, sort rollcall.Sort, n int64) {
			h.hand.Forward(time.Second)
			h.mark(who, call, rollcall.Mark{Person: p, Sort: sort, Device: "d" + fmt.Sprint(n), Seq: n})
		}
		h.mark(h.first, call, rollcall.Mark{Person: lost, Sort: rollcall.Missing, Device: "t", Seq: 1})
		say(h.first, rollcall.Missing, 1)
		say(other, rollcall.Present, 2)
		h.all(call)
		if r := h.row(call, p); r.Question != rollcall.TwoMarks || r.Mark.Sort != rollcall.Present {
			h.t.Fatalf("%+v", r)
		}
		if _, err := h.desk.Close(h.first, store.NewKey(), call, 1, ""); !errs.Is(err, "rollcall.differs") {
			h.t.Fatal("closed unasked:", err)
		}
		say(h.first, rollcall.Present, 3)
		if r := h.row(call, p); r.Question != "" {
			h.t.Errorf("they agree: %+v", r)
		}
		say(h.first, rollcall.Missing, 4)
		say(h.first, rollcall.Present, 5)
		if r := h.row(call, p); r.Question != "" {
			h.t.Errorf("the same officer saw him in the end: %+v", r)
		}
		say(h.first, rollcall.Hospital, 10) // nobody has recorded that he is out, and the other saw him here
		if r := h.row(call, p); r.Question != rollcall.TwoMarks || r.Apart() != "unrecorded" {
			h.t.Errorf("%+v", r)
		}
		say(other, rollcall.Hospital, 6)
		say(other, rollcall.Present, 7)
		say(h.first, rollcall.Visit, 8)
		say(other, rollcall.Present, 9)
		seen := h.sheet(call).Asked()
		state, err := h.desk.Close(h.first, store.NewKey(), call, 1, seen)
		if h.must(err); state != rollcall.Closing {
			h.t.Fatal(state)
		}
		h.sign()
		if err := h.desk.Confirm(h.second, store.NewKey(), rollcall.Second{Call: call, Version: 2, Yes: true}); !errs.Is(err, "rollcall.differs") {
			h.t.Error("confirmed unasked:", err)
		}
		h.must(h.desk.Confirm(h.second, store.NewKey(), rollcall.Second{Call: call, Version: 2, Yes: true, Seen: seen}))
		if r := h.row(call, p); r.Question != rollcall.TwoMarks {
			h.t.Errorf("the closed roll keeps it: %+v", r)
		}
	})
}
