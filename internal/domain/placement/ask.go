package placement

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// owedAsked is what the medical desk owes of everybody who is to go to another brigade, whatever he needs.
const owedAsked duty.Code = "bed.asked"

// askDays is for how many days, today included, a bed is kept while the medical desk is asked (the house's choice).
const askDays = 3

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
	stand, err := asked(ctx, tx, h.id, n.Person)
	if err != nil || len(stand) == 0 {
		return out, err
	}
	r, held := h.asked(stand[0])
	if !held || !suits(h.beds[h.at[r.Bed]].Unit) || slices.ContainsFunc(out, func(o Offer) bool { return o.Bed == r.Bed }) {
		return out, nil
	}
	return append(h.best(n, func(b facility.BedNamed) bool { return b.Bed == r.Bed }, 1), out...), nil
}

// ask keeps a bed of another brigade for somebody and asks the medical desk, which alone gives it or another. It does so
// for everybody alike: an act that waited only for who needs something would say of whom that is (AIDS 39). What was asked
// for before is asked no longer.
func (k *Desk) ask(ctx context.Context, tx *store.Tx, h *house, m Move) error {
	words, err := reason(m.Words)
	if err != nil {
		return err
	}
	if err := k.answer(ctx, tx, h, m.Person, func(d duty.Duty) error { return duty.Lapse(ctx, tx, d, d.Cause) }); err != nil {
		return err
	}
	r := known.Reservation{ID: id.New(), Facility: h.id, Bed: m.To, Person: m.Person, Until: tx.Today().AddDays(askDays - 1), Words: words}
	if err := k.known.Reserve(ctx, tx, r); err != nil {
		return err
	}
	rule := separation.RuleOf(separation.ByIllness)
	_, err = duty.Open(ctx, tx, duty.Duty{
		Code: owedAsked, Subject: m.Person, Cause: r.ID, Number: -1, Facility: h.id, Unit: h.id,
		Basis: strings.Join(rule.Basis, "; "), Certainty: rule.Mark.String(), NotBefore: tx.Today(), // no text names a time
	})
	return err
}

// Asked is the bed that was asked for, for who may give it; ok is false where none is.
func (k *Desk) Asked(ctx context.Context, tx *store.Tx, c resident.Resident) (b facility.BedNamed, words string, ok bool, err error) {
	stand, err := asked(ctx, tx, c.Facility, c.Person)
	if err != nil || len(stand) == 0 {
		return b, "", false, err
	}
	h, err := enter(ctx, tx, c.Facility)
	if err != nil {
		return b, "", false, err
	}
	r, held := h.asked(stand[0])
	if !held {
		return b, "", true, nil
	}
	words, err = k.known.Words(ctx, tx, r)
	return h.beds[h.at[r.Bed]], words, true, err
}

// asked is what the medical desk is asked about somebody.
func asked(ctx context.Context, tx *store.Tx, at, who id.ID) ([]duty.Duty, error) {
	stand, err := duty.Standing(ctx, tx, owedAsked, at)
	return slices.DeleteFunc(stand, func(d duty.Duty) bool { return d.Subject != who }), err
}

// asked is the bed that is kept while a duty stands.
func (h *house) asked(d duty.Duty) (known.Reservation, bool) {
	for _, r := range h.held {
		if r.ID == d.Cause {
			return r, true
		}
	}
	return known.Reservation{}, false
}

// Stay answers that he stays where he is. The medical desk gives no reason, and nobody else can answer.
func (k *Desk) Stay(ctx context.Context, key store.Key, who id.ID) (err error) {
	defer errs.Wrap(&err, "placement.Stay(%s)", who)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := chargeOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		r := resource(c)
		r.Compartment = string(seal.Clinical)
		if err := k.policy.Check(policy.WithPurpose(ctx, policy.Treatment), tx, policy.PlacementMedical, r); err != nil {
			return "", err
		}
		_, h, err := k.begin(ctx, tx, who)
		if err != nil {
			return "", err
		}
		return "", k.answer(ctx, tx, h, who, func(d duty.Duty) error { return duty.Discharge(ctx, tx, d, d.Cause, "") })
	})
	return err
}

// answer ends what was asked about somebody: the duty as it is told, and the bed is kept for him no longer.
func (k *Desk) answer(ctx context.Context, tx *store.Tx, h *house, who id.ID, end func(duty.Duty) error) error {
	stand, err := asked(ctx, tx, h.id, who)
	if err != nil {
		return err
	}
	for _, d := range stand {
		if r, held := h.asked(d); held {
			if err := k.known.Unreserve(ctx, tx, r); err != nil {
				return err
			}
			delete(h.held, r.Bed)
		}
		if err := end(d); err != nil {
			return err
		}
	}
	return nil
}

// reviewAsked lets lapse what was asked about who has gone, or for a bed that is kept no longer.
func (k *Desk) reviewAsked(ctx context.Context, tx *store.Tx, h *house) error {
	stand, err := duty.Standing(ctx, tx, owedAsked, h.id)
	if err != nil {
		return err
	}
	for _, d := range stand {
		_, here := h.charge[d.Subject]
		if _, held := h.asked(d); held && here {
			continue
		}
		if err := k.answer(ctx, tx, h, d.Subject, func(d duty.Duty) error { return duty.Lapse(ctx, tx, d, d.Cause) }); err != nil {
			return err
		}
	}
	return nil
}

// crosses tells whether an act takes somebody into another brigade.
func (a Act) crosses() bool {
	return slices.ContainsFunc(a.Steps, func(s step) bool { return s.FromUnit != s.ToUnit })
}
