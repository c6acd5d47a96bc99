package away

import (
	"context"
	"errors"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/store"
)

// Whether somebody can have gone, or set out, on the day of which a step speaks.

// outSince refuses a day before the one on which he set out, as the file has it now: a fact that was corrected since is not
// what the case was told.
func outSince(ctx context.Context, tx *store.Tx, a *journey.Act, field string) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	var f errs.Fields
	if left := civil.DateOf(o.From); err == nil && act.DayOf(a.Answers, field).Before(left) {
		f.Add(field, "journey.before_that", act.DayOf(a.Answers, field).String(), ask.Label(field), ask.Label("departed"), left)
	}
	return errors.Join(err, f.Err("journey.bad_input"))
}

// hereOn refuses that somebody went away on a day on which he cannot have: before he was taken in, or before he set out on
// the leave, the treatment or the visit from which he did not come back. Days that he was seen here are not counted as away.
func hereOn(field string) act.Do {
	return act.All(act.LivesHere(field), func(ctx context.Context, tx *store.Tx, a *journey.Act) error { return outSince(ctx, tx, a, field) })
}

// inHouse refuses that somebody sets out who is not in the house: he has to be back first, or to be found. What he may be at
// is named.
func inHouse(field string, but ...outing.Kind) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		o, err := outing.Current(ctx, tx, a.Case.Person)
		if errs.KindOf(err) == errs.NotFound || err == nil && slices.Contains(but, o.Kind) {
			return nil
		}
		var f errs.Fields
		f.Add(field, "journey.is_out", "", o.Kind.Title(), o.From)
		return errors.Join(err, f.Err("journey.bad_input"))
	}
}

// doubted points out what speaks against the day on which somebody is said to have absconded. One of the two is wrong; which,
// the officer says, and he is kept as reported.
func doubted(day, noticed string) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		var c act.Cautions
		gone := a.Answers.Day(day).AddDays(1).Start().Time()
		if at := a.Answers.Moment(noticed).Time().Add(time.Minute); at.Before(gone) { // what is typed has no seconds
			gone = at
		}
		return errors.Join(c.SeenSince(ctx, tx, a, gone, "journey.caution.seen"), onLeave(ctx, tx, a, &c, day), c.Twice(ctx, tx, a, outing.HeldElsewhere, a.Answers.Day(day)), c.Err(a))
	}
}

// onLeave points out that he had leave on that day: who does not come back is away from the day on which he was due (MOJ127,
// from memory), and every day more is a day more inside (REG 32).
func onLeave(ctx context.Context, tx *store.Tx, a *journey.Act, c *act.Cautions, day string) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if due := civil.DateOf(o.Due); err == nil && o.Kind == outing.HomeLeave && !o.Due.IsZero() && a.Answers.Day(day).Before(due) {
		c.Add("journey.caution.on_leave", due, due.Sub(a.Answers.Day(day)))
	}
	return err
}
