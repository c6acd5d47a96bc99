package course

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Release is the kind of a release (解除); Annulment that of a decision that was annulled.
const (
	Release   = journey.Kind("release")
	Annulment = journey.Kind("annulment")
)

// releaseSpeaks are the steps of a release of which lists speak, in their order.
var releaseSpeaks = []string{"term", "holds", "notice", "township", "pickup", "property", "propose", "first", "second"}

// ReleaseLacks are the steps of which lists speak that nobody has done yet.
func ReleaseLacks(done []string) (out []string) {
	for _, n := range releaseSpeaks {
		if !slices.Contains(done, n) {
			out = append(out, n)
		}
	}
	return out
}

const (
	preparing = journey.State("preparing")
	ready     = journey.State("ready")
	released  = journey.State("released")
	annulled  = journey.State("annulled")
	letOut    = journey.State("let_out") // he left before his day: that is no release
	gone      = journey.State("gone")    // he had left before it when the release began
	elapsed   = journey.State("elapsed") // and his term has ended
)

// release lets the right person go on the right day: the term is computed from the facts once more, nobody else may have a
// claim on him, and two officers, neither of them the one who proposed it, each confirm anew who stands before them. What
// is missing beside these never keeps anybody a day longer (NCL 47, REG 34): it is owed and said.
func (r Rooms) release() *journey.Course {
	return &journey.Course{
		Kind: Release,
		Gone: true,
		Stages: []journey.Stage{
			{State: preparing}, // the release itself is a duty of the clock
			{State: ready, Owes: "journey.release", By: "term.end"},
			{State: gone},
			{State: released, End: true},
			{State: letOut, End: true},
			{State: elapsed, End: true},
			{State: mistaken, End: true},
			{State: cancelled, End: true},
			{State: lapsed, End: true},
		},
		Steps: append([]journey.Step{
			{Name: "prepare", To: preparing, Or: in(gone), Action: policy.JourneyRelease, Fields: []journey.Field{words}, Do: r.leftOrHere},
			{Name: "term", From: in(preparing, ready, gone), Must: true, Action: policy.JourneyRelease, Fields: []journey.Field{tick("term_checked"), {Name: "end", Sort: journey.Given}}, Do: r.recompute, Basis: []law.Citation{"NCL 47", "REG 27"}, Mark: law.S},
			{
				Name: "holds", From: in(preparing, ready), Must: true, Action: policy.JourneyRelease,
				Fields: []journey.Field{
					choice("hold", "none", "hold"), line("asked_of", true), moment("asked_at"),
					{Name: "organ", Sort: journey.Line, Must: true, When: "hold=hold"},
					{Name: "number", Sort: journey.Line, Must: true, When: "hold=hold"},
					{Name: "scan", Sort: journey.Files},
					aware,
				},
				Do: together(r.notLongAgo("asked_at"), r.toldOtherwise, heldYet), Basis: []law.Citation{"REG 36"}, Mark: law.S,
			},
			{
				Name: "notice", From: in(preparing, ready, gone), Action: policy.JourneyRelease, Fields: []journey.Field{day("told_on"), line("organ", true), line("number", false), aware},
				Do: all(r.notLongAgo("told_on"), r.fact(term.ReleaseNoticed, "told_on", nil), r.organTold), Basis: []law.Citation{"REG 34"}, Mark: law.S,
			},
			{Name: "township", From: in(preparing, ready, gone), Action: policy.JourneyRelease, Fields: []journey.Field{line("township", true), day("told_on"), line("told", true), line("phone", false), aware}, Judge: goesThere, Do: all(r.notLongAgo("told_on"), r.townshipTold)},
			{
				Name: "township_answers", From: in(preparing, ready, gone), Needs: []string{"township"}, Action: policy.JourneyAnswer, Asks: policy.JourneyRelease, Shows: []string{"township"},
				Fields: []journey.Field{waits(choice("expects_him", "yes", "no"), "no"), line("contact", true), {Name: "phone", Sort: journey.Line}, {Name: "words", Sort: journey.Text}, line("answerer", true)},
				Judge:  expecting,
			},
			r.pickup(collectors, preparing, ready, gone),
			{Name: "medicines", From: in(preparing, ready), Action: policy.JourneyExamine, Fields: []journey.Field{tick("medicines_handed"), words}},
			r.givesBack(preparing, ready, gone),
			apart(portrayed(preparing, ready), "propose"),
			{Name: "propose", From: in(preparing), To: ready, Needs: []string{"term", "holds"}, Others: []string{"papers"}, Action: policy.JourneyRelease, Fields: []journey.Field{words}, Basis: []law.Citation{"REG 34"}, Mark: law.S},
			{Name: "reopen", From: in(ready), To: preparing, Anew: []string{"propose", "first", "second"}, Action: policy.JourneyRelease, Fields: []journey.Field{reason}},
			{Name: "drop", From: in(preparing, ready, gone), To: cancelled, Action: policy.JourneyRelease, Fields: []journey.Field{reason}},
			r.takenBack(released, letOut, elapsed),
		}, append(r.otherwise(), r.gate("propose", released, r.letGo, letOut)...)...),
	}
}

// expecting asks a township that does not expect him to say why: somebody must look further before the day.
func expecting(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Says("expects_him", "no") && a.Answers.Of("words") == "" {
		f.Add("words", "journey.missing", "", label("words"))
	}
	return nil
}

