package away

import (
	"context"
	"errors"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/term"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// beyond refuses a leave from which he would come back when nothing holds him any more: on the last day of his term he is
// let go (NCL 47), wherever he is.
func beyond(f *errs.Fields, back, end civil.Date) {
	if !end.IsZero() && back.After(end) {
		f.Add("back_on", "journey.after_end", "", back, end)
	}
}

// planned holds a home leave, as it was asked for, against the clock: its length, and the end of the term. Where no rule of
// refusal is given, an end that lies before the return only warns: he has to be back for it.
func (r desk) planned(step string, refuse func(f *errs.Fields, back, end civil.Date)) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		said := a.Answers
		if step != "request" {
			said = a.Case.Said("request")
		}
		left, back := said.Day("leaves_on"), said.Day("back_on")
		if step == "depart" {
			left = act.DayOf(a.Answers, "departed")
		}
		m, _, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
		if err != nil {
			return err
		}
		var f errs.Fields
		var c act.Cautions
		switch {
		case refuse != nil:
			refuse(&f, back, m.End)
		case !m.End.IsZero() && back.After(m.End):
			c.Add("journey.caution.leave_end", m.End)
		}
		if err := f.Err("journey.bad_input"); err != nil {
			return err
		}
		found, err := r.Measures.Would(ctx, tx, a.Case.Person, term.OnDay(term.HomeLeave, left), term.OnDay(term.HomeLeaveEnded, back))
		if err != nil {
			return err
		}
		for _, x := range found {
			if x.Code == law.HomeLeaveTooLong {
				c.Law([]term.Finding{x})
			}
		}
		if err := elsewhere(ctx, tx, a, &c, step); err != nil {
			return err
		}
		return c.Err(a)
	}
}

// elsewhere points out that he is held by another organ, or gone, while a leave is asked for or allowed; and, when he sets out on
// it, that he absconded after it was.
func elsewhere(ctx context.Context, tx *store.Tx, a *journey.Act, c *act.Cautions, step string) error {
	all, err := outing.Of(ctx, tx, a.Case.Person)
	approved, _ := a.Case.Last("approve")
	for _, o := range all {
		switch {
		case o.Void:
		case o.Until.IsZero() && o.Kind.ForLong():
			c.Add("journey.caution.elsewhere", o.Kind.Title(), o.From)
		case step == "depart" && o.Kind == outing.Absconded && !civil.DateOf(o.Until).Before(journey.DayOf(approved)): // a recapture is told by its day
			c.Add("journey.caution.gone_since", o.From)
		}
	}
	return err
}

// beside tells whether he left on a day on which nobody had allowed it.
func beside(a *journey.Act) (left, first, last civil.Date, is bool) {
	left, first, last = act.DayOf(a.Answers, "departed"), a.Case.Said("request").Day("leaves_on"), a.Case.Said("request").Day("back_on")
	if on := allowed(a); on.After(first) { // nobody had allowed it before
		first = on
	}
	return left, first, last, !left.IsZero() && (left.Before(first) || left.After(last))
}

// allowed is the day on which a leave was allowed: as the paper says, else the day on which it was entered.
func allowed(a *journey.Act) civil.Date {
	e, did := a.Case.Last("approve")
	if on := e.Answers.Day("approved_on"); !on.IsZero() || !did {
		return on
	}
	return journey.DayOf(e)
}

// approvedDays lets nobody out beside the days for which the leave was given (NCL 46). Who has gone all the same is kept as
// gone, with a word why.
func approvedDays(a *journey.Act, f *errs.Fields) error {
	left, first, last, is := beside(a)
	switch {
	case !is:
	case !a.Answers.Says("happened", "yes"):
		f.Add("departed", "journey.off_days", left.String(), left, first, last)
	case a.Answers.Of("words") == "":
		f.Add("words", "journey.off_days_why", "", first, last)
	}
	return nil
}

// unapproved owes a report of a leave that began beside its days.
func unapproved(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if _, _, _, is := beside(a); !is {
		return nil
	}
	return act.AtOnce(ctx, tx, a, duty.Duty{Code: "leave.off_days", Basis: "NCL 46", Certainty: law.S.String()})
}

// permit issues what he shows on his way. Of a leave that nobody had allowed on that day no paper says that the house allowed it: the
// report stands for it.
func (r desk) permit() act.Do {
	issue := r.Issues(paper.HomeLeavePermit, leavePermit)
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		if _, _, _, is := beside(a); is {
			return nil
		}
		return issue(ctx, tx, a)
	}
}

// inTime holds whether he is said to be late against the day on which he was due.
func inTime(a *journey.Act, f *errs.Fields) error {
	due, came := a.Case.Said("request").Day("back_on"), act.DayOf(a.Answers, "returned")
	if due.IsZero() || came.IsZero() || came.After(due) != a.Answers.Says("late", "no") {
		return nil
	}
	f.Add("late", "journey.late_or_not", a.Answers.Of("late"), due, came)
	return nil
}

