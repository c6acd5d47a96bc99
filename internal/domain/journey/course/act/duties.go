package act

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/store"
)

// What a step owes, and what it discharges.

// AtOnce owes what the law wants done at once. It names no minutes and we invent none: it is the first thing of the day on
// which it became known, and the case says how long it took.
func AtOnce(ctx context.Context, tx *store.Tx, a *journey.Act, d duty.Duty) error {
	d.Subject, d.Cause, d.Number, d.Facility, d.Unit = a.Case.Person, a.Entry, -1, a.Case.Facility, a.Case.Facility
	d.Due, d.Happened = duty.On(tx.Today()), when(a.Answers, "died_at", "left_at")
	_, err := duty.Open(ctx, tx, d)
	return err
}

// when is the first of some moments that a step tells, zero where it tells none.
func when(said journey.Answers, names ...string) time.Time {
	for _, name := range names {
		if i := said.Moment(name); i != 0 {
			return i.Time()
		}
	}
	return time.Time{}
}

// Told discharges a duty of the person by this step, at the moment that it names: the entry may come later.
func Told(code duty.Code) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		return done(ctx, tx, a, func(d duty.Duty) bool { return d.Code == code })
	}
}

// ToldOfIt is told of what is owed because of the outing that this affair told of: the notice of one absconding is none of another.
func (r Rooms) ToldOfIt(code duty.Code) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		his, others, err := r.outings(ctx, tx, a)
		if err != nil {
			return err
		}
		return done(ctx, tx, a, func(d duty.Duty) bool {
			return d.Code == code && (slices.Contains(his, d.Cause) || len(his) == 0 && !slices.Contains(others, d.Cause))
		})
	}
}

// done discharges duties of the person by this step.
func done(ctx context.Context, tx *store.Tx, a *journey.Act, is func(duty.Duty) bool) error {
	owed, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	for _, d := range owed {
		if !is(d) {
			continue
		}
		d.Closed = when(a.Answers, "told_at")
		if err := duty.Discharge(ctx, tx, d, a.Entry, ""); err != nil {
			return err
		}
	}
	return nil
}

// outings are those of the person that began with the fact of this affair, as it was told at any time, and those of other affairs of
// its kind.
func (r Rooms) outings(ctx context.Context, tx *store.Tx, a *journey.Act) (his, others []id.ID, err error) {
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return nil, nil, err
	}
	all, err := outing.Of(ctx, tx, a.Case.Person)
	life, told := lives[a.Case.Person], map[id.ID]bool{}
	became := life.Became()
	for _, by := range affair.Goes[a.Case.Kind] {
		e, _ := a.Case.Last(by.Step)
		for x, _, _, ok := life.ToldAt(e.At, by.Fact); ok && x.ID != ""; x = became[x.ID] {
			told[x.ID] = true
		}
	}
	for _, o := range all {
		switch {
		case told[o.Fact]:
			his = append(his, o.ID)
		case o.Kind == affair.WayOut[a.Case.Kind]:
			others = append(others, o.ID)
		}
	}
	return his, others, err
}

// Owed names a duty that a step opened: of whom ("" before anybody knows), which, and what caused it.
type Owed struct {
	Subject id.ID
	Code    duty.Code
	Cause   id.ID
}

// Settle ends what was owed by the step at hand: it was done, or there is nothing to do any more. What was never owed, or is
// closed, stays as it is.
func Settle(ctx context.Context, tx *store.Tx, a *journey.Act, x Owed, done bool) error {
	d, err := duty.Owed(ctx, tx, x.Subject, x.Code, x.Cause)
	switch {
	case errs.KindOf(err) == errs.NotFound:
		return nil
	case err != nil || d.State != duty.Pending:
		return err
	case done:
		return duty.Discharge(ctx, tx, d, a.Entry, "")
	}
	return duty.Lapse(ctx, tx, d, a.Entry)
}
