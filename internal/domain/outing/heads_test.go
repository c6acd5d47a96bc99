package outing_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

func TestTheHeadsAgree(t *testing.T) {
	each(t, func(h *house) {
		r := rand.New(rand.NewPCG(3, 2026))
		placing := placement.New(h.persons, h.db, h.vault, h.policy)
		placing.Gone = outing.ForLong
		vacated := 0
		left := map[id.ID]bool{}
		for range 240 {
			p := h.people[r.IntN(len(h.people))]
			h.hand.Forward(time.Duration(r.IntN(20)) * time.Hour)
			today := civil.DateOf(h.hand.Now())
			h.legal = policytest.As(h.t.Context(), "legal_officer", h.facility, h.facility, h.hand.Now())
			h.officer = policytest.As(h.t.Context(), "facility_head", h.facility, h.facility, h.hand.Now())
			switch n := r.IntN(12); n {
			case 0, 1:
				_, _ = h.leave(outing.Departure{Person: p, Kind: string(outing.Direct()[r.IntN(3)])})
			case 2, 3:
				if o := h.current(p); o != nil {
					_ = h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: o.ID, Version: o.Version})
				}
			case 4:
				vacated += h.vacate(placing, p)
			case 5:
				_ = h.write(func(tx *store.Tx) error {
					return placing.PlaceIn(h.demo, tx, h.facility, map[id.ID]id.ID{h.people[4]: h.beds[r.IntN(8)]})
				})
			case 6:
				h.withdraw(r, p)
				if o := h.current(p); o != nil && r.IntN(2) == 0 {
					_ = h.desk.Withdraw(h.officer, store.NewKey(), outing.Withdrawal{Outing: o.ID, Version: o.Version, Words: "记错"})
				}
			case 7:
				if r.IntN(3) == 0 && len(left) < 3 {
					if _, err := h.fact(p, term.Released, today); err == nil {
						left[p] = true
					} else {
						h.t.Log(err)
					}
				}
			default:
				facts := []term.Type{
					term.Abscond, term.Recapture, term.HomeLeave, term.HomeLeaveEnded, term.OutsideMedicalApproved,
					term.OutsideMedicalEnded, term.HeldElsewhere, term.HeldElsewhereEnded,
				}
				_, _ = h.fact(p, facts[r.IntN(len(facts))], today)
			}
			h.agrees(6-len(left), left)
		}
		if len(left) == 0 || vacated == 0 {
			h.t.Error("nobody ever left, or no bed was given back: the test tries too little")
		}
	})
}

// vacate gives the bed of somebody back: only of who is gone for long. It returns how many beds that are.
func (h *house) vacate(placing *placement.Desk, p id.ID) int {
	h.t.Helper()
	s, err := store.Read(h.demo, h.db, func(tx *store.Tx) (placement.Stay, error) { return placement.Of(h.demo, tx, p) })
	if errs.KindOf(err) == errs.NotFound {
		return 0
	}
	h.must(err)
	_, err = placing.Vacate(h.demo, store.NewKey(), placement.Vacating{Person: p, Bed: s.Bed})
	switch o := h.current(p); {
	case o != nil && (o.Kind == outing.Absconded || o.Kind == outing.HeldElsewhere):
		h.must(err)
		return 1
	case err == nil:
		h.t.Fatalf("the bed of somebody who comes back was given away: %+v", o)
	}
	return 0
}

// withdraw takes a fact of an absence back, where one officer may.
func (h *house) withdraw(r *rand.Rand, p id.ID) {
	v, err := h.measures.View(h.legal, p)
	h.must(err)
	stand := v.Life.Standing()[2:]
	if len(stand) == 0 {
		return
	}
	e := stand[r.IntN(len(stand))]
	if e.Fact.Type == term.Released {
		return
	}
	_, _ = h.measures.Correct(h.legal, store.NewKey(), measure.Correction{Person: p, Version: v.Life.Version, Event: e.ID, Note: measure.Note{Words: "记错"}})
}

func (h *house) agrees(people int, left map[id.ID]bool) {
	h.t.Helper()
	read(h, func(tx *store.Tx) (int, error) {
		all, units, err := outing.Count(h.demo, tx, h.facility)
		if err != nil {
			return 0, err
		}
		if all.All != people || all.Present+all.Out+all.Waiting != people {
			h.t.Fatalf("%+v, want %d", all, people)
		}
		sum := 0
		for _, u := range units {
			sum += u.All
		}
		out, err := outing.Out(h.demo, tx, h.facility)
		if err != nil || sum != people || len(out) != all.Out {
			h.t.Fatalf("%d in brigades, %d out of %+v: %v", sum, len(out), all, err)
		}
		away := map[id.ID]outing.Kind{}
		for _, o := range out {
			if left[o.Person] {
				h.t.Fatalf("out and gone: %+v", o)
			}
			away[o.Person] = o.Kind
		}
		latest, err := measure.LatestOf(h.demo, tx, h.people)
		for p, m := range latest {
			law := outing.Kind("")
			if m.State == "CI_JA_FACILITY" && m.Substate != "" {
				law = map[string]outing.Kind{"ABSCONDED": outing.Absconded, "OUTSIDE_MEDICAL": outing.OutsideMedical, "HELD_ELSEWHERE": outing.HeldElsewhere, "HOME_LEAVE": outing.HomeLeave}[m.Substate]
			}
			if !left[p] && (law != "" || away[p].Legal()) && away[p] != law {
				h.t.Fatalf("the law says %q, the board %q", law, away[p])
			}
		}
		return 0, err
	})
}
