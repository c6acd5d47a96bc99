package measure

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Somebody is taken in before his decision has come. The clock cannot say anything yet: an admission without a
// measure is no fact of it. What he is owed does not wait for the paper: whoever holds him must show the decision
// today or let him go (NCL 40, 41), and his family is written to in the time that it would have with the paper.

// Duties of the house for somebody without a decision.
const (
	showDecision = duty.Code("entry.decision")
	tellFamily   = duty.Code("entry.letter")
	// unfoundedStay is of who lives here and of whom the file has no decision or no admission any more.
	unfoundedStay = duty.Code("stay.unfounded")
	// bringProof is of a photo and a card of fingerprints that were not taken at the door.
	bringProof = duty.Code("intake.proof")
)

// founded tells whether somebody is here on a ground again by a fact: decision and admission stand, or he has left.
func (l Life) founded(e Event) bool {
	has := func(t term.Type) bool {
		return slices.ContainsFunc(l.Standing(), func(x Event) bool { return x.Fact.Type == t })
	}
	return leaves[e.Fact.Type] != "" || has(term.CIDecided) && has(term.JAAdmitted)
}

// unpapered opens what is owed to somebody taken in without a decision.
func (k *Desk) unpapered(ctx context.Context, tx *store.Tx, l Life, who person.Person, e Entry) error {
	paper := term.OnDay(term.CIDecided, e.Admitted)
	paper.By, paper.Ground = term.County, term.Severe
	would := l
	would.Events = []Event{{ID: id.New(), Fact: paper}, {ID: id.New(), Fact: term.OnDay(term.JAAdmitted, e.Admitted)}}
	a, err := k.fold(ctx, tx, would, whoIs(who))
	if err != nil {
		return err
	}
	d := duty.Duty{Subject: l.Person, Cause: e.cause, Number: -1, Facility: l.Facility, Unit: l.Facility}
	decision, letter := d, d
	decision.Code, decision.Due, decision.Basis, decision.Certainty = showDecision, duty.On(tx.Today()), "NCL 40; NCL 41", law.S.String()
	spec := law.Duty(law.FamilyLetter)
	letter.Code, letter.Due, letter.Basis, letter.Certainty = tellFamily, duty.On(tx.Today()), strings.Join(spec.Basis, "; "), spec.Mark.String()
	for _, x := range a.Duties {
		if x.Code == law.FamilyLetter && !x.Due.IsZero() {
			letter.Due, letter.Basis, letter.Certainty = duty.On(x.Due.Day), strings.Join(x.Basis, "; "), x.Certainty()
		}
	}
	return duty.OpenNew(ctx, tx, []duty.Duty{decision, letter})
}

// papered closes what was owed for want of a decision: by the decision, or because the person has left; and the
// letter of the house gives way to that of the clock once the admission is a fact of it. Of who has left nobody needs the photo
// any more by which he was to be known on that day.
func papered(ctx context.Context, tx *store.Tx, l Life, e Event) error {
	if leaves[e.Fact.Type] == "" && !slices.Contains([]term.Type{term.CIDecided, term.JAAdmitted}, e.Fact.Type) {
		return nil
	}
	owed, err := duty.Of(ctx, tx, l.Person)
	if err != nil {
		return err
	}
	for _, d := range owed {
		switch {
		case d.State != duty.Pending:
		case d.Code == showDecision && e.Fact.Type != term.JAAdmitted:
			err = duty.Discharge(ctx, tx, d, e.ID, "")
		case d.Code == unfoundedStay && l.founded(e):
			err = duty.Discharge(ctx, tx, d, e.ID, "")
		case d.Code == bringProof && leaves[e.Fact.Type] != "":
			err = duty.Lapse(ctx, tx, d, e.ID)
		case d.Code == tellFamily && e.Fact.Type == term.JAAdmitted && !strings.Contains(e.Outside, law.NoMeasure.String()):
			err = duty.Lapse(ctx, tx, d, e.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
