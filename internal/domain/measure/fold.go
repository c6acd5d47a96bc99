package measure

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// whoIs is a person as the clock needs him.
func whoIs(p person.Person) term.Person {
	w := term.Person{Born: p.Born}
	switch p.Sex {
	case cn.Male:
		w.Sex = term.Male
	case cn.Female:
		w.Sex = term.Female
	}
	return w
}

// fold computes a life at the transaction's moment.
func (k *Desk) fold(ctx context.Context, tx *store.Tx, l Life, who term.Person) (term.Answer, error) {
	return k.foldAt(ctx, tx, l, who, tx.Now())
}

// foldAt computes a life at a moment, by the law as it is confirmed now.
func (k *Desk) foldAt(ctx context.Context, tx *store.Tx, l Life, who term.Person, at time.Time) (term.Answer, error) {
	clock, err := k.rules.Clock(ctx, tx)
	if err != nil {
		return term.Answer{}, err
	}
	c := l.Case(who, at)
	return clock.Fold(&c), nil
}

// keep writes what a fold says of a known life: the measures, the life's row, the duties. The cache of a new
// life is written by begin, and nowhere else.
func (k *Desk) keep(ctx context.Context, tx *store.Tx, l Life, a *term.Answer) error {
	if _, err := tx.Exec(ctx, `delete from measure_measure where person = $1`, l.Person); err != nil {
		return err
	}
	if err := saveLife(ctx, tx, l, a); err != nil {
		return err
	}
	if err := insertMeasures(ctx, tx, l, a); err != nil {
		return err
	}
	if err := k.extracted(ctx, tx, l); err != nil {
		return err
	}
	if err := outing.Settle(ctx, tx, l.standing(a)); err != nil {
		return err
	}
	now := paper.Term{At: l.Facility}
	if serving, runs := Running(a); runs {
		now.End, now.Since = serving.End, l.toldSince(serving.Fact)
	}
	if err := paper.StaleIn(ctx, tx, k.vault, l.Person, now); err != nil {
		return err
	}
	return duty.Reconcile(ctx, tx, duty.Clock{
		Subject: l.Person, Facility: l.Facility, Unit: l.Unit,
		Owed: owed(l, a), KnownFrom: l.KnownFrom,
	})
}

// standing says for the outings by which fact somebody is out of the walls.
func (l Life) standing(a *term.Answer) outing.Standing {
	s := outing.Standing{Person: l.Person, Facility: l.Facility, Unit: l.Unit, Known: l.KnownFrom, Left: l.leaving(), Counts: func(fact id.ID) bool {
		return slices.ContainsFunc(l.Standing(), func(e Event) bool { return e.ID == fact })
	}}
	if n := len(l.Events); n > 0 {
		s.At = l.Events[n-1].Fact.At.Time()
	}
	for _, m := range a.Measures {
		if m.Kind == law.CI {
			s.Over = m.State == law.CIConverted || m.State == law.CIExpiredElsewhere
		}
	}
	if i := last(a); i >= 0 {
		l.away(&s, a.Measures[i])
	}
	return s
}

// away adds what has somebody out. Whose term ran out while he was held elsewhere (REG 36) is there until his stay ends.
func (l Life) away(s *outing.Standing, m term.Measure) {
	kind := m.Substate
	switch {
	case m.State == law.CIExpiredElsewhere && m.Out >= 0:
		kind = law.HeldElsewhere
	case m.State != law.CIJAFacility || kind == law.InFacility:
		return
	}
	by := l.Events[m.Out]
	s.Kind, s.Fact, s.Since = outing.KindOf(kind), by.ID, by.Fact.At.Time()
}

// owed turns the clock's duties into the house's, and adds those that the shell filter does not print.
func owed(l Life, a *term.Answer) []duty.Duty {
	out := make([]duty.Duty, 0, len(a.Duties)+2)
	for _, d := range a.Duties {
		o := duty.Duty{
			Code: duty.Code(d.Code.String()), Number: d.Measure, Cause: cause(l, d.Opened), NotBefore: d.NotBefore,
			Basis: strings.Join(d.Basis, "; "), Certainty: d.Certainty(), State: stateOf(d.Status),
		}
		if d.Due.Exact {
			o.Due = duty.By(d.Due.At.Time())
		} else {
			o.Due = duty.On(d.Due.Day)
		}
		if d.Discharged >= 0 {
			o.Evidence = cause(l, d.Discharged)
			o.Closed = l.Events[d.Discharged].Recorded
		}
		out = append(out, o)
	}
	return append(out, assessments(l, a)...)
}

// stateOf is a status of the clock as the house keeps it: overdue is not a state but the moment.
func stateOf(s term.Status) duty.State {
	switch s {
	case term.Done:
		return duty.Done
	case term.Late:
		return duty.Late
	case term.Waived:
		return duty.Waived
	case term.Void:
		return duty.Void
	}
	return duty.Pending
}

func cause(l Life, fact int) id.ID {
	if fact < 0 || fact >= len(l.Events) {
		return ""
	}
	return l.Events[fact].ID
}

// assessments are the diagnostic assessments that a running CI owes: one after a year, which may open early
// release (NCL 47), and one in time for its opinion to be decided before the end (law.md §2.6). The lead,
// ci.extension.submitLead, is our own reading; it reminds and never blocks.
func assessments(l Life, a *term.Answer) []duty.Duty {
	var out []duty.Duty
	for i, m := range a.Measures {
		if m.Kind == law.CI && m.State == law.CIJAFacility && !m.End.IsZero() {
			out = append(out, Assessments(i, cause(l, m.Fact), m)...)
		}
	}
	return out
}

