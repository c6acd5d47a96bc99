package course

import (
	"context"
	"errors"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/store"
)

// Where somebody was on the day of which a step speaks, by his stay, by what he is out for, and by the rolls.

// livesHere refuses that something is done about somebody before he was taken in: nobody goes out of a house in which he was
// not yet.
func livesHere(field string) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		stays, err := resident.LatestOf(ctx, tx, []id.ID{a.Case.Person})
		if err != nil {
			return err
		}
		var f errs.Fields
		s, ok := stays[a.Case.Person]
		if on := dayOf(a.Answers, field); !on.IsZero() && ok && on.Before(s.Admitted) {
			f.Add(field, "journey.before_that", dayOf(a.Answers, field).String(), label(field), label("arrived"), s.Admitted)
		}
		return f.Err("journey.bad_input")
	}
}

// outSince refuses a day before the one on which he set out, as the file has it now: a fact that was corrected since is not
// what the case was told.
func outSince(ctx context.Context, tx *store.Tx, a *journey.Act, field string) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	var f errs.Fields
	if left := civil.DateOf(o.From); err == nil && dayOf(a.Answers, field).Before(left) {
		f.Add(field, "journey.before_that", dayOf(a.Answers, field).String(), label(field), label("departed"), left)
	}
	return errors.Join(err, f.Err("journey.bad_input"))
}

// hereOn refuses that somebody went away on a day on which he cannot have: before he was taken in, or before he set out on
// the leave, the treatment or the visit from which he did not come back. Days that he was seen here are not counted as away.
func hereOn(field string) Do {
	return all(livesHere(field), func(ctx context.Context, tx *store.Tx, a *journey.Act) error { return outSince(ctx, tx, a, field) })
}

// inHouse refuses that somebody sets out who is not in the house: he has to be back first, or to be found. What he may be at
// is named.
func inHouse(field string, but ...outing.Kind) Do {
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

// mostSeen is how many rolls a caution names, the latest ones.
const mostSeen = 3

// doubted points out what speaks against the day on which somebody is said to have absconded. One of the two is wrong; which,
// the officer says, and he is kept as reported.
func doubted(day, noticed string) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		var c cautions
		gone := a.Answers.Day(day).AddDays(1).Start().Time()
		if at := a.Answers.Moment(noticed).Time().Add(time.Minute); at.Before(gone) { // what is typed has no seconds
			gone = at
		}
		return errors.Join(c.seenSince(ctx, tx, a, gone, "journey.caution.seen"), onLeave(ctx, tx, a, &c, day), c.twice(ctx, tx, a, outing.HeldElsewhere, a.Answers.Day(day)), c.err(a))
	}
}

// seenSince points out closed rolls that counted somebody as present after he is said to have gone, or died: after the day of
// it, or after it was noticed.
func (c *cautions) seenSince(ctx context.Context, tx *store.Tx, a *journey.Act, gone time.Time, says string) error {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return err
	}
	seen, err := rollcall.SeenAfter(ctx, tx, stays[a.Case.Person], gone)
	for _, s := range seen[:min(len(seen), mostSeen)] {
		c.add(says, s.Call.Shift.Title(), s.At, s.Call.Closed)
	}
	return err
}

// onLeave points out that he had leave on that day: who does not come back is away from the day on which he was due (MOJ127,
// from memory), and every day more is a day more inside (REG 32).
func onLeave(ctx context.Context, tx *store.Tx, a *journey.Act, c *cautions, day string) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if due := civil.DateOf(o.Due); err == nil && o.Kind == outing.HomeLeave && !o.Due.IsZero() && a.Answers.Day(day).Before(due) {
		c.add("journey.caution.on_leave", due, due.Sub(a.Answers.Day(day)))
	}
	return err
}
