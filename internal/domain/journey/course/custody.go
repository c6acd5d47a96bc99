package course

import (
	"context"
	"errors"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/platform/store"
)

// What speaks against it that another organ holds somebody. His measure may end there with nobody looking at him: whoever says
// so is asked, and another officer ends his file.

// takenThere points out what speaks against the day on which he is said to have been taken.
func takenThere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c cautions
	taken := a.Answers.Day("taken_on")
	return errors.Join(
		c.seenSince(ctx, tx, a, taken.AddDays(1).Start().Time(), "journey.caution.seen"),
		c.abed(ctx, tx, a, taken), c.twice(ctx, tx, a, outing.Absconded, taken), c.err(a),
	)
}

// abed points out that the house has had him in a bed since, and out for nothing.
func (c *cautions) abed(ctx context.Context, tx *store.Tx, a *journey.Act, taken civil.Date) error {
	in, err := inside(ctx, tx, a)
	if err != nil || !in || !taken.Before(tx.Today()) {
		return err
	}
	_, err = placement.Of(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err == nil {
		c.add("journey.caution.abed", taken)
	}
	return err
}

// twice points out that he was away for another reason on days that this one would count too, whether that has ended or not. No
// article says which of the two they are.
func (c *cautions) twice(ctx context.Context, tx *store.Tx, a *journey.Act, is outing.Kind, from civil.Date) error {
	all, err := outing.Of(ctx, tx, a.Case.Person)
	for _, o := range all {
		switch {
		case o.Kind != is || o.Void:
		case o.Until.IsZero():
			c.add("journey.caution.twice", o.Kind.Title(), civil.DateOf(o.From))
		case civil.DateOf(o.Until).After(from):
			c.add("journey.caution.overlap", o.Kind.Title(), civil.DateOf(o.From), civil.DateOf(o.Until))
		}
	}
	return err
}

// seenHere asks about who is to leave the books though a roll has counted him since he was taken.
func seenHere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c cautions
	taken := a.Case.Said("taken").Day("taken_on")
	return errors.Join(c.seenSince(ctx, tx, a, taken.AddDays(1).Start().Time(), "journey.caution.seen"), c.err(a))
}

// inside tells whether somebody is in the house by the board: out for nothing, or seeing a visitor.
func inside(ctx context.Context, tx *store.Tx, a *journey.Act) (bool, error) {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return true, nil
	}
	return err == nil && o.Kind == outing.Visit, err
}
