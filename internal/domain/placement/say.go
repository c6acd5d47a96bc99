package placement

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/known"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// SetTraits says a person's grade and whether he is here of his own will. Where his room no longer fits, a move is owed.
func (k *Desk) SetTraits(ctx context.Context, key store.Key, who id.ID, t known.Said) (err error) {
	defer errs.Wrap(&err, "placement.SetTraits(%s)", who)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := chargeOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.PlacementAssign, resource(c)); err != nil {
			return "", err
		}
		if err := k.known.SayTraits(ctx, tx, known.About{Person: who, Facility: c.Facility}, t); err != nil {
			return "", err
		}
		return who, k.ReviewOf(ctx, tx, c.Facility, who)
	})
	return err
}

// TraitsOf is what was said of one person. The reader must be allowed to see his bed.
func (k *Desk) TraitsOf(ctx context.Context, tx *store.Tx, who id.ID) (known.Said, error) {
	found, err := k.known.TraitsOf(ctx, tx, []id.ID{who})
	return found[who], err
}

// SetClass says what a brigade is for, in a compartment. No error names the brigade.
func (k *Desk) SetClass(ctx context.Context, key store.Key, unit id.ID, c seal.Compartment, m known.Medical) (err error) {
	defer errs.Wrap(&err, "placement.SetClass")
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		u, err := facility.Get(ctx, tx, unit)
		if err != nil {
			return "", err
		}
		r := policy.Resource{Kind: "placement", Facility: u.Facility, Unit: u.ID, Compartment: string(c)}
		if err := k.policy.Check(ctx, tx, policy.PlacementMedical, r); err != nil {
			return "", err
		}
		if err := k.known.SayClass(ctx, tx, u, c, m); err != nil {
			return "", err
		}
		return "", k.ReviewIn(ctx, tx, u.Facility)
	})
	return err
}

// SetNeed says what a person needs, in a compartment. With the infection record it is a doctor of the facility who says it,
// or who is named for the person's care; neither reads it here.
func (k *Desk) SetNeed(ctx context.Context, key store.Key, who id.ID, c seal.Compartment, m known.Medical) (err error) {
	defer errs.Wrap(&err, "placement.SetNeed")
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		r, err := chargeOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		at := resource(r)
		at.Compartment = string(c)
		if err := k.policy.Check(ctx, tx, policy.PlacementMedical, at); err != nil {
			return "", err
		}
		if err := k.known.SayNeed(ctx, tx, known.About{Person: who, Facility: r.Facility}, c, m); err != nil {
			return "", err
		}
		return "", k.ReviewIn(ctx, tx, r.Facility)
	})
	return err
}
