package course

import (
	"context"

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
			portrayed(in(preparing, ready), "propose"),
			{Name: "propose", From: in(preparing), To: ready, Needs: []string{"term", "holds"}, Others: []string{"papers"}, Action: policy.JourneyRelease, Fields: []journey.Field{words}, Basis: []law.Citation{"REG 34"}, Mark: law.S},
			{Name: "reopen", From: in(ready), To: preparing, Anew: []string{"propose", "first", "second"}, Action: policy.JourneyRelease, Fields: []journey.Field{reason}},
			{Name: "drop", From: in(preparing, ready, gone), To: cancelled, Action: policy.JourneyRelease, Fields: []journey.Field{reason}},
			r.takenBack(released, letOut, elapsed), r.goesOn(), r.endedThen(),
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
	m, ok, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	if err != nil {
		return m, err
	}
	switch {
	case !ok:
		return m, errs.New(errs.Invalid, "journey.nothing_runs")
	case m.End.IsZero():
		return m, errs.New(errs.Invalid, "journey.no_end")
	}
	return m, nil
}

// givesBack is the step in which somebody who goes gets his things and his pay, whatever he goes by.
func (r Rooms) givesBack(from ...journey.State) journey.Step {
	return journey.Step{
		Name: "property", From: from, Must: true, Action: policy.JourneyRelease,
		Fields: []journey.Field{
			waits(choice("property", "none", "returned", "later"), "later"),
			{Name: "items", Sort: journey.Table, When: "property=returned", Columns: things},
			{Name: "cash", Sort: journey.Money},
			{Name: "wages", Sort: journey.Money},
			choice("resident_signs", signatures...), declines("resident"),
			{Name: "scan", Sort: journey.Files},
			words, aware,
		},
		Do: r.keptThings, Basis: []law.Citation{"REG 28"}, Mark: law.S,
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
	if err := r.takenOver(ctx, tx, a); err != nil {
		return err
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
