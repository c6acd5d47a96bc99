package placement

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Arrival is somebody who is taken in and given a bed.
type Arrival struct {
	Who            person.Person
	Facility, Unit id.ID  // Unit is "" for no brigade yet
	Phase          string // "" when nobody has said
	Bed            id.ID
}

func (a Arrival) neighbour(today civil.Date) separation.Neighbour {
	n := separation.Neighbour{Person: a.Who.ID, Sex: a.Who.Sex, Phase: a.Phase}
	n.Age(a.Who.Born, today)
	return n
}

// Side is on which side of eighteen somebody is kept: "minor" or "adult", "" where nobody knows when he was born.
func Side(born, today civil.Date) string {
	var n separation.Neighbour
	n.Age(born, today)
	return n.Trait(separation.ByAge)
}

// Free lists the beds of a facility that are in use, that nobody keeps and that are reserved for nobody.
func Free(ctx context.Context, tx *store.Tx, at id.ID) ([]facility.BedNamed, error) {
	h, err := enter(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(h.beds, func(b facility.BedNamed) bool { return !h.open(b, "") }), nil
}

// LieIn puts who is taken in into a bed of his brigade, as a step of a larger act. This is what the house does: a bed
// that is taken, and a room in which a rule stands against him, are answered at the field "bed".
func (k *Desk) LieIn(ctx context.Context, tx *store.Tx, a Arrival) error {
	if err := k.policy.Check(ctx, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: a.Facility, Unit: a.Unit}); err != nil {
		return err
	}
	h, err := enter(ctx, tx, a.Facility)
	if err != nil {
		return err
	}
	var f errs.Fields
	i, stands := h.at[a.Bed]
	if !stands {
		f.Add("bed", "bed.not_free", "", 0, 0)
		return f.Err("person.bad_input")
	}
	b := h.beds[i]
	if err := k.know(ctx, tx, h, h.sleepers(b.Room)); err != nil {
		return err
	}
	// What is known of an earlier stay counts too: his grade, and from whom he is kept apart.
	if err := k.know(ctx, tx, h, []id.ID{a.Who.ID}); err != nil {
		return err
	}
	n := a.neighbour(tx.Today())
	n.Grade, n.Will = h.people[a.Who.ID].Grade, h.people[a.Who.ID].Will
	h.people[a.Who.ID] = n
	fit := h.fit(n, b)
	where := b.Place.Room + " " + b.Place.Bed
	switch room, unit := h.free(b); {
	case fit.State != Empty:
		f.Add("bed", "bed.not_free", "", room, unit)
	case b.Unit != "" && b.Unit != a.Unit:
		f.Add("bed", "bed.other_unit", where)
	case len(fit.Reasons) > 0:
		f.Add("bed", "bed.apart", where)
	}
	if err := f.Err("person.bad_input"); err != nil {
		return err
	}
	if err := place(ctx, tx, a.Facility, map[id.ID]id.ID{a.Who.ID: a.Bed}); err != nil {
		return err
	}
	return k.arrived(ctx, tx, h, a.Who.ID, a.Bed)
}
