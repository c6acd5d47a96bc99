package course

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// familyStep asks whether somebody at home is left without anybody. What is said of a child stays with those who protect
// children.
func familyStep() journey.Step {
	return journey.Step{
		Name: "family", From: in(checking), Must: true, Action: policy.JourneyAttend, Compartment: seal.Child,
		Fields: []journey.Field{
			{Name: "left_alone", Sort: journey.Choice, Must: true, Words: []string{"no", "yes", "unknown"}},
			{Name: "dependants", Sort: journey.Table, Must: true, When: "left_alone=yes", Columns: []journey.Field{line("dependant", true), line("where", true), line("with_whom", false)}},
			{Name: "asked", Sort: journey.Moment, Must: true},
			words,
		},
		Judge: order("arrive", "arrived", "asked"), Do: placeDependants, Basis: []law.Citation{"MPL 93"}, Mark: law.S,
	}
}

// The duties of a family at home: that it is asked again, and that the township is told of who is left alone.
const (
	askAgain = duty.Code("child.ask")
	tellTown = duty.Code("child.place")
)

// placeDependants owes at once that the township is told of somebody left alone; asked again where nobody knows yet. What is
// said anew settles what was owed by what was said before.
func placeDependants(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	code := map[string]duty.Code{"unknown": askAgain, "yes": tellTown}[a.Answers.Of("left_alone")]
	stands := false
	for _, e := range a.Case.Entries {
		if e.Step != a.Step.Name {
			continue
		}
		for _, c := range []duty.Code{askAgain, tellTown} {
			of := owed{a.Case.Person, c, e.ID}
			d, err := duty.Owed(ctx, tx, of.subject, of.code, of.cause)
			switch {
			case errs.KindOf(err) == errs.NotFound:
			case err != nil:
				return err
			case c == code && d.State == duty.Pending:
				stands = true
			default: // somebody has asked; or nobody is alone after all
				if err := settle(ctx, tx, a, of, c == askAgain); err != nil {
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
