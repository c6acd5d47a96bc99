// Package course holds the courses of a person's affairs, one file each, in the order of the law's course: the hand-over
// and the admission, the ways out and back, the proposals on which another organ decides, and the ends.
//
// A course is a table (journey.Course). What its steps do in other rooms are facts of the legal clock and what hangs on
// them; the clock refuses what the law refuses. What happened is kept whatever the law says of it.
package course

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
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
	Measures  *measure.Desk
	Persons   *person.Desk
	Outings   *outing.Desk
	Papers    *paper.Desk
	Beds      *placement.Desk
	Transfers *transfer.Desk
}

// All lists the courses in the order in which the law meets them.
func All(r Rooms) []*journey.Course {
	return []*journey.Course{
		r.handOver(), r.intake(), r.transfer(), r.transferIn(), r.homeLeave(), r.outsideMedical(), r.abscond(), r.heldElsewhere(),
		r.extension(), r.early(), r.conversion(), r.release(), r.annulment(), r.death(),
	}
}

// Do is what a step does in other rooms.
type Do = func(context.Context, *store.Tx, *journey.Act) error

// facts makes a Do of the facts of the clock that a step tells. What the house does is refused with its article; what
// happened is kept.
func (r Rooms) facts(of func(a *journey.Act) []measure.Recording, days ...string) Do {
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

// fact is facts for one fact of a day.
func (r Rooms) fact(t term.Type, day string, set func(a *journey.Act, x *term.Fact)) Do {
	return r.facts(func(a *journey.Act) []measure.Recording {
		x := onDay(a, t, day)
		if set != nil {
			set(a, &x.Fact)
		}
		return []measure.Recording{x}
	}, day)
}

// onDay is a fact on the day, or at the moment, that a field names, with the paper of the step.
func onDay(a *journey.Act, t term.Type, field string) measure.Recording {
	x := term.OnDay(t, a.Answers.Day(field))
	if i := a.Answers.Moment(field); i != 0 {
		x = term.OnDay(t, i.Day())
		if term.SchemaOf(t).Moment {
			x = term.AtMoment(t, i)
		}
	}
	return measure.Recording{Fact: x, Note: note(a), Document: scan(a), Happened: !measure.Own(t) || a.Answers.Says("happened", "yes")}
}

// note is the paper of a step as the fact keeps it.
func note(a *journey.Act) measure.Note {
	return measure.Note{Number: a.Answers.Of("number"), Organ: a.Answers.Of("organ"), Words: cmp.Or(a.Answers.Of("words"), a.Answers.Of("resident_declined"))}
}

func scan(a *journey.Act) (first idOf) {
	if files := a.Answers.Files["scan"]; len(files) > 0 {
		return files[0]
	}
	return ""
}

// tells makes a Do that says of an outing, which the clock has opened, where to, with whom, and until when.
func (r Rooms) tells(of func(a *journey.Act) (until civil.Date, w outing.Words)) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		until, w := of(a)
		var due time.Time
		if !until.IsZero() {
			due = duty.On(until).Moment()
		}
		o, err := outing.Current(ctx, tx, a.Case.Person)
		if errs.KindOf(err) == errs.NotFound || err == nil && o.Kind != wayOut[a.Case.Kind] { // the clock does not have him out by this fact: the board of those who are out can
			return errs.New(errs.Invalid, "journey.not_out_by_law")
		}
		return errors.Join(err, errs.Renamed(r.Outings.DescribeIn(ctx, tx, a.Case.Person, due, w), "due", "departed"))
	}
}

// word reads a word of the clock.
func word(list []term.Word, s string) term.Word {
	for _, w := range list {
		if w.String() == s {
			return w
		}
	}
	return term.NoWord
}

func names(list ...term.Word) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = w.String()
	}
	return out
}

// letter are the fields of another organ's paper: no measure without its number and its scan, or the reason why there is
// none yet.
func letter() []journey.Field {
	return []journey.Field{
		{Name: "organ", Sort: journey.Line},
		{Name: "number", Sort: journey.Line, Else: "no_paper"},
		{Name: "scan", Sort: journey.Files, Else: "no_paper"},
		{Name: "no_paper", Sort: journey.Text, Most: 200},
	}
}

// asked makes some of the fields such as have to be answered.
func asked(fields []journey.Field, names ...string) []journey.Field {
	for i, f := range fields {
		fields[i].Must = f.Must || slices.Contains(names, f.Name)
	}
	return fields
}

// judges holds the answers against several rules.
func judges(rules ...func(*journey.Act, *errs.Fields) error) func(*journey.Act, *errs.Fields) error {
	return func(a *journey.Act, f *errs.Fields) error {
		for _, r := range rules {
			if err := r(a, f); err != nil {
				return err
			}
		}
		return nil
	}
}

// order refuses a day of this step that lies before a day of this or an earlier one.
func order(step, before, after string) func(*journey.Act, *errs.Fields) error {
	return func(a *journey.Act, f *errs.Fields) error {
		from := a.Answers
		if step != "" {
			from = a.Case.Said(step)
		}
		x, y := dayOf(from, before), dayOf(a.Answers, after)
		i, j := from.Moment(before), a.Answers.Moment(after)
		switch {
		case !x.IsZero() && !y.IsZero() && y.Before(x):
			f.Add(after, "journey.before_that", y.String(), label(after), label(before), x)
		case i != 0 && j != 0 && j < i:
			f.Add(after, "journey.before_that", "", label(after), label(before), i.Time())
		}
		return nil
	}
}

// atOnce owes what the law wants done at once. It names no minutes and we invent none: it is the first thing of the day on
// which it became known, and the case says how long it took.
func atOnce(ctx context.Context, tx *store.Tx, a *journey.Act, d duty.Duty) error {
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

// told discharges a duty of the person by this step, at the moment that it names: the entry may come later.
func told(code duty.Code) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		return done(ctx, tx, a, func(d duty.Duty) bool { return d.Code == code })
	}
}

// toldOfIt is told of what is owed because of the outing that this affair told of: the notice of one absconding is none of another.
func (r Rooms) toldOfIt(code duty.Code) Do {
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
	for _, by := range goes[a.Case.Kind] {
		e, _ := a.Case.Last(by.step)
		for x, _, _, ok := life.ToldAt(e.At, by.fact); ok && x.ID != ""; x = became[x.ID] {
			told[x.ID] = true
		}
	}
	for _, o := range all {
		switch {
		case told[o.Fact]:
			his = append(his, o.ID)
		case o.Kind == wayOut[a.Case.Kind]:
			others = append(others, o.ID)
		}
	}
	return his, others, err
}

// owed names a duty that a step opened: of whom ("" before anybody knows), which, and what caused it.
type owed struct {
	subject id.ID
	code    duty.Code
	cause   id.ID
}

// settle ends what was owed by the step at hand: it was done, or there is nothing to do any more. What was never owed, or is
// closed, stays as it is.
func settle(ctx context.Context, tx *store.Tx, a *journey.Act, x owed, done bool) error {
	d, err := duty.Owed(ctx, tx, x.subject, x.code, x.cause)
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
