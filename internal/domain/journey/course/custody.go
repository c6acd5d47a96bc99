package course

import (
	"context"
	"errors"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/platform/store"
)

// What speaks against it that another organ holds somebody. His measure may end there with nobody looking at him: whoever says
// so is asked, and another officer ends his file.

// takenThere points out what speaks against the day on which he is said to have been taken.
func (r Rooms) takenThere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c cautions
	taken := a.Answers.Day("taken_on")
	end, kept, err := r.keptPast(ctx, tx, a)
	if kept {
		c.add("journey.caution.past_end", taken, end)
	}
	return errors.Join(err,
		c.seenSince(ctx, tx, a, taken.AddDays(1).Start().Time(), "journey.caution.seen"),
		c.abed(ctx, tx, a, taken), c.twice(ctx, tx, a, outing.Absconded, taken), c.err(a),
	)
}

// keptPast is the last day of his term, and tells whether the house had him still after it, before another organ took him.
func (r Rooms) keptPast(ctx context.Context, tx *store.Tx, a *journey.Act) (end civil.Date, kept bool, err error) {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	if err != nil || !runs || m.End.IsZero() || !a.Answers.Day("taken_on").After(m.End) {
		return m.End, false, err
	}
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return m.End, true, nil
	}
	return m.End, err == nil && (!o.Kind.Legal() || civil.DateOf(o.From).After(m.End)), err
}

// reportKept owes the report of it, as of a release after the last day.
func (r Rooms) reportKept(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	_, kept, err := r.keptPast(ctx, tx, a)
	if err != nil || !kept {
		return err
	}
	return atOnce(ctx, tx, a, duty.Duty{Code: "act.report", Basis: strings.Join(cited(law.ReleaseOverdue), "; "), Certainty: law.S.String(), Note: law.ReleaseOverdue.String()})
}

// heldYet asks where nobody is said to have a claim on him, or to take him over, whom the board has in custody elsewhere: his
// family would be asked to come for him, and the township told that he comes.
func heldYet(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound || a.Answers.Says("hold", "hold") || a.Answers.Of("handed_to") != "" {
		return nil
	}
	var c cautions
	if err == nil && o.Kind == outing.HeldElsewhere {
		c.add("journey.caution.no_hold", o.Kind.Title(), civil.DateOf(o.From))
	}
	return errors.Join(err, c.err(a))
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
