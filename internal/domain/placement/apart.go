package placement

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement/known"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// KeepApart makes a pair of two people of a facility, for a reason. Where they sleep in one room already, a move is owed.
// It fails with the fields of placement.bad_input, with placement.apart_stands for a pair that stands, and with
// placement.not_here where one of the two is in another facility.
func (k *Desk) KeepApart(ctx context.Context, key store.Key, a, b id.ID, words string) (_ id.ID, err error) {
	defer errs.Wrap(&err, "placement.KeepApart(%s, %s)", a, b)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		first, err := chargeOf(ctx, tx, a)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.PlacementApart, resource(first)); err != nil {
			return "", err
		}
		var f errs.Fields
		if b == "" || a == b {
			f.Add("other", "placement.apart_whom", "")
		}
		why, err := reason(words)
		if err != nil {
			return "", err
		}
		if why == "" {
			f.Add("words", "placement.apart_why", "")
		}
		if err := f.Err("placement.bad_input"); err != nil {
			return "", err
		}
		second, err := chargeOf(ctx, tx, b)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.PlacementApart, resource(second)); err != nil {
			return "", err
		}
		if second.Facility != first.Facility {
			return "", errs.New(errs.NotFound, "placement.not_here")
		}
		p := known.Pair{ID: id.New(), Facility: first.Facility, A: a, B: b, Reason: why}
		if err := k.known.KeepApart(ctx, tx, p); err != nil {
			return "", err
		}
		return p.ID, k.ReviewOf(ctx, tx, p.Facility, a, b)
	})
}

// Lifting is a pair that is to stand no longer. Version is the one the officer saw.
type Lifting struct {
	Pair    id.ID
	Version int64
	Words   string // why: kept beside the reason for which the two were kept apart
	Sure    bool   // he says that the two may share a room
}

// read takes what was typed, or answers every field that is wrong.
func (l *Lifting) read() (err error) {
	if l.Words, err = reason(l.Words); err != nil {
		return err
	}
	var f errs.Fields
	if l.Words == "" {
		f.Add("words", "placement.lift_why", "")
	}
	if !l.Sure {
		f.Add("sure", "placement.lift_sure", "")
	}
	return f.Err("placement.bad_input")
}

// Lift ends a pair, for a reason. It fails with the fields of placement.bad_input.
func (k *Desk) Lift(ctx context.Context, key store.Key, l Lifting) (err error) {
	defer errs.Wrap(&err, "placement.Lift(%s)", l.Pair)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		p, err := known.PairOf(ctx, tx, l.Pair)
		if err != nil {
			return "", err
		}
		asked := 0
		for _, who := range []id.ID{p.A, p.B} {
			c, err := chargeOf(ctx, tx, who)
			if errs.KindOf(err) == errs.NotFound || err == nil && c.Facility != p.Facility {
				continue // he has left the house of the two: the other one's officer may
			}
			if err == nil {
				err = k.policy.Check(ctx, tx, policy.PlacementApart, resource(c))
			}
			if err != nil {
				return "", err
			}
			asked++
		}
		if asked == 0 {
			return "", errs.New(errs.NotFound, "placement.not_here")
		}
		if err := l.read(); err != nil {
			return "", err
		}
		if err := k.known.Lift(ctx, tx, p, l.Version, l.Words); err != nil {
			return "", err
		}
		return l.Pair, k.ReviewOf(ctx, tx, p.Facility, p.A, p.B)
	})
	return err
}

// PairsOf lists the pairs that stand about a person, then those that were lifted, with why for who may make them. The
// reader must be allowed to see his bed.
func (k *Desk) PairsOf(ctx context.Context, tx *store.Tx, who id.ID) ([]known.Pair, error) {
	c, err := chargeOf(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	return k.known.PairsOf(ctx, tx, who, k.policy.Allows(ctx, policy.PlacementApart, resource(c)))
}
