package act

import (
	"context"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/store"
)

// Where somebody was on the day of which a step speaks, by his stay, by what he is out for, and by the rolls.

// Gone tells whether his file has the person of a case absconded.
func (r Rooms) Gone(ctx context.Context, tx *store.Tx, a *journey.Act) (bool, error) {
	m, ok, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	return ok && m.Substate == law.Absconded, err
}

// Twice points out that he was away for another reason on days that this one would count too, whether that has ended or not. No
// article says which of the two they are.
func (c *Cautions) Twice(ctx context.Context, tx *store.Tx, a *journey.Act, is outing.Kind, from civil.Date) error {
	all, err := outing.Of(ctx, tx, a.Case.Person)
	for _, o := range all {
		switch {
		case o.Kind != is || o.Void:
		case o.Until.IsZero():
			c.Add("journey.caution.twice", o.Kind.Title(), civil.DateOf(o.From))
		case civil.DateOf(o.Until).After(from):
			c.Add("journey.caution.overlap", o.Kind.Title(), civil.DateOf(o.From), civil.DateOf(o.Until))
		}
	}
	return err
}

// Inside tells whether somebody is in the house by the board: out for nothing, or seeing a visitor.
func Inside(ctx context.Context, tx *store.Tx, a *journey.Act) (bool, error) {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return true, nil
	}
	return err == nil && o.Kind == outing.Visit, err
}

// IsHere tells whether the person of a case lives in its facility.
func IsHere(ctx context.Context, tx *store.Tx, a *journey.Act) (bool, error) {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{a.Case.Person})
	s, ok := stays[a.Case.Person]
	return ok && s.Here() && s.Facility == a.Case.Facility, err
}

// LivesHere refuses that something is done about somebody before he was taken in: nobody goes out of a house in which he was
// not yet.
func LivesHere(field string) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		stays, err := resident.LatestOf(ctx, tx, []id.ID{a.Case.Person})
		if err != nil {
			return err
		}
		var f errs.Fields
		s, ok := stays[a.Case.Person]
		if on := DayOf(a.Answers, field); !on.IsZero() && ok && on.Before(s.Admitted) {
			f.Add(field, "journey.before_that", DayOf(a.Answers, field).String(), ask.Label(field), ask.Label("arrived"), s.Admitted)
		}
		return f.Err("journey.bad_input")
	}
}

// mostSeen is how many rolls a caution names, the latest ones.
const mostSeen = 3

// SeenSince points out closed rolls that counted somebody as present after he is said to have gone, or died: after the day of
// it, or after it was noticed.
func (c *Cautions) SeenSince(ctx context.Context, tx *store.Tx, a *journey.Act, gone time.Time, says string) error {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return err
	}
	seen, err := rollcall.SeenAfter(ctx, tx, stays[a.Case.Person], gone)
	for _, s := range seen[:min(len(seen), mostSeen)] {
		c.Add(says, s.Call.Shift.Title(), s.At, s.Call.Closed)
	}
	return err
}
