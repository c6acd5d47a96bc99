package away

import (
	"context"
	"errors"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/platform/store"
)

// What speaks against it that another organ holds somebody. His measure may end there with nobody looking at him: whoever says
// so is asked, and another officer ends his file.

// takenThere points out what speaks against the day on which he is said to have been taken.
func (r desk) takenThere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c act.Cautions
	taken := a.Answers.Day("taken_on")
	end, kept, err := r.keptPast(ctx, tx, a)
	if kept {
		c.Add("journey.caution.past_end", taken, end)
	}
	return errors.Join(err,
		c.SeenSince(ctx, tx, a, taken.AddDays(1).Start().Time(), "journey.caution.seen"),
		abed(ctx, tx, a, &c, taken), c.Twice(ctx, tx, a, outing.Absconded, taken), c.Err(a),
	)
}

// keptPast is the last day of his term, and tells whether the house had him still after it, before another organ took him.
func (r desk) keptPast(ctx context.Context, tx *store.Tx, a *journey.Act) (end civil.Date, kept bool, err error) {
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
func (r desk) reportKept(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	_, kept, err := r.keptPast(ctx, tx, a)
	if err != nil || !kept {
		return err
	}
	return act.AtOnce(ctx, tx, a, duty.Duty{Code: "act.report", Basis: strings.Join(act.Cited(law.ReleaseOverdue), "; "), Certainty: law.S.String(), Note: law.ReleaseOverdue.String()})
}

// abed points out that the house has had him in a bed since, and out for nothing.
func abed(ctx context.Context, tx *store.Tx, a *journey.Act, c *act.Cautions, taken civil.Date) error {
	in, err := act.Inside(ctx, tx, a)
	if err != nil || !in || !taken.Before(tx.Today()) {
		return err
	}
	_, err = placement.Of(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err == nil {
		c.Add("journey.caution.abed", taken)
	}
	return err
}

// seenHere asks about who is to leave the books though a roll has counted him since he was taken.
func seenHere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c act.Cautions
	taken := a.Case.Said("taken").Day("taken_on")
	return errors.Join(c.SeenSince(ctx, tx, a, taken.AddDays(1).Start().Time(), "journey.caution.seen"), c.Err(a))
}
