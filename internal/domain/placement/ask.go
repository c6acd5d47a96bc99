package placement

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/asked"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// heals tells whether the actor is the medical desk of a facility: he says there what treatment needs, and so the beds
// that he is offered go by it. To everybody else each person is somebody without a need.
func (k *Desk) heals(ctx context.Context, at id.ID) bool {
	r := policy.Resource{Kind: "placement", Facility: at, Unit: at, Compartment: string(seal.Clinical)}
	return k.policy.Allows(policy.WithPurpose(ctx, policy.Treatment), policy.PlacementMedical, r)
}

// Heals is heals, for pages.
func (k *Desk) Heals(ctx context.Context, at id.ID) bool {
	return k.MayElsewhere(ctx, at) && k.heals(ctx, at)
}

// healing are the offers of the medical desk: of the brigades that are for who needs what he needs, with the bed that was
// asked for where it is of one of them. Where none is to be had it is shown what anybody is offered, and decides itself.
func (k *Desk) healing(ctx context.Context, tx *store.Tx, h *house, n separation.Neighbour) ([]Offer, error) {
	m, err := k.known.CareOf(ctx, tx, h.id, []id.ID{n.Person})
	if err != nil {
		return nil, err
	}
	suits := func(unit id.ID) bool { return m.Suits(n.Person, unit) }
	out := k.fitting(h, n, suits, mostElsewhere)
	if len(out) == 0 {
		return k.elsewhere(ctx, tx, h, n, mostElsewhere)
	}
	stand, err := asked.Of(ctx, tx, h.id, n.Person)
	if err != nil || len(stand) == 0 {
		return out, err
	}
	r, held := h.held.Kept(stand[0])
	if !held || !suits(h.beds[h.at[r.Bed]].Unit) || slices.ContainsFunc(out, func(o Offer) bool { return o.Bed == r.Bed }) {
		return out, nil
	}
	return append(h.best(n, func(b facility.BedNamed) bool { return b.Bed == r.Bed }, 1), out...), nil
}

// ask asks the medical desk for a bed of another brigade. What was asked before is asked no longer.
func (k *Desk) ask(ctx context.Context, tx *store.Tx, h *house, m Move) error {
	words, err := reason(m.Words)
	if err == nil {
		err = k.answer(ctx, tx, h, m.Person, asked.Lapse(ctx, tx))
	}
	if err != nil {
		return err
	}
	return asked.Ask(ctx, tx, k.known, known.Reservation{Facility: h.id, Bed: m.To, Person: m.Person, Words: words})
}

// Asked is the bed that was asked for, for who may give it; ok is false where none is.
func (k *Desk) Asked(ctx context.Context, tx *store.Tx, c resident.Resident) (b facility.BedNamed, words string, ok bool, err error) {
	stand, err := asked.Of(ctx, tx, c.Facility, c.Person)
	if err != nil || len(stand) == 0 {
		return b, "", false, err
	}
	h, err := enter(ctx, tx, c.Facility)
	if err != nil {
		return b, "", false, err
	}
	r, held := h.held.Kept(stand[0])
	if !held {
		return b, "", true, nil
	}
	words, err = k.known.Words(ctx, tx, r)
	return h.beds[h.at[r.Bed]], words, true, err
}

// Stay answers that he stays where he is. The medical desk gives no reason, and nobody else can answer.
func (k *Desk) Stay(ctx context.Context, key store.Key, who id.ID) (err error) {
	defer errs.Wrap(&err, "placement.Stay(%s)", who)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := chargeOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		if !k.heals(ctx, c.Facility) {
			return "", errs.New(errs.Denied, "policy.denied")
		}
		_, h, err := k.begin(ctx, tx, who)
		if err != nil {
			return "", err
		}
		return "", k.answer(ctx, tx, h, who, func(d duty.Duty) error { return duty.Discharge(ctx, tx, d, d.Cause, "") })
	})
	return err
}

// answer ends what was asked about somebody.
func (k *Desk) answer(ctx context.Context, tx *store.Tx, h *house, who id.ID, end func(duty.Duty) error) error {
	stand, err := asked.Of(ctx, tx, h.id, who)
	if err != nil {
		return err
	}
	return h.held.End(ctx, tx, k.known, stand, end)
}

// crosses tells whether an act takes somebody into another brigade.
func (a Act) crosses() bool {
	return slices.ContainsFunc(a.Steps, func(s step) bool { return s.FromUnit != s.ToUnit })
}
