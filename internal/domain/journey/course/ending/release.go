package ending

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/keeping"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// releaseSpeaks are the steps of a release of which lists speak, in their order.
var releaseSpeaks = []string{"term", "holds", "notice", "township", "pickup", "property", "propose", "first", "second"}

const (
	preparing = journey.State("preparing")
	annulled  = journey.State("annulled")
	letOut    = journey.State("let_out") // he left before his day: that is no release
	gone      = journey.State("gone")    // he had left before it when the release began
)

// release lets the right person go on the right day: the term is computed from the facts once more, nobody else may have a
// claim on him, and two officers, neither of them the one who proposed it, each confirm anew who stands before them. What
// is missing beside these never keeps anybody a day longer (NCL 47, REG 34): it is owed and said.
func (r desk) release() *journey.Course {
	return &journey.Course{
		Kind: affair.Release,
		Gone: true,
		Stages: []journey.Stage{
			{State: preparing}, // the release itself is a duty of the clock
			{State: affair.Ready, Owes: "journey.release", By: "term.end"},
			{State: gone},
			{State: affair.Released, End: true},
			{State: letOut, End: true},
			{State: affair.Elapsed, End: true},
			{State: affair.Mistaken, End: true},
			{State: affair.Cancelled, End: true},
			{State: affair.Lapsed, End: true},
		},
		Steps: append([]journey.Step{
			{Name: "prepare", To: preparing, Or: affair.In(gone), Action: policy.JourneyRelease, Fields: []journey.Field{ask.Words}, Do: r.leftOrHere},
			{Name: "term", From: affair.In(preparing, affair.Ready, gone), Must: true, Action: policy.JourneyRelease, Fields: []journey.Field{ask.Tick("term_checked"), {Name: "end", Sort: journey.Given}}, Do: r.recompute, Basis: []law.Citation{"NCL 47", "REG 27"}, Mark: law.S},
			{
				Name: "holds", From: affair.In(preparing, affair.Ready), Must: true, Action: policy.JourneyRelease,
				Fields: []journey.Field{
					ask.Choice("hold", "none", "hold"), ask.Line("asked_of", true), ask.Moment("asked_at"),
					{Name: "organ", Sort: journey.Line, Must: true, When: "hold=hold"},
					{Name: "number", Sort: journey.Line, Must: true, When: "hold=hold"},
					{Name: "scan", Sort: journey.Files},
					ask.Aware,
				},
				Do: act.Together(r.NotLongAgo("asked_at"), r.ToldOtherwise, leaving.HeldYet), Basis: []law.Citation{"REG 36"}, Mark: law.S,
			},
			{
				Name: "notice", From: affair.In(preparing, affair.Ready, gone), Action: policy.JourneyRelease, Fields: []journey.Field{ask.Day("told_on"), ask.Line("organ", true), ask.Line("number", false), ask.Aware},
				Do: act.All(r.NotLongAgo("told_on"), r.Fact(term.ReleaseNoticed, "told_on", nil), r.OrganTold), Basis: []law.Citation{"REG 34"}, Mark: law.S,
			},
			{Name: "township", From: affair.In(preparing, affair.Ready, gone), Action: policy.JourneyRelease, Fields: []journey.Field{ask.Line("township", true), ask.Day("told_on"), ask.Line("told", true), ask.Line("phone", false), ask.Aware}, Judge: leaving.GoesThere, Do: act.All(r.NotLongAgo("told_on"), r.TownshipTold)},
			{
				Name: "township_answers", From: affair.In(preparing, affair.Ready, gone), Needs: []string{"township"}, Action: policy.JourneyAnswer, Asks: policy.JourneyRelease, Shows: []string{"township"},
				Fields: []journey.Field{ask.Waits(ask.Choice("expects_him", "yes", "no"), "no"), ask.Line("contact", true), {Name: "phone", Sort: journey.Line}, {Name: "words", Sort: journey.Text}, ask.Line("answerer", true)},
				Judge:  expecting,
			},
			r.Pickup(leaving.Collectors, preparing, affair.Ready, gone),
			{Name: "medicines", From: affair.In(preparing, affair.Ready), Action: policy.JourneyExamine, Fields: []journey.Field{ask.Tick("medicines_handed"), ask.Words}},
			keeping.GivesBack(preparing, affair.Ready, gone),
			leaving.Portrayed(affair.In(preparing, affair.Ready), "propose"),
			{Name: "propose", From: affair.In(preparing), To: affair.Ready, Needs: []string{"term", "holds"}, Others: []string{"papers"}, Action: policy.JourneyRelease, Fields: []journey.Field{ask.Words}, Basis: []law.Citation{"REG 34"}, Mark: law.S},
			{Name: "reopen", From: affair.In(affair.Ready), To: preparing, Anew: []string{"propose", "first", "second"}, Action: policy.JourneyRelease, Fields: []journey.Field{ask.Reason}},
			{Name: "drop", From: affair.In(preparing, affair.Ready, gone), To: affair.Cancelled, Action: policy.JourneyRelease, Fields: []journey.Field{ask.Reason}},
			r.TakenBack(affair.Released, letOut, affair.Elapsed), r.goesOn(), r.endedThen(),
		}, append(r.otherwise(), r.Gate("propose", affair.Released, r.letGo, letOut)...)...),
	}
}

