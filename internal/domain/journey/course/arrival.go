package course

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/platform/store"
)

// When somebody came, and what is held against it. What was written wrong is written anew while he is being checked: nobody
// gives the case up for a wrong minute.

// decidedBefore refuses a decision that lies behind the arrival, while both can still be looked at: the admission could not
// be on that day.
func decidedBefore(a *journey.Act, f *errs.Fields) error {
	if came, on := dayOf(a.Case.Said("arrive"), "arrived"), a.Answers.Day("decided"); !came.IsZero() && came.Before(on) {
		f.Add("decided", "journey.decided_later", on.String(), came, journey.Title(Intake, "arrive"))
	}
	return nil
}

// cameBefore refuses an arrival, written anew, that lies behind what was done here since, or before the decision.
func cameBefore(a *journey.Act, f *errs.Fields) error {
	came := a.Answers.Moment("arrived")
	for _, x := range [][2]string{{"health", "examined"}, {"family", "asked"}, {"rights", "talked"}} {
		step, field := x[0], x[1]
		said, err := a.Hidden(step)
		if err != nil {
			return err
		}
		if then := said.Moment(field); then != 0 && then < came {
			f.Add("arrived", "journey.came_later", "", journey.Title(Intake, step))
			return nil
		}
	}
	if on := a.Case.Said("decision").Day("decided"); came != 0 && came.Day().Before(on) {
		f.Add("arrived", "measure.admitted_before_decision", came.Day().String(), on)
	}
	return nil
}

// arrivedAnew keeps of an arrival that is written anew what the house itself had said of it. The doctor waits for him since he
// came first.
func arrivedAnew(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if !a.Case.Did("arrive") {
		return doctorSees(ctx, tx, a)
	}
	before := a.Case.Said("arrive")
	for _, given := range []string{"announced_name", "announced_number", "handover"} {
		if said := before.Of(given); said != "" {
			a.Answers.Values[given] = said
		}
	}
	return nil
}
