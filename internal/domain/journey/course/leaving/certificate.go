package leaving

import (
	"cmp"
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// How a stay ends: nothing holds him any more, he has his certificate, and his bed is free.

// Over refuses to end the stay of somebody whose measure runs, and says until when it does, where anybody can know.
func (r Desk) Over(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	switch {
	case err != nil || !runs:
		return err
	case m.End.IsZero():
		return errs.New(errs.Invalid, "journey.still_runs_away")
	}
	return errs.New(errs.Invalid, "journey.still_runs", m.End)
}

// document is the number of the decision by which he leaves, "" where his term is over.
func document(x paperwork.About) string {
	if x.Ground == forms.GroundEarly {
		return x.Earlier
	}
	return ""
}

// goesBy is why the person of a case goes, with the number of the paper that says so.
func goesBy(a *journey.Act, x paperwork.About) (forms.Ground, string) {
	switch a.Case.Kind {
	case affair.Annulment:
		return forms.GroundAnnulled, a.Case.Said("receive").Of("number")
	case affair.Conversion:
		return forms.GroundConverted, cmp.Or(x.Changed, a.Case.Said("grant").Of("number"))
	}
	return x.Ground, document(x)
}

// Certificate issues the certificate of a release on a day, whose number the fact of it bears.
func (r Desk) Certificate(ctx context.Context, tx *store.Tx, a *journey.Act, on civil.Date) (measure.Note, error) {
	x, err := r.About(ctx, tx, a)
	if err != nil {
		return measure.Note{}, err
	}
	town, pay := a.Case.Said("township"), a.Case.Said("property")
	next := forms.Next{Township: town.Of("township"), Contact: town.Of("phone"), Wages: paperwork.Yuan(pay.Of("wages")), Later: !a.Case.Did("property") || pay.Says("property", "later"), Nothing: pay.Says("property", "none")}
	ground, document := goesBy(a, x)
	if ground == forms.GroundConverted { // who is converted has somewhere to report (REG 14)
		next.Order, next.Kind, next.Township = document, "社区戒毒", a.Answers.Of("township")
	}
	sheet := forms.ReleaseCertificate(forms.Release{
		House: x.House, Person: x.Person, Decision: x.Decision, Ground: ground, Document: document, On: on, Issued: civil.DateOf(a.Now),
		Next: next,
	})
	p, err := r.Issue(ctx, tx, a, paper.Draft{Kind: paper.ReleaseCertificate, Name: x.Person.Name, Sheet: sheet})
	return measure.Note{Number: p.Number}, err
}

// Departs ends the stay of the person of a case on a day, with his bed and whatever he was out for.
func Departs(ctx context.Context, tx *store.Tx, a *journey.Act, on civil.Date) error {
	if err := resident.CloseIn(ctx, tx, a.Case.Person, on); err != nil {
		return err
	}
	if err := outing.CloseIn(ctx, tx, a.Case.Person, outing.Gone); err != nil {
		return err
	}
	return placement.LeaveIn(ctx, tx, a.Case.Person)
}
