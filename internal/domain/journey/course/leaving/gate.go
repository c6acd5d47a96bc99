package leaving

import (
	"context"
	"errors"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// The gate: whatever somebody goes by, two officers look at him before.

// Gate are the two officers and the act behind them. by is the step whose officer may be neither; or are other states in
// which the act may leave the case.
func (r Desk) Gate(by string, to journey.State, goes act.Do, or ...journey.State) []journey.Step {
	return append(r.Witnesses(affair.Ready, by, "papers"), journey.Step{
		Name: "let_go", From: affair.In(affair.Ready), To: to, Or: or, Needs: []string{"first", "second"}, Action: policy.JourneyRelease,
		Fields: []journey.Field{ask.Moment("left_at"), ask.Line("handed_to", false), ask.Line("certificate_by", false), ask.Happened, ask.Words, ask.Aware},
		Judge:  leaving, Do: act.All(HeldYet, goes), Basis: []law.Citation{"NCL 47", "REG 34"}, Mark: law.S,
	})
}

// Portrayed is the step in which a photo and the card of fingers are added that the intake did not keep. Whoever adds them looks
// at nobody by them, and nobody adds them who has looked at him, or done one of the others. Who was looked at by others before is
// looked at anew.
func Portrayed(from []journey.State, others ...string) journey.Step {
	return journey.Step{Name: "papers", From: from, Others: append(slices.Clip(others), "first", "second"), Anew: []string{"first", "second"}, Action: policy.JourneyRelease, Fields: []journey.Field{{Name: "photo", Sort: journey.Files, Picture: true, Most: 3}, ask.Line("fingerprint_card", false)}, Do: proved}
}

// Witnesses are the two officers who look at somebody before he goes. Neither did one of the steps named, and they are two in
// whatever order they look, and however often.
func (r Desk) Witnesses(at journey.State, others ...string) []journey.Step {
	check := func(name string, others ...string) journey.Step {
		return journey.Step{
			Name: name, From: affair.In(at), Fresh: true, Action: policy.JourneyWitness, Others: others,
			Fields: []journey.Field{
				ask.Choice("document", "card", "none"),
				{Name: "number_in_hand", Sort: journey.Line, Must: true, When: "document=card"},
				{Name: "card_number", Sort: journey.Line, Must: true, When: "document=none"},
				{Name: "relative", Sort: journey.Line, When: "document=none", Else: "no_relative"},
				{Name: "no_relative", Sort: journey.Text, Most: 200, When: "document=none"},
				ask.Waits(ask.Choice("face", "same", "different", "no_photo", "absent"), "different"),
				{Name: "where", Sort: journey.Line, Must: true, When: "face=absent"},
				{Name: "confirmed_by", Sort: journey.Line, Must: true, When: "face=absent"},
				ask.Words,
			},
			Judge: cleared, Do: r.confirm, Basis: []law.Citation{"REG 34"}, Mark: law.S,
		}
	}
	return []journey.Step{check("first", append(slices.Clip(others), "second")...), check("second", append(slices.Clip(others), "first")...)}
}

// confirm holds what an officer has in hand against the file. The machine compares numbers and never says the one that it
// knows; the eye compares faces. Who has left cannot be looked at.
func (r Desk) confirm(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if here, err := act.IsHere(ctx, tx, a); err != nil || !here {
		return errors.Join(err, errs.New(errs.Invalid, "journey.gone_before"))
	}
	if err := absent(ctx, tx, a); err != nil {
		return err
	}
	if a.Answers.Says("face", "different") {
		return another(ctx, tx, a)
	}
	who, err := r.Persons.Get(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	photo, card, err := papersOf(ctx, tx, a)
	if err != nil {
		return err
	}
	var f errs.Fields
	said := a.Answers
	switch typed := person.NormaliseNumber(said.Of("number_in_hand")); {
	case said.Says("document", "card") && who.Number() == "":
		f.Add("document", "journey.no_number_known", "")
	case said.Says("document", "card") && typed != person.NormaliseNumber(who.Number()):
		f.Add("number_in_hand", "journey.not_his_number", typed)
	}
	switch typed := person.NormaliseNumber(said.Of("card_number")); {
	case said.Says("document", "none") && card == "":
		f.Add("document", "journey.no_card_known", "")
	case said.Says("document", "none") && typed != person.NormaliseNumber(card):
		f.Add("card_number", "journey.not_his_card", typed)
	}
	switch {
	case said.Says("face", "no_photo") && photo:
		f.Add("face", "journey.has_photo", "")
	case said.Says("face", "same") && !photo:
		f.Add("face", "journey.no_photo_kept", "")
	}
	if err := f.Err("journey.bad_input"); err != nil || !said.Says("document", "none") || said.Of("relative") != "" {
		return err
	}
	return alone(ctx, tx, a)
}

// cleared asks how it was found out that it is him after all, once an officer had somebody else before him: nobody takes that
// back without a word.
func cleared(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Says("face", "different") {
		return nil
	}
	for _, e := range a.Case.Entries {
		doubt := (e.Step == "first" || e.Step == "second") && e.Answers.Says("face", "different")
		if said := a.Answers.Of("words"); doubt && (said == "" || said == e.Answers.Of("words")) { // the doubt itself answers nothing
			f.Add("words", "journey.other_face_before", "")
			break
		}
	}
	return nil
}

// another keeps that an officer has somebody else before him than the photo shows. It is no slip of a key: the head of the
// house is told at once, and nobody is let go on this confirmation.
func another(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return act.AtOnce(ctx, tx, a, duty.Duty{Code: "gate.mismatch", Certainty: law.Inference.String()})
}

// absent lets an officer say that he does not see him: of who is in a hospital, on leave or held elsewhere, he confirms the
// number, and from whom he knows where he is. Nobody is kept a day longer because he is not in the house, and no officer
// states what he has not seen: whom the board has away from the house, of him nobody says anything else.
func absent(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	out := err == nil
	if errs.KindOf(err) == errs.NotFound {
		err = nil
	}
	var f errs.Fields
	switch said := a.Answers.Of("face"); {
	case said == "absent" && !out:
		f.Add("face", "journey.is_inside", "")
	case (said == "same" || said == "no_photo") && out && o.Kind != outing.Visit:
		f.Add("face", "journey.is_away", said, o.Kind.Title(), o.From)
	}
	return errors.Join(err, f.Err("journey.bad_input"))
}

// alone has the head of the house told that somebody without a document went whom no relative recognised: the card of his
// fingers stands for both, and nobody waits at the gate for a relative.
func alone(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	owed, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil || slices.ContainsFunc(owed, func(d duty.Duty) bool { return d.Code == "gate.alone" && d.State == duty.Pending }) {
		return err
	}
	return act.AtOnce(ctx, tx, a, duty.Duty{Code: "gate.alone", Certainty: law.Inference.String()})
}

// papersOf is what the intake, or this case, keeps of a face and of the card of fingerprints.
func papersOf(ctx context.Context, tx *store.Tx, a *journey.Act) (photo bool, card string, err error) {
	var said []journey.Answers // what the admission kept comes first: what was added later never takes its place
	c, ok, err := a.Earlier(ctx, tx, affair.Intake)
	if ok {
		said = append(said, c.Said("identity"))
	}
	said = append(said, act.Latest(a, "papers"))
	for _, s := range said {
		photo = photo || len(s.Files["photo"]) > 0
		if card == "" {
			card = s.Of("fingerprint_card")
		}
	}
	return photo, card, err
}

// leaving holds the moment and the words of the last step against the case: nobody has left before both officers have looked
// at him, whom another organ has a claim on is handed to it, and what the law does not want is told in words.
func leaving(a *journey.Act, f *errs.Fields) error {
	if e := lastLook(a); a.Answers.Moment("left_at") < civil.InstantOf(e.At.Truncate(time.Minute)) && a.Answers.Moment("left_at") != 0 {
		f.Add("left_at", "journey.before_that", "", ask.Label("left_at"), journey.Title(a.Case.Kind, e.Step), e.At)
	}
	if err := SameFace(a, f); err != nil {
		return err
	}
	if organ := Claimed(a); organ != "" && a.Answers.Of("handed_to") == "" {
		f.Add("handed_to", "journey.hand_over", "", organ)
	}
	if (a.Case.Said("first").Says("face", "absent") || a.Case.Said("second").Says("face", "absent")) && a.Answers.Of("certificate_by") == "" {
		f.Add("certificate_by", "journey.missing", "", ask.Label("certificate_by"))
	}
	if a.Answers.Says("happened", "yes") && a.Answers.Of("words") == "" {
		f.Add("words", "journey.missing", "", ask.Label("words"))
	}
	return nil
}

// lastLook is the later of the two confirmations.
func lastLook(a *journey.Act) journey.Entry {
	first, _ := a.Case.Last("first")
	second, _ := a.Case.Last("second")
	if second.At.After(first.At) {
		return second
	}
	return first
}

// SameFace lets nobody go on the word of an officer who had somebody else before him.
func SameFace(a *journey.Act, f *errs.Fields) error {
	for _, step := range []string{"first", "second"} {
		if a.Case.Said(step).Says("face", "different") {
			f.Add(step, "journey.not_his_face", "", journey.Title(a.Case.Kind, step))
		}
	}
	return nil
}

// SameDay asks that both officers have confirmed on the day on which he left: who was looked at the day before may be
// another. A release before midnight may be written down after it.
func SameDay(a *journey.Act, left string) error {
	var f errs.Fields
	for _, step := range []string{"first", "second"} {
		if e, ok := a.Case.Last(step); ok && journey.DayOf(e) != act.DayOf(a.Answers, left) {
			f.Add(step, "journey.confirm_today", "", journey.Title(a.Case.Kind, step))
		}
	}
	return f.Err("journey.lacks")
}

// HeldYet asks where nobody is said to have a claim on him, or to take him over, whom the board has in custody elsewhere: his
// family would be asked to come for him, and the township told that he comes.
func HeldYet(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound || a.Answers.Says("hold", "hold") || a.Answers.Of("handed_to") != "" {
		return nil
	}
	var c act.Cautions
	if err == nil && o.Kind == outing.HeldElsewhere {
		c.Add("journey.caution.no_hold", o.Kind.Title(), civil.DateOf(o.From))
	}
	return errors.Join(err, c.Err(a))
}

// proved discharges what the admission owed of both, once both are there.
func proved(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	photo, card, err := papersOf(ctx, tx, a)
	if err != nil || !photo || card == "" {
		return err
	}
	return act.Told("intake.proof")(ctx, tx, a)
}
