package ending

import (
	"context"
	"errors"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/keeping"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Somebody left before his day: he was let go too early, by mistake or against the law. No act of the house made him free,
// and his measure goes on until the last day of its term (REG 27). On that day it ends, wherever he is: the certificate, the
// notices and the end of the clock are owed all the same. Nobody is said to have been released who was not: no officer
// confirms a person who is not there, and the case ends under a name of its own.

// otherwise are the ends of a release that nobody goes through the gate by: on the right day that of somebody who had left
// before it, and that of who leaves by another affair.
func (r desk) otherwise() []journey.Step {
	return []journey.Step{
		{
			Name: "close_outside", From: affair.In(gone), To: affair.Elapsed, Needs: []string{"term"}, Action: policy.JourneyDecide,
			Fields: []journey.Field{ask.Line("certificate_by", true), ask.Reason}, Do: r.ended, Basis: []law.Citation{"NCL 47", "REG 34"}, Mark: law.S,
		},
		journey.Lapsing(affair.Lapsed, preparing, affair.Ready, gone),
		journey.Resuming(journey.Lapsing(affair.Lapsed, preparing, affair.Ready, gone)),
	}
}

// ended is the end of the term of who is not here. The certificate says the day on which the law ended it, whenever it is
// written.
func (r desk) ended(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	here, err := act.IsHere(ctx, tx, a)
	if err != nil {
		return err
	}
	if here { // he was taken in again meanwhile
		return errs.New(errs.Invalid, "journey.still_here")
	}
	m, err := r.running(ctx, tx, a)
	if err != nil {
		return err
	}
	if tx.Today().Before(m.End) {
		return tooEarly(tx.Today(), m.End)
	}
	if err := errors.Join(tookAlong(ctx, tx, a), r.UntoldAny(ctx, tx, a)); err != nil {
		return err
	}
	issued, err := r.Certificate(ctx, tx, a, m.End)
	if err != nil {
		return err
	}
	issued.Words = a.Answers.Of("words")
	_, err = r.Measures.RecordIn(ctx, tx, measure.Recording{
		Person: a.Case.Person, Fact: term.OnDay(term.Released, m.End), Note: measure.Note{Words: a.Answers.Of("words")},
		Before: []measure.Recording{{Fact: term.OnDay(term.CertificateIssued, m.End), Note: issued}},
	})
	return err
}

// tooEarly refuses to let somebody go before the last day of his term, and says which it is.
func tooEarly(on, end civil.Date) error {
	err := errs.Law("journey.too_early", act.Cited(law.ReleaseTooEarly)...)
	err.Args = []any{end, end.Sub(on)}
	return err
}

// tookAlong owes his belongings, unless he was given them when he was let go too early.
func tookAlong(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	c, ok, err := a.Earlier(ctx, tx, affair.Release)
	if said := c.Said("property"); err != nil || ok && c.State == letOut && c.Did("property") && !said.Says("property", "later") {
		return err
	}
	return keeping.OwesBack(ctx, tx, a)
}

// leftOrHere lets a release begin for who lives here, and for who left before his day while his measure runs: nobody looks
// at him, and nobody proposes that he be let go.
func (r desk) leftOrHere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	here, err := act.IsHere(ctx, tx, a)
	if err != nil {
		return err
	}
	if here { // nothing but a measure is ended by a release
		_, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
		if err == nil && !runs {
			err = errs.New(errs.Invalid, "journey.nothing_runs")
		}
		return err
	}
	if _, err := r.running(ctx, tx, a); err != nil {
		return errs.New(errs.Invalid, "journey.not_here")
	}
	a.Goes = gone
	return nil
}
