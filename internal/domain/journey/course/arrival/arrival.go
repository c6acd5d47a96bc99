package arrival

import (
	"context"
	"errors"

	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// When somebody came, what is held against it, and whom he left at home. What was written wrong is written anew while he is being checked: nobody
// gives the case up for a wrong minute.

// decidedBefore refuses a decision that lies behind the arrival, while both can still be looked at: the admission could not
// be on that day.
func decidedBefore(a *journey.Act, f *errs.Fields) error {
	if came, on := act.DayOf(a.Case.Said("arrive"), "arrived"), a.Answers.Day("decided"); !came.IsZero() && came.Before(on) {
		f.Add("decided", "journey.decided_later", on.String(), came, journey.Title(affair.Intake, "arrive"))
	}
	return nil
}

// cameBefore refuses an arrival, written anew, that lies behind what was done here since, or before the decision.
func cameBefore(a *journey.Act, f *errs.Fields) error {
	came := a.Answers.Moment("arrived")
	for _, x := range [][2]string{{"health", "examined"}, {"family", "asked"}, {"rights", "talked"}} {
		said, err := a.Hidden(x[0])
		if err != nil {
			return err
		}
		if then := said.Moment(x[1]); then != 0 && then < came {
			f.Add("arrived", "journey.came_later", "", journey.Title(affair.Intake, x[0]))
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
		return DoctorSees(ctx, tx, a)
	}
	for _, given := range []string{"announced_name", "announced_number", "handover"} {
		a.Answers.Values[given] = a.Case.Said("arrive").Of(given)
	}
	return nil
}

// familyStep asks whether somebody at home is left without anybody. What is said of a child stays with those who protect
// children. What nobody knew at the door is asked again here, after the admission too: the case ends when it is known.
func familyStep() journey.Step {
	return journey.Step{
		Name: "family", From: affair.In(affair.Checking, accepted, informed), Or: affair.In(affair.Settled), Must: true, Action: policy.JourneyAttend, Compartment: seal.Child,
		Fields: []journey.Field{
			{Name: "left_alone", Sort: journey.Choice, Must: true, Words: []string{"no", "yes", "unknown"}},
			{Name: "dependants", Sort: journey.Table, Must: true, When: "left_alone=yes", Columns: []journey.Field{ask.Line("dependant", true), ask.Line("where", true), ask.Line("with_whom", false)}},
			{Name: "asked", Sort: journey.Moment, Must: true},
			ask.Words,
			// Whoever does the step reads that it is not over, and nothing of what was said.
			{Name: "ask_again", Sort: journey.Given, Open: true, Words: []string{"yes"}, Waits: []string{"yes"}},
		},
		Judge: act.Order("arrive", "arrived", "asked"), Do: act.All(placeDependants, openStill), Basis: []law.Citation{"MPL 93"}, Mark: law.S,
	}
}

// openStill keeps a case open, once the family is told, as long as nobody knows whether somebody is left alone (MPL 93), or a paper of
// the door was made new and nobody has signed it; the last step of these closes it. From the state nobody reads which of them it is.
// A signature is no step that leads: of who has died none is written down, and none is waited for.
func openStill(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if a.Step.To != affair.Settled && a.Case.State != informed {
		return nil
	}
	said, err := a.Hidden("family")
	if a.Step.Name == "family" {
		said = a.Answers
	}
	list, bad := toSign(ctx, tx, a)
	died := measure.Frozen(ctx, tx, a.Case.Person)
	if errs.KindOf(died) == errs.Invalid {
		list, died = nil, nil
	}
	a.Goes = affair.Settled
	if said.Says("left_alone", "unknown") || len(list) > 0 {
		a.Goes = informed
	}
	return errors.Join(err, bad, died)
}

// The duties of a family at home: that it is asked again, and that the township is told of who is left alone.
const (
	askAgain = duty.Code("child.ask")
	tellTown = duty.Code("child.place")
)

// placeDependants owes at once that the township is told of somebody left alone; asked again where nobody knows yet. What is
// said anew settles what was owed by what was said before; of who was said to be alone the township is told until it is said that he
// is not.
func placeDependants(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	code := map[string]duty.Code{"unknown": askAgain, "yes": tellTown}[a.Answers.Of("left_alone")]
	if code == askAgain {
		a.Answers.Values["ask_again"] = "yes"
	}
	stands := false
	for _, e := range a.Case.Entries {
		if e.Step != a.Step.Name {
			continue
		}
		for _, c := range []duty.Code{askAgain, tellTown} {
			of := act.Owed{Subject: a.Case.Person, Code: c, Cause: e.ID}
			d, err := duty.Owed(ctx, tx, of.Subject, of.Code, of.Cause)
			switch {
			case errs.KindOf(err) == errs.NotFound:
			case err != nil:
				return err
			case c == code && d.State == duty.Pending:
				stands = true
			case c == tellTown && code == askAgain: // somebody was left alone, and nobody has said that he is not
			default: // somebody has asked; or nobody is alone after all
				if err := act.Settle(ctx, tx, a, of, c == askAgain); err != nil {
					return err
				}
			}
		}
	}
	if code == "" || stands {
		return nil
	}
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: code, Subject: a.Case.Person, Cause: a.Entry, Number: -1, Facility: a.Case.Facility, Unit: a.Case.Facility,
		Compartment: seal.Child, Due: duty.On(tx.Today()), Basis: "MPL 93", Certainty: law.S.String(),
	})
	return err
}