// whyLate asks what kept him whose lateness is excused (MOJ127).
func whyLate(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Says("late", "excused") && a.Answers.Of("words") == "" {
		f.Add("words", "journey.missing", "", ask.Label("words"))
	}
	return nil
}

// ends records that somebody is back. When his measure has ended meanwhile, by a conversion, he is back and the clock has
// nothing to say of it; nor has it where the fact that had him out was taken back since: the affair ends.
func (r desk) ends(t term.Type, day string, set func(a *journey.Act, x *term.Fact)) act.Do {
	record := r.Fact(t, day, set)
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
		if err != nil {
			return err
		}
		if err := outSince(ctx, tx, a, day); err != nil {
			return err
		}
		if byHouse[t] {
			if err := nowhereElse(ctx, tx, a, day); err != nil {
				return err
			}
		}
		if runs || t == term.HeldElsewhereEnded {
			if byHouse[t] && m.Substate == law.InFacility {
				return nil
			}
			return record(ctx, tx, a)
		}
		o, err := outing.Returned(ctx, tx, a.Case.Person)
		if err != nil {
			return errs.Renamed(err, "person", day)
		}
		at := a.Answers.Moment(day).Time()
		if a.Answers.Moment(day) == 0 {
			at = a.Now
		}
		return r.Outings.BackIn(ctx, tx, o, at)
	}
}

// nowhereElse refuses that somebody is back from a leave or a treatment who has absconded from it, or is held by another organ
// since: he comes back by that affair.
func nowhereElse(ctx context.Context, tx *store.Tx, a *journey.Act, day string) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound || err == nil && !o.Kind.ForLong() {
		return nil
	}
	var f errs.Fields
	f.Add(day, "journey.is_out", "", o.Kind.Title(), o.From)
	return errors.Join(err, f.Err("journey.bad_input"))
}

// byHouse are the ends of what the house let somebody out for.
var byHouse = map[term.Type]bool{term.HomeLeaveEnded: true, term.OutsideMedicalEnded: true}

// offLeave ends the leave from which somebody absconded or was taken into custody, on the day of it, which a step has in a field:
// from then on he was not on leave but away (REG 32, 36), and no day is counted as both.
func (r desk) offLeave(step, field string) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		_, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
		if err != nil {
			return err
		}
		lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
		if err != nil {
			return err
		}
		if since, _ := lives[a.Case.Person].Lasts(term.HomeLeaveEnded); !runs || since.ID == "" {
			return nil
		}
		ended := term.OnDay(term.HomeLeaveEnded, a.Case.Said(step).Day(field))
		found, err := r.Measures.Would(ctx, tx, a.Case.Person, ended)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(found, func(f term.Finding) bool { return f.Code == law.NoOpening }) { // he is said to have gone before he left
			ended = term.OnDay(term.HomeLeaveEnded, a.Answers.Day("returned"))
		}
		if _, err := r.Measures.RecordIn(ctx, tx, measure.Recording{Person: a.Case.Person, Fact: ended}); err != nil {
			return err
		}
		open, err := journey.OpenOf(ctx, tx, affair.HomeLeave, []id.ID{a.Case.Person})
		if c, ok := open[a.Case.Person]; ok && err == nil {
			err = a.Follow(ctx, tx, c.ID, "brought_back", journey.Posted{"returned": {a.Answers.Of("returned")}})
		}
		return err
	}
}

// offRoad tells the transfer on whose way he absconded, or was taken, that he is found or free: he is brought on to the other house,
// or his officer says that he is back in this one.
func offRoad(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	open, err := journey.OpenOf(ctx, tx, affair.Transfer, []id.ID{a.Case.Person})
	if c, ok := open[a.Case.Person]; err == nil && ok && c.State == affair.UnderWay {
		err = a.Follow(ctx, tx, c.ID, "brought_back", journey.Posted{"returned": {a.Answers.Of("returned")}})
	}
	return err
}

// notOver refuses to take somebody back whose term ran out while he was held elsewhere (REG 36): it is closed, and no day of
// it is left.
func (r desk) notOver(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, err := r.Measures.LatestIn(ctx, tx, a.Case.Person)
	if err == nil && m.State == law.CIExpiredElsewhere {
		err = errs.Law("journey.expired_there", "REG 36")
	}
	return err
}

func leavePermit(x paperwork.About, a *journey.Act) press.Sheet {
	said := a.Case.Said("request")
	return forms.HomeLeavePermit(forms.HomeLeave{
		House: x.House, Person: x.Person, Visits: said.Of("kin_name"), Place: said.Of("where"),
		Leaves: act.DayOf(a.Answers, "departed"), Returns: said.Day("back_on"), On: act.DayOf(a.Answers, "departed"),
	})
}
