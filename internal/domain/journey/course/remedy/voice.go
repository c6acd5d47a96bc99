package remedy

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Voice is where a resident asks for a remedy himself, at his own page: it waits for no officer to write it down.
type Voice struct {
	DB      *store.DB
	Policy  *policy.Engine
	Affairs *journey.Desk
}

// Kinds are what he may ask for.
var Kinds = []journey.Kind{affair.Reconsideration, affair.Suit, affair.LegalAid}

// Ask begins such an affair for the resident of ctx, where he is now or was last: what he writes is its first step, and its clock
// runs from this moment (LAL 39; ARL 20). It fails with the fields of the step, with journey.no_course for an affair that is
// none of Kinds, with journey.not_here and with policy.denied.
func (v *Voice) Ask(ctx context.Context, key store.Key, kind journey.Kind, said journey.Posted) (_ id.ID, err error) {
	defer errs.Wrap(&err, "remedy.Ask(%s)", kind)
	if !slices.Contains(Kinds, kind) {
		return "", errs.New(errs.NotFound, "journey.no_course")
	}
	return store.Write(ctx, v.DB, key, func(tx *store.Tx) (id.ID, error) {
		stay, err := mine(ctx, tx)
		if err != nil {
			return "", err
		}
		return v.Affairs.BeginIn(ctx, tx, journey.Start{Kind: kind, Facility: stay.Facility, Unit: stay.Unit, Person: stay.Person, Said: said})
	})
}

// Asked are such affairs of the resident of ctx with their steps, whoever began them, newest first.
func (v *Voice) Asked(ctx context.Context, tx *store.Tx) (_ []journey.Case, err error) {
	defer errs.Wrap(&err, "remedy.Asked")
	stay, err := mine(ctx, tx)
	if err != nil {
		return nil, err
	}
	about := policy.Resource{Kind: "journey", Person: stay.Person, Facility: stay.Facility, Unit: stay.Unit}
	if err := v.Policy.Check(ctx, tx, policy.JourneyRequest, about); err != nil {
		return nil, err
	}
	all, err := v.Affairs.Affairs(ctx, tx, stay.Person, Kinds...)
	slices.SortStableFunc(all, func(a, b journey.Case) int { return b.Opened.Compare(a.Opened) })
	return all, err
}

// mine is where the resident of ctx is, or was last.
func mine(ctx context.Context, tx *store.Tx) (resident.Resident, error) {
	person := actor.From(ctx).Person
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	if err != nil {
		return resident.Resident{}, err
	}
	stay, ok := stays[person]
	if person == "" || !ok {
		return stay, errs.New(errs.Invalid, "journey.not_here")
	}
	return stay, nil
}
