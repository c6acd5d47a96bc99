// Package act is what the steps of the courses do and hold against one another: facts of the clock, the order of days, what an
// officer should know before he goes on, where somebody was, what is owed, and what falls when a fact is taken back. It knows no
// course; the tables above are written in its words.
package act

import (
	"cmp"
	"context"
	"errors"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/term"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/store"
)

// Rooms is what the courses call.
type Rooms struct {
	Measures   *measure.Desk
	Persons    *person.Desk
	Outings    *outing.Desk
	Papers     *paper.Desk
	Beds       *placement.Desk
	Transfers  *transfer.Desk
	Objections *objection.Desk
}

// Do is what a step does in other rooms.
type Do = func(context.Context, *store.Tx, *journey.Act) error

// Facts makes a Do of the facts of the clock that a step tells. What the house does is refused with its article; what
// happened is kept. A refusal names the field of its day: that of the fact's place in days, the last one for all behind it.
func (r Rooms) Facts(of func(a *journey.Act) []measure.Recording, days ...string) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		for i, x := range of(a) {
			x.Person = a.Case.Person
			if _, err := r.Measures.RecordIn(ctx, tx, x); err != nil {
				return errs.Renamed(err, "at", days[min(i, len(days)-1)])
			}
		}
		return nil
	}
}

// Fact is Facts for one fact of the day that a field names; set, where it is not nil, adds what else the step says of it.
func (r Rooms) Fact(t term.Type, day string, set func(a *journey.Act, x *term.Fact)) Do {
	return r.Facts(func(a *journey.Act) []measure.Recording {
		x := OnDay(a, t, day)
		if set != nil {
			set(a, &x.Fact)
		}
		return []measure.Recording{x}
	}, day)
}

// OnDay is a fact on the day, or at the moment, that a field names, with the paper of the step.
func OnDay(a *journey.Act, t term.Type, field string) measure.Recording {
	x := term.OnDay(t, a.Answers.Day(field))
	if i := a.Answers.Moment(field); i != 0 {
		x = term.OnDay(t, i.Day())
		if term.SchemaOf(t).Moment {
			x = term.AtMoment(t, i)
		}
	}
	return measure.Recording{Fact: x, Note: Note(a), Document: scan(a), Happened: !measure.Own(t) || a.Answers.Says("happened", "yes")}
}

// Note is the paper of a step as the fact keeps it.
func Note(a *journey.Act) measure.Note {
	return measure.Note{Number: a.Answers.Of("number"), Organ: a.Answers.Of("organ"), Words: cmp.Or(a.Answers.Of("words"), a.Answers.Of("resident_declined"))}
}

func scan(a *journey.Act) (first id.ID) {
	if files := a.Answers.Files["scan"]; len(files) > 0 {
		return files[0]
	}
	return ""
}

// Tells makes a Do that says of an outing, which the clock has opened, where to, with whom, and until when.
func (r Rooms) Tells(of func(a *journey.Act) (until civil.Date, w outing.Words)) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		until, w := of(a)
		var due time.Time
		if !until.IsZero() {
			due = duty.On(until).Moment()
		}
		o, err := outing.Current(ctx, tx, a.Case.Person)
		if errs.KindOf(err) == errs.NotFound || err == nil && o.Kind != affair.WayOut[a.Case.Kind] { // the clock does not have him out by this fact: the board of those who are out can
			return errs.New(errs.Invalid, "journey.not_out_by_law")
		}
		return errors.Join(err, errs.Renamed(r.Outings.DescribeIn(ctx, tx, a.Case.Person, due, w), "due", "departed"))
	}
}

// All does several things one after another.
func All(list ...Do) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		for _, do := range list {
			if err := do(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	}
}
