package placement

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Undo takes an act back whole: everybody to where he came from. It is an act of its own and removes nothing. It fails
// with placement.undo_late after the window, placement.undo_twice for what was taken back, placement.undo_changed when
// somebody has moved since or a bed is no longer free, and as Move does where a rule stands against the way back.
func (k *Desk) Undo(ctx context.Context, key store.Key, move id.ID) (_ id.ID, err error) {
	defer errs.Wrap(&err, "placement.Undo(%s)", move)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		a, err := actOf(ctx, tx, move)
		if err != nil {
			return "", err
		}
		if len(a.Steps) == 0 || a.Kind == Undone {
			return "", errs.New(errs.NotFound, "store.not_found")
		}
		_, h, err := k.begin(ctx, tx, a.Steps[0].Person)
		if err != nil {
			return "", err
		}
		if a.crosses() && !k.heals(ctx, h.id) {
			return "", errs.New(errs.Conflict, "placement.undo_medical")
		}
		back, err := k.wayBack(ctx, tx, h, a)
		if err != nil {
			return "", err
		}
		did, err := k.do(ctx, tx, h, Act{Kind: Undone, Undoes: a.ID, Steps: back})
		if err != nil {
			return "", err
		}
		return did, k.keptAgain(ctx, tx, a)
	})
}

// wayBack is how an act is taken back, or why it cannot be: one rule for who does it and for the list that offers it.
func (k *Desk) wayBack(ctx context.Context, tx *store.Tx, h *house, a Act) ([]step, error) {
	switch {
	case a.undone != "":
		return nil, errs.New(errs.Conflict, "placement.undo_twice")
	case a.late(tx.Now()):
		return nil, errs.New(errs.Conflict, "placement.undo_late", int(Window.Minutes()))
	}
	back, err := h.back(a)
	if err != nil {
		return nil, err
	}
	var people []id.ID
	for _, s := range back {
		people = append(people, s.Person)
		if i, ok := h.at[s.To]; ok {
			people = append(people, h.sleepers(h.beds[i].Room)...)
		}
	}
	if err := k.know(ctx, tx, h, people); err != nil {
		return nil, err
	}
	return back, h.lawful(back)
}

// Done is an act of the last minutes, and whether it can be taken back.
type Done struct {
	Act
	May bool        // the reader may take back what can be
	Why *errs.Error // why it cannot be taken back; nil when it can
}

// Recent lists the acts of a facility that are young enough to be taken back, latest first, each judged as Undo would
// judge it now.
func (k *Desk) Recent(ctx context.Context, tx *store.Tx, facility id.ID) ([]Done, error) {
	acts, err := recent(ctx, tx, facility)
	if err != nil || len(acts) == 0 {
		return nil, err
	}
	h, err := enter(ctx, tx, facility)
	if err != nil {
		return nil, err
	}
	out := make([]Done, len(acts))
	for i, a := range acts {
		out[i].Act = a
		c, here := h.charge[a.Steps[0].Person]
		if !here {
			out[i].Why = errs.New(errs.NotFound, "placement.not_here")
			continue
		}
		out[i].May = k.policy.Allows(ctx, policy.PlacementAssign, resource(c)) && (!a.crosses() || k.heals(ctx, facility))
		_, err := k.wayBack(ctx, tx, h, a)
		if out[i].Why = errs.Find(err); err != nil && (out[i].Why == nil || out[i].Why.Kind == errs.Internal) {
			return nil, err
		}
	}
	return out, nil
}

// back is the way back of an act, if nothing has changed since.
func (h *house) back(a Act) ([]step, error) {
	changed := errs.New(errs.Conflict, "placement.undo_changed")
	leaves := map[id.ID]bool{}
	for _, s := range a.Steps {
		leaves[s.To] = true
	}
	var out []step
	for _, s := range a.Steps {
		if h.has[s.Person].ID != s.toStay || h.charge[s.Person].Unit != s.ToUnit {
			return nil, changed
		}
		if s.From != "" && !leaves[s.From] {
			i, stands := h.at[s.From]
			if !stands || !h.open(h.beds[i], s.Person) {
				return nil, changed
			}
		}
		if i, stands := h.at[s.From]; stands && h.beds[i].Out {
			return nil, changed
		}
		out = append(out, step{Person: s.Person, From: s.To, To: s.From, FromUnit: s.ToUnit, ToUnit: s.FromUnit})
	}
	return out, nil
}

// after is what follows an act: a reserved bed that its person has taken is reserved no longer, who came into another
// brigade is in its charge, and what was owed of the rooms is looked at again.
func (k *Desk) after(ctx context.Context, tx *store.Tx, h *house, a Act) error {
	rooms := map[id.ID]bool{}
	for _, s := range a.Steps {
		for _, bed := range []id.ID{s.From, s.To} {
			if i, ok := h.at[bed]; ok {
				rooms[h.beds[i].Room] = true
			}
		}
		if r, held := h.held[s.To]; held && r.Person == s.Person {
			if err := k.known.Unreserve(ctx, tx, r); err != nil {
				return err
			}
			delete(h.held, s.To)
		}
		if s.FromUnit == s.ToUnit {
			continue
		}
		if err := k.answer(ctx, tx, h, s.Person, func(d duty.Duty) error { return duty.Discharge(ctx, tx, d, a.ID, "") }); err != nil {
			return err
		}
		c := h.charge[s.Person]
		if err := resident.MoveIn(ctx, tx, c, s.ToUnit); err != nil {
			return err
		}
		c.Unit, c.Version = s.ToUnit, c.Version+1
		h.charge[s.Person] = c
		if k.Follow != nil {
			if err := k.Follow(ctx, tx, s.Person, s.ToUnit); err != nil {
				return err
			}
		}
	}
	return k.review(ctx, tx, h, rooms, a.ID)
}

// keptAgain lets the reservations stand again that ended because of an act that was taken back.
func (k *Desk) keptAgain(ctx context.Context, tx *store.Tx, a Act) error {
	for _, s := range a.Steps {
		if err := k.known.ReserveAgain(ctx, tx, known.Reservation{Bed: s.To, Person: s.Person}, a.At); err != nil {
			return err
		}
	}
	return nil
}

// arrived is what follows when somebody is given his first bed.
func (k *Desk) arrived(ctx context.Context, tx *store.Tx, h *house, who, bed id.ID) error {
	if r, held := h.held[bed]; held && r.Person == who {
		return k.known.Unreserve(ctx, tx, r)
	}
	return nil
}
