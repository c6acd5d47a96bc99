package rollcall_test

import (
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// While a roll is called somebody is let go and another dies: neither is counted, whether or not he was marked before.
// Who comes is put on the list before the roll can be closed.
func TestTheHouseGoesOnWhileARollIsCalled(t *testing.T) {
	each(t, 6, func(h *house) {
		call := h.open()
		freed, died := h.people[1], h.people[2]
		h.mark(h.first, call, rollcall.Mark{Person: died, Sort: rollcall.Present, Device: "t", Seq: 1})
		h.hand.Forward(time.Minute)
		came := h.passes(freed, died)
		for _, p := range []id.ID{freed, died} {
			if r := h.row(call, p); !r.Gone || r.Question != "" {
				h.t.Errorf("%+v", r)
			}
		}
		h.rest(call, freed, died)
		s := h.sheet(call)
		if s.Heads() != 4 || s.Marked() != 4 || len(s.New) != 1 || s.New[0] != came {
			h.t.Fatalf("%d of %d, new %v", s.Marked(), s.Heads(), s.New)
		}
		if _, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked()); !errs.Is(err, "rollcall.came") {
			h.t.Error("closed without who came:", err)
		}
		n, err := h.desk.Renew(h.first, store.NewKey(), call, 1)
		if h.must(err); n != 1 {
			h.t.Error(n)
		}
		if _, err := h.desk.Renew(h.first, store.NewKey(), call, 2); !errs.Is(err, "rollcall.nobody_new") {
			h.t.Error(err)
		}
		if _, err := h.desk.Close(h.first, store.NewKey(), call, 2, h.sheet(call).Asked()); !errs.Is(err, "rollcall.unmarked") {
			h.t.Error("closed with one not called:", err)
		}
		a := h.mark(h.first, call, rollcall.Mark{Person: came, Sort: rollcall.Present, Device: "t", Seq: 9})
		if a.Marked != 5 || a.Heads != 5 {
			h.t.Errorf("what a tablet is told differs from the sheet: %+v", a)
		}
		now, err := store.Read(h.demo, h.db, func(tx *store.Tx) ([]rollcall.Standing, error) {
			return rollcall.Now(h.demo, tx, policy.Scope{Facilities: []id.ID{h.facility}})
		})
		if h.must(err); len(now) != 1 || now[0].Marked != 5 || now[0].Heads != 5 {
			h.t.Errorf("what the list shows differs from the sheet: %+v", now)
		}
		state, err := h.desk.Close(h.first, store.NewKey(), call, 2, h.sheet(call).Asked())
		h.must(err)
		s = h.sheet(call)
		if state != rollcall.Closed || s.Call.Heads != 5 || s.Heads() != 5 || s.Count()[rollcall.Present] != 5 || len(s.Rows) != 7 {
			h.t.Errorf("%s: %d heads, %v", state, s.Call.Heads, s.Count())
		}
		if r := h.row(call, died); !r.Gone || len(r.Older) != 1 || r.Older[0].Sort != rollcall.Present {
			h.t.Errorf("what was seen before is lost: %+v", r)
		}
	})
}

// Who is in no brigade yet has a roll of his own, and stands on no brigade's.
func TestWhoIsInNoBrigadeIsCalled(t *testing.T) {
	each(t, 3, func(h *house) {
		head := policytest.As(h.t.Context(), "facility_head", h.facility, h.facility, h.hand.Now())
		rest := rollcall.Opening{Facility: h.facility, Shift: "evening"}
		if _, err := h.desk.Open(head, store.NewKey(), rest); !errs.Is(err, "rollcall.nobody") {
			h.t.Error(err)
		}
		unit := h.unit
		h.unit = ""
		came := h.passes()
		h.unit = unit
		call, err := h.desk.Open(head, store.NewKey(), rest)
		h.must(err)
		s := h.sheet(h.open())
		if len(s.Rows) != 3 || len(s.New) != 0 {
			h.t.Errorf("the brigade's roll has %d, new %v", len(s.Rows), s.New)
		}
		c, err := store.Read(h.demo, h.db, func(tx *store.Tx) (rollcall.Sheet, error) { return h.desk.Sheet(head, tx, call) })
		if h.must(err); len(c.Rows) != 1 || c.Rows[0].Person != came || len(c.New) != 0 {
			h.t.Errorf("%+v", c)
		}
	})
}

// rest marks everybody but some as present.
func (h *house) rest(call id.ID, but ...id.ID) {
	h.t.Helper()
	for _, r := range h.sheet(call).Rows {
		if r.Mark.Sort == "" && r.Person != but[0] && r.Person != but[1] {
			h.mark(h.first, call, rollcall.Mark{Person: r.Person, Sort: rollcall.Present, Device: "all", Seq: 1})
		}
	}
}

// passes lets people leave the house, and somebody come.
func (h *house) passes(leave ...id.ID) (came id.ID) {
	h.t.Helper()
	_, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		p := person.Person{ID: id.New(), Version: 1, Name: "新到", Sex: cn.Male}
		came = p.ID
		if err := person.New(h.db, h.vault, h.policy, nil).CreateIn(h.demo, tx, person.At{Facility: h.facility}, []person.Person{p}); err != nil {
			return 0, err
		}
		stays := resident.New(h.db, h.policy)
		if err := stays.OpenIn(h.demo, tx, []resident.Resident{{ID: id.New(), Person: came, Facility: h.facility, Unit: h.unit, Phase: resident.Detox, Admitted: tx.Today()}}); err != nil {
			return 0, err
		}
		for _, who := range leave {
			if err := resident.CloseIn(h.demo, tx, who, tx.Today()); err != nil {
				return 0, err
			}
		}
		return 0, h.policy.Check(h.demo, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: h.facility})
	})
	h.must(err)
	return came
}
