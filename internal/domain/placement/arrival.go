package placement

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

// Arrival is somebody who is taken in and given a bed.
type Arrival struct {
	Who            person.Person
	Facility, Unit id.ID // Unit is "" for no brigade yet
	Bed            id.ID
}

// Free lists the beds of a facility that are in use and that nobody keeps.
func Free(ctx context.Context, tx *store.Tx, house id.ID) ([]facility.BedNamed, error) {
	beds, err := facility.Beds(ctx, tx, house)
	if err != nil {
		return nil, err
	}
	here, err := Here(ctx, tx, house)
	kept := make(map[id.ID]bool, len(here))
	for _, s := range here {
		kept[s.Bed] = true
	}
	return slices.DeleteFunc(beds, func(b facility.BedNamed) bool { return b.Out || kept[b.Bed] }), err
}

// LieIn puts who is taken in into a free bed of his brigade, as a step of a larger act. This is what the house does: a room
// in which he would have to be kept apart from the others is refused.
func (k *Desk) LieIn(ctx context.Context, tx *store.Tx, persons *person.Desk, a Arrival) error {
	free, err := Free(ctx, tx, a.Facility)
	if err != nil {
		return err
	}
	var f errs.Fields
	i := slices.IndexFunc(free, func(b facility.BedNamed) bool { return b.Bed == a.Bed })
	switch {
	case i < 0:
		f.Add("bed", "bed.not_free", "")
	case free[i].Unit != "" && free[i].Unit != a.Unit:
		f.Add("bed", "bed.other_unit", free[i].Place.Room+" "+free[i].Place.Bed)
	default:
		room, err := roommates(ctx, tx, persons, a.Facility, free[i].Room)
		if err != nil {
			return err
		}
		today := tx.Today()
		people := []Neighbour{{Person: a.Who.ID, Sex: a.Who.Sex, Minor: !a.Who.Born.IsZero() && today.Before(a.Who.Born.Birthday(adult))}}
		for _, p := range room {
			people = append(people, Neighbour{Person: p.ID, Sex: p.Sex, Minor: !p.Born.IsZero() && today.Before(p.Born.Birthday(adult))})
		}
		if len(Judge(people)) > 0 {
			f.Add("bed", "bed.apart", free[i].Place.Room+" "+free[i].Place.Bed)
		}
	}
	if err := f.Err("person.bad_input"); err != nil {
		return err
	}
	return k.PlaceIn(ctx, tx, a.Facility, map[id.ID]id.ID{a.Who.ID: a.Bed})
}

// adult is the birthday from which nobody is a minor (PML 2).
const adult = 18

// roommates are who sleeps in a room now.
func roommates(ctx context.Context, tx *store.Tx, persons *person.Desk, house, room id.ID) (map[id.ID]person.Person, error) {
	beds, err := facility.Beds(ctx, tx, house)
	if err != nil {
		return nil, err
	}
	in := map[id.ID]bool{}
	for _, b := range beds {
		in[b.Bed] = b.Room == room
	}
	here, err := Here(ctx, tx, house)
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, s := range here {
		if in[s.Bed] {
			ids = append(ids, s.Person)
		}
	}
	return persons.Load(ctx, tx, ids)
}