// Assessments are those of one CI, the i-th measure of a life, as owed from its decision on; the demo enters those of
// times past.
func Assessments(i int, decision id.ID, m term.Measure) (out []duty.Duty) {
	if !m.EarliestEarlyRelease.IsZero() {
		out = append(out, duty.Duty{
			Code: "da.one_year", Number: i, Cause: decision, NotBefore: m.EarliestEarlyRelease,
			Basis: "NCL 47", Certainty: law.S.String(), State: duty.Pending,
		})
	}
	if !m.EarlyOn.IsZero() { // he was assessed for it: the organ has decided that he goes earlier
		return out
	}
	return append(out, duty.Duty{
		Code: "da.pre_expiry", Number: i, Cause: decision, Due: duty.On(m.SubmitBy),
		Basis: "NCL 47; REG 33", Certainty: law.Inference.Kept(m.LeadConfirmed), State: duty.Pending,
	})
}

// Refresh folds the lives that time alone has changed: who did not report by the day, what expired while a
// person was held elsewhere. It returns how many it folded; call it again while that is the limit.
func (k *Desk) Refresh(ctx context.Context, limit int) (_ int, err error) {
	defer errs.Wrap(&err, "measure.Refresh")
	return store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		due, err := changing(ctx, tx, tx.Today(), limit)
		if err != nil {
			return 0, err
		}
		for _, p := range due {
			if err := k.refold(ctx, tx, p); err != nil {
				return 0, err
			}
		}
		return len(due), nil
	})
}

// View is a life folded now, with the reasons of every date.
type View struct {
	Life    Life
	Answer  term.Answer
	Changes []Change // corrections that wait for a second officer
	Decided []Change // those that a second officer let count
}

// View reads a life for its page, with the reasons.
func (k *Desk) View(ctx context.Context, p id.ID) (_ View, err error) {
	defer errs.Wrap(&err, "measure.View(%s)", p)
	return store.Read(ctx, k.db, func(tx *store.Tx) (View, error) { return k.ViewIn(ctx, tx, p) })
}

// twoOfficers reads the corrections that wait for a second officer, reckoned by the life as it is, and those that one let
// count.
func (k *Desk) twoOfficers(ctx context.Context, tx *store.Tx, who term.Person, v *View) error {
	all, err := k.changes(ctx, tx, `where person = $1 and state <> 'refused' order by proposed_at`, v.Life.Person)
	for _, c := range all {
		if c.State != "proposed" {
			v.Decided = append(v.Decided, c)
			continue
		}
		if c, err = k.reckoned(ctx, tx, v, who, c); err != nil {
			return err
		}
		v.Changes = append(v.Changes, c)
	}
	return err
}

// ViewIn is View inside a larger reading.
func (k *Desk) ViewIn(ctx context.Context, tx *store.Tx, p id.ID) (v View, err error) {
	l, _, err := k.load(ctx, tx, p)
	if err != nil {
		return v, err
	}
	return k.viewed(ctx, tx, l)
}

// ViewOf is ViewIn for a reader who has opened the person already, in the same transaction.
func (k *Desk) ViewOf(ctx context.Context, tx *store.Tx, p person.Person) (v View, err error) {
	l, err := k.life(ctx, tx, p.ID)
	if err != nil {
		return v, err
	}
	l.who = whoIs(p)
	return k.viewed(ctx, tx, l)
}

// viewed shows a life with whose it is to who may see it.
func (k *Desk) viewed(ctx context.Context, tx *store.Tx, l Life) (v View, err error) {
	if err := k.policy.Check(ctx, tx, policy.MeasureView, l.Resource()); err != nil {
		return v, err
	}
	v.Life = l
	clock, err := k.rules.Clock(ctx, tx)
	if err != nil {
		return v, err
	}
	c := l.Case(l.who, tx.Now())
	c.Trace = true
	v.Answer = clock.Fold(&c)
	return v, k.twoOfficers(ctx, tx, l.who, &v)
}

// NowIn folds a life at the transaction's moment, for an act that was allowed.
func (k *Desk) NowIn(ctx context.Context, tx *store.Tx, p id.ID) (term.Answer, error) {
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return term.Answer{}, err
	}
	return k.fold(ctx, tx, l, who)
}

// ServingIn is the isolation that keeps somebody at the transaction's moment; runs is false where none does.
func (k *Desk) ServingIn(ctx context.Context, tx *store.Tx, p id.ID) (m term.Measure, runs bool, err error) {
	a, err := k.NowIn(ctx, tx, p)
	m, runs = Running(&a)
	return m, runs, err
}

// LatestIn is the latest measure of somebody, whether it runs or not.
func (k *Desk) LatestIn(ctx context.Context, tx *store.Tx, p id.ID) (m term.Measure, err error) {
	a, err := k.NowIn(ctx, tx, p)
	if i := last(&a); i >= 0 {
		m = a.Measures[i]
	}
	return m, err
}

// Running is the compulsory isolation that has not ended; ok is false when none runs.
func Running(a *term.Answer) (m term.Measure, ok bool) {
	if i := last(a); i >= 0 && Runs(a.Measures[i]) {
		return a.Measures[i], true
	}
	return m, false
}

// Runs tells whether a measure is a compulsory isolation that has not ended.
func Runs(m term.Measure) bool { return m.Kind == law.CI && !m.State.Final() }
