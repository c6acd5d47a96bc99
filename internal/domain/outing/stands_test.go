package outing_test

import (
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// mistaken takes a fact back, by two officers where it wants two.
func (h *house) mistaken(p, fact id.ID) {
	h.t.Helper()
	h.legal = policytest.As(h.t.Context(), "legal_officer", h.facility, h.facility, h.hand.Now()) // signed in anew
	v, err := h.measures.View(h.legal, p)
	h.must(err)
	_, err = h.measures.Correct(h.legal, store.NewKey(), measure.Correction{Person: p, Version: v.Life.Version, Event: fact, Note: measure.Note{Words: "认错了人"}})
	h.must(err)
	v, err = h.measures.View(h.legal, p)
	h.must(err)
	second := policytest.As(h.t.Context(), "legal_officer", h.facility, h.facility, h.hand.Now())
	for _, c := range v.Changes {
		if c.State == "proposed" {
			h.must(h.measures.Confirm(second, store.NewKey(), measure.Second{Change: c.ID, Version: c.Version, Life: c.Life, Yes: true}))
		}
	}
}

// Who is on leave, or in a hospital, and was said to be dead, gone or held elsewhere by mistake, is where he was: until the
// same day, with the same words, and somebody looks whether he is back.
func TestWhatGaveWayToAMistakeGoesOn(t *testing.T) {
	due := time.Date(2026, 6, 5, 10, 0, 0, 0, time.UTC)
	each(t, func(h *house) {
		p, q := h.people[0], h.people[2]
		_, err := h.fact(p, term.HomeLeave, civil.On(2026, 6, 1))
		h.must(err)
		h.must(h.write(func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
				return err
			}
			return h.desk.DescribeIn(h.demo, tx, p, due, outing.Words{Where: "家中", Escort: "母亲"})
		}))
		leave := *h.current(p)
		sick, err := h.leave(outing.Departure{Person: q, Kind: "hospital", Due: "2026-06-05T18:00"})
		h.must(err)
		for _, mistake := range []term.Type{term.Abscond, term.HeldElsewhere, term.CIDeceased} {
			h.hand.Forward(time.Hour)
			for who, was := range map[id.ID]id.ID{p: leave.ID, q: sick} {
				fact, err := h.fact(who, mistake, civil.On(2026, 6, 1))
				h.must(err)
				if ended := h.one(who, was).Ended; ended == "" {
					h.t.Errorf("%s: nobody came back", mistake)
				}
				if d := h.owed(who, "outing.late"); d[0].State != duty.Void {
					h.t.Errorf("%s: nobody saw to it that he came back: %+v", mistake, d[0])
				}
				h.mistaken(who, fact)
				o := h.current(who)
				if o == nil || o.ID != was || !o.Due.Equal(due) || o.Ended != "" || o.GaveWay != "" {
					h.t.Fatalf("%s: %+v", mistake, o)
				}
				if d := h.owed(who, "outing.late"); len(d) != 1 || d[0].State != duty.Pending || !d[0].Due.Moment().Equal(due) {
					h.t.Errorf("%s: %+v", mistake, d)
				}
			}
		}
		if o := h.current(p); o.Words != leave.Words || !o.DueFixed() {
			h.t.Errorf("%+v", o)
		}
	})
}

// Mistakes one upon the other are taken back in any order.
func TestMistakesUponMistakes(t *testing.T) {
	for _, first := range []int{0, 1} {
		each(t, func(h *house) {
			p := h.people[0]
			sick, err := h.leave(outing.Departure{Person: p, Kind: "hospital"})
			h.must(err)
			h.hand.Forward(time.Hour)
			gone, err := h.fact(p, term.Abscond, civil.On(2026, 6, 1))
			h.must(err)
			if o := h.one(p, sick); o.Ended != outing.Turned {
				h.t.Errorf("he did not come back from the hospital: %+v", o)
			}
			h.hand.Forward(time.Hour)
			held, err := h.fact(p, term.HeldElsewhere, civil.On(2026, 6, 1))
			h.must(err)
			facts := []id.ID{gone, held}
			h.mistaken(p, facts[first])
			h.mistaken(p, facts[1-first])
			if o := h.current(p); o == nil || o.ID != sick {
				h.t.Errorf("%+v", o)
			}
		})
	}
}

// one is an outing of a person.
func (h *house) one(p, which id.ID) (found outing.Outing) {
	h.t.Helper()
	for _, o := range read(h, func(tx *store.Tx) ([]outing.Outing, error) { return outing.Of(h.demo, tx, p) }) {
		if o.ID == which {
			found = o
		}
	}
	return found
}