// expecting asks a township that does not expect him to say why: somebody must look further before the day.
func expecting(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Says("expects_him", "no") && a.Answers.Of("words") == "" {
		f.Add("words", "journey.missing", "", ask.Label("words"))
	}
	return nil
}

// recompute keeps the end as the clock has it now, beside the tick of who looked at its reasons.
func (r desk) recompute(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, err := r.running(ctx, tx, a)
	if err == nil {
		a.Answers.Values["end"] = m.End.String()
	}
	return err
}

// running is the measure that keeps the person; one whose end cannot be known lets nobody go.
func (r desk) running(ctx context.Context, tx *store.Tx, a *journey.Act) (m term.Measure, err error) {
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

// letGo is the release: the clock refuses another day than the right one.
func (r desk) letGo(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, err := r.running(ctx, tx, a)
	if err != nil {
		return err
	}
	if said := a.Case.Said("term").Day("end"); said != m.End {
		return errs.New(errs.Conflict, "journey.term_moved", said, m.End)
	}
	if err := leaving.SameDay(a, "left_at"); err != nil {
		return err
	}
	on := a.Answers.Moment("left_at").Day()
	if err := keeping.OwesBack(ctx, tx, a); err != nil {
		return err
	}
	if on.Before(m.End) && !a.Answers.Says("happened", "yes") {
		return tooEarly(on, m.End)
	}
	if on.Before(m.End) { // he left before his day: no certificate says that the term was over, and the case does not either
		a.Goes = letOut
		_, err = r.Measures.RecordIn(ctx, tx, measure.Recording{Person: a.Case.Person, Fact: term.OnDay(term.Released, on), Note: act.Note(a), Happened: a.Answers.Says("happened", "yes")})
		return errs.Renamed(err, "at", "left_at")
	}
	if err := r.TakenOver(ctx, tx, a); err != nil {
		return err
	}
	if err := r.UntoldAny(ctx, tx, a); err != nil {
		return err
	}
	note, err := r.Certificate(ctx, tx, a, on)
	if err != nil {
		return err
	}
	certificate := measure.Recording{Fact: term.OnDay(term.CertificateIssued, on), Note: note}
	_, err = r.Measures.RecordIn(ctx, tx, measure.Recording{
		Person: a.Case.Person, Fact: term.OnDay(term.Released, on), Before: []measure.Recording{certificate}, Happened: a.Answers.Says("happened", "yes"),
	})
	return errs.Renamed(err, "at", "left_at")
}
