package placement

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// State is what a bed is at the moment.
type State string

// The states of a bed. Away is one whose keeper is out of the walls: the bed stays his.
const (
	Empty    State = "empty"
	Occupied State = "occupied"
	Reserved State = "reserved"
	Out      State = "out"
	Away     State = "away"
)

// Fit is a bed of somebody's own brigade, and what stands against it.
type Fit struct {
	facility.BedNamed
	State    State
	Keeper   id.ID               // who lies there
	Mine     bool                // it is his own bed
	Reasons  []separation.Reason // they refuse it
	Thoughts []separation.Reason // to be thought of: rules that only warn
}

// OK tells whether he can lie there.
func (f Fit) OK() bool { return f.State == Empty && len(f.Reasons) == 0 }

// Choices lists every bed of a person's own brigade, with what stands against each. The reader must be allowed to see
// the beds of the brigade.
func (k *Desk) Choices(ctx context.Context, tx *store.Tx, who id.ID) ([]Fit, error) {
	c, err := chargeOf(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	if err := k.policy.Check(ctx, tx, policy.PlacementView, resource(c)); err != nil {
		return nil, err
	}
	h, err := enter(ctx, tx, c.Facility)
	if err != nil {
		return nil, err
	}
	var people []id.ID
	for _, b := range h.beds {
		if s, ok := h.keeper[b.Bed]; ok && h.unit(b, c.Unit) == c.Unit {
			people = append(people, s.Person)
		}
	}
	if err := k.know(ctx, tx, h, append(people, who)); err != nil {
		return nil, err
	}
	var out []Fit
	for _, b := range h.beds {
		if h.unit(b, c.Unit) == c.Unit {
			out = append(out, h.fit(h.people[who], b))
		}
	}
	return out, nil
}

func (h *house) fit(n separation.Neighbour, b facility.BedNamed) Fit {
	f := Fit{BedNamed: b, State: Empty}
	s, taken := h.keeper[b.Bed]
	switch {
	case taken:
		f.State, f.Keeper, f.Mine = Occupied, s.Person, s.Person == n.Person
	case b.Out:
		f.State = Out
	case !h.open(b, n.Person):
		f.State = Reserved
	}
	for _, r := range h.against(n, b) {
		if r.Blocks() {
			f.Reasons = append(f.Reasons, r)
		} else {
			f.Thoughts = append(f.Thoughts, r)
		}
	}
	return f
}

// refuse is the answer to who wants a bed that somebody cannot have: what is free beside it where it is gone, the
// articles where a rule stands against it.
func (h *house) refuse(f Fit) error {
	inRoom, inUnit := h.free(f.BedNamed)
	switch f.State {
	case Occupied:
		return errs.New(errs.Conflict, "placement.taken", inRoom, inUnit)
	case Reserved:
		return errs.New(errs.Conflict, "placement.reserved", inRoom, inUnit)
	case Out:
		return errs.New(errs.Conflict, "placement.out_of_use", inRoom, inUnit)
	}
	return refused(f.Reasons)
}

// refused is the refusal by the first of some reasons, under the articles of all; nil when there is none.
func refused(reasons []separation.Reason) error {
	var basis []law.Citation
	for _, r := range reasons {
		for _, c := range r.Basis {
			if !slices.Contains(basis, c) {
				basis = append(basis, c)
			}
		}
	}
	if len(reasons) == 0 {
		return nil
	}
	return errs.Law("placement.no."+reasons[0].Key, basis...)
}
