package arrival

import (
	"context"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/law"
	"guitu/internal/platform/store"
)

// Who has arrived waits for the doctor before anybody may take him in: it stands on the doctor's day, not only in the case of
// the desk of admission.

const look = duty.Code("intake.health")

// DoctorSees owes the examination, from the step by which somebody arrived.
func DoctorSees(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: look, Subject: a.Case.Person, Cause: a.Entry, Number: -1, Facility: a.Case.Facility, Unit: a.Case.Facility,
		Due: duty.On(tx.Today()), Basis: "NCL 39; REG 28", Certainty: law.S.String(),
	})
	return err
}

// doctorSaw ends it: he was looked at.
func doctorSaw(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return act.Settle(ctx, tx, a, act.Owed{Subject: a.Case.Person, Code: look, Cause: a.Case.Entries[0].ID}, true)
}

// DoctorNeedNot ends it where he went on without.
func DoctorNeedNot(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return act.Settle(ctx, tx, a, act.Owed{Subject: a.Case.Person, Code: look, Cause: a.Case.Entries[0].ID}, false)
}