// gate are the two officers and the act behind them. by is the step whose officer may be neither; or are other states in
// which the act may leave the case.
// portrayed is the step in which a photo and the card of fingers are added that the intake did not keep. Whoever adds them looks
// at nobody by them, and nobody adds them who has looked at him.
// apart is a step that another officer does than those of some steps more.
// witnesses are the two officers who look at somebody before he goes. Neither did one of the steps named, and they are two in
// whatever order they look, and however often.
// recompute keeps the end as the clock has it now, beside the tick of who looked at its reasons.
func (r Rooms) recompute(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, err := r.running(ctx, tx, a)
	if err == nil {
		a.Answers.Values["end"] = m.End.String()
	}
	return err
}

// running is the measure that keeps the person; one whose end cannot be known lets nobody go.
func (r Rooms) running(ctx context.Context, tx *store.Tx, a *journey.Act) (m term.Measure, err error) {
	now, err := r.Measures.NowIn(ctx, tx, a.Case.Person)
	if err != nil {
		return m, err
	}
	m, ok := measure.Running(&now)
	switch {
	case !ok:
		return m, errs.New(errs.Invalid, "journey.nothing_runs")
	case m.End.IsZero():
		return m, errs.New(errs.Invalid, "journey.no_end")
	}
	return m, nil
}

// confirm holds what an officer has in hand against the file. The machine compares numbers and never says the one that it
// knows; the eye compares faces. Who has left cannot be looked at.
// cleared asks how it was found out that it is him after all, once an officer had somebody else before him: nobody takes that
// back without a word.
// another keeps that an officer has somebody else before him than the photo shows. It is no slip of a key: the head of the
// house is told at once, and nobody is let go on this confirmation.
// absent lets an officer say that he does not see him: of who is in a hospital, on leave or held elsewhere, he confirms the
// number, and from whom he knows where he is. Nobody is kept a day longer because he is not in the house, and no officer
// states what he has not seen: whom the board has away from the house, of him nobody says anything else.
// alone has the head of the house told that somebody without a document went whom no relative recognised: the card of his
// fingers stands for both, and nobody waits at the gate for a relative.
// papersOf is what the intake, or this case, keeps of a face and of the card of fingerprints.
// leaving holds the moment and the words of the last step against the case: nobody has left before both officers have looked
// at him, whom another organ has a claim on is handed to it, and what the law does not want is told in words.
// lastLook is the later of the two confirmations.
// sameFace lets nobody go on the word of an officer who had somebody else before him.
// givesBack is the step in which somebody who goes gets his things and his pay, whatever he goes by.
func (r Rooms) givesBack(from ...journey.State) journey.Step {
	return journey.Step{
		Name: "property", From: from, Must: true, Action: policy.JourneyRelease,
		Fields: []journey.Field{
			waits(choice("property", "none", "returned", "later"), "later"),
			{Name: "items", Sort: journey.Table, When: "property=returned", Columns: things},
			{Name: "cash", Sort: journey.Money},
			{Name: "wages", Sort: journey.Money},
			choice("resident_signs", signatures...),
			{Name: "scan", Sort: journey.Files},
			words, aware,
		},
		Judge: declined, Do: r.keptThings, Basis: []law.Citation{"REG 28"}, Mark: law.S,
	}
}

// belongings owes what is still to be given back: the day of release does not wait for it, and it does not fall away.
func belongings(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if said := a.Case.Said("property"); a.Case.Did("property") && !said.Says("property", "later") {
		return nil
	}
	return atOnce(ctx, tx, a, duty.Duty{Code: "release.property", Basis: "REG 28", Certainty: law.S.String()})
}

// letGo is the release: the clock refuses another day than the right one.
func (r Rooms) letGo(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, err := r.running(ctx, tx, a)
	if err != nil {
		return err
	}
	if said := a.Case.Said("term").Day("end"); said != m.End {
		return errs.New(errs.Conflict, "journey.term_moved", said, m.End)
	}
	if err := sameDay(a, "left_at"); err != nil {
		return err
	}
	on := a.Answers.Moment("left_at").Day()
	if err := belongings(ctx, tx, a); err != nil {
		return err
	}
	if on.Before(m.End) && !a.Answers.Says("happened", "yes") {
		return tooEarly(on, m.End)
	}
	if on.Before(m.End) { // he left before his day: no certificate says that the term was over, and the case does not either
		a.Goes = letOut
		_, err = r.Measures.RecordIn(ctx, tx, measure.Recording{Person: a.Case.Person, Fact: term.OnDay(term.Released, on), Note: note(a), Happened: a.Answers.Says("happened", "yes")})
		return errs.Renamed(err, "at", "left_at")
	}
	if err := r.untoldOf(ctx, tx, a); err != nil {
		return err
	}
	note, err := r.certificate(ctx, tx, a, on)
	if err != nil {
		return err
	}
	certificate := measure.Recording{Fact: term.OnDay(term.CertificateIssued, on), Note: note}
	_, err = r.Measures.RecordIn(ctx, tx, measure.Recording{
		Person: a.Case.Person, Fact: term.OnDay(term.Released, on), Before: []measure.Recording{certificate}, Happened: a.Answers.Says("happened", "yes"),
	})
	return errs.Renamed(err, "at", "left_at")
}

// sameDay asks that both officers have confirmed on the day on which he left: who was looked at the day before may be
// another. A release before midnight may be written down after it.
