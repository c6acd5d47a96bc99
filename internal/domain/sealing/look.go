package sealing

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Prospect is a file that may be sealed, as who asks or seals sees it.
type Prospect struct {
	Person   id.ID
	Facility id.ID
	Name     string
	Minor    bool // a minor when his measure was decided
	Ended    Ended
	Way      []Obstacle
	Papers   []document.File // of the general part, which can be sealed by themselves
}

// Look opens a file as far as a sealing needs it, for who may ask for one there or seal it. It is a reading, and a fact about
// the person. It fails with policy.denied, and NotFound for nobody's file.
func (k *Desk) Look(ctx context.Context, person id.ID) (p Prospect, err error) {
	defer errs.Wrap(&err, "sealing.Look(%s)", person)
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		at, err := placeOf(ctx, tx, person)
		if err != nil {
			return 0, err
		}
		r := policy.Resource{Kind: "sealing", Person: person, Facility: at.Facility, Unit: at.Unit}
		if err := k.policy.Check(ctx, tx, policy.SealingView, r); err != nil {
			return 0, err
		}
		if !k.policy.May(actor.From(ctx), policy.SealingAsk, r) {
			return 0, errs.New(errs.Denied, "policy.denied")
		}
		who, err := k.Persons.Get(ctx, tx, person)
		if err != nil {
			return 0, err
		}
		p = Prospect{Person: person, Facility: at.Facility, Name: who.Name}
		if p.Minor, err = k.wasMinor(ctx, tx, person); err != nil {
			return 0, err
		}
		if p.Ended, p.Way, err = k.inTheWay(ctx, tx, person); err != nil {
			return 0, err
		}
		if p.Papers, err = k.papers(ctx, tx, person); err != nil {
			return 0, err
		}
		return 0, audit.Record(ctx, tx, audit.Fact{
			Room: "sealing", Kind: "sealing.looked", Record: person, About: person, Facility: at.Facility,
			Compartment: seal.General, Sort: audit.Read, Purpose: policy.LegalReview,
		})
	})
	return p, err
}

func (k *Desk) papers(ctx context.Context, tx *store.Tx, person id.ID) ([]document.File, error) {
	all, err := k.Documents.OfIn(ctx, tx, document.Place{Record: person, About: person, Compartment: seal.General})
	out := all[:0]
	for _, f := range all {
		if f.ErasedAt.IsZero() {
			out = append(out, f)
		}
	}
	return out, err
}
