package duty

import (
	"cmp"
	"context"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Clock is what the legal clock says is owed to or by one person, and where that person's seats are.
type Clock struct {
	Subject        id.ID
	Facility, Unit id.ID
	Owed           []Duty // Code, Cause, Number, Due, NotBefore, State, Basis, Certainty, Evidence
	// KnownFrom is when the house began to keep this person's clock: what was due before comes from
	// paper and is confirmed from paper, apart from today's work. Only the end of a term is an alarm at once. What was
	// done by then is no duty of this house.
	KnownFrom time.Time
	Fresh     bool // the person is new to the house: there is nothing to compare with
}

// Reconcile makes the rows of a person's clock equal to what the clock computes today: opens what is new,
// moves what moved, closes what was discharged, and makes void what has lost its cause. It is one audit
// fact, however many duties it touches, because it is one consequence of one act.
func Reconcile(ctx context.Context, tx *store.Tx, c Clock) (err error) {
	defer errs.Wrap(&err, "duty.Reconcile(%s)", c.Subject)
	var rows []Duty
	if !c.Fresh {
		if rows, err = ofClock(ctx, tx, c.Subject); err != nil {
			return err
		}
	}
	opened, changed, err := c.compare(tx, rows)
	if err != nil || len(opened)+len(changed) == 0 {
		return err
	}
	for i := range changed {
		if changed[i].State != Pending && changed[i].Closed.IsZero() {
			changed[i].Closed, changed[i].ClosedBy = tx.Now(), ref(ctx)
		}
		if err := save(ctx, tx, changed[i]); err != nil {
			return err
		}
		changed[i].Version++ // as save wrote it
	}
	for i := range opened {
		opened[i].shutAlready(ctx, tx)
	}
	if err := insert(ctx, tx, opened); err != nil {
		return err
	}
	if err := policy.Derived(tx, "duty"); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "duty", Kind: "duty.reconciled", Record: c.Subject, About: c.Subject,
		Facility: c.Facility, Compartment: seal.General, Rows: written(append(changed, opened...)...),
	})
}

// Off lists the duties of a person's clock that stand otherwise than the clock computes them: not opened, moved, or
// without their cause. It writes nothing.
func Off(ctx context.Context, tx *store.Tx, c Clock) (_ []Duty, err error) {
	defer errs.Wrap(&err, "duty.Off(%s)", c.Subject)
	rows, err := ofClock(ctx, tx, c.Subject)
	if err != nil {
		return nil, err
	}
	opened, changed, err := c.compare(tx, rows)
	return append(opened, changed...), err
}

// shutAlready completes a duty that is closed when it becomes known: on the moment that its evidence was recorded,
// so that what was done years ago is not among what was done today.
func (d *Duty) shutAlready(ctx context.Context, tx *store.Tx) {
	if d.State == Pending {
		return
	}
	d.ClosedBy = ref(ctx)
	if d.Closed.IsZero() {
		d.Closed = tx.Now()
	}
}

type key struct {
	code  Code
	cause id.ID
}

// compare decides, without touching anything, which duties are new and which rows change.
func (c Clock) compare(tx *store.Tx, rows []Duty) (opened, changed []Duty, err error) {
	have := make(map[key]Duty, len(rows))
	for _, r := range rows {
		have[key{r.Code, r.Cause}] = r
	}
	for _, d := range c.Owed {
		d.Subject, d.Facility, d.Unit = c.Subject, c.Facility, seatUnit(d.Code, c.Facility, c.Unit)
		old, known := have[key{d.Code, d.Cause}]
		delete(have, key{d.Code, d.Cause})
		if !known {
			if c.elsewhere(d) {
				continue
			}
			if d, err = d.completed(tx); err != nil {
				return nil, nil, err
			}
			d.Paper = c.fromPaper(d)
			opened = append(opened, d)
			continue
		}
		next := old.moved(d)
		if next.Paper && next.Due != old.Due && !c.fromPaper(next) { // its day lies in the time of this house now
			next.Paper = false
		}
		if next != old {
			changed = append(changed, next)
		}
	}
	for _, r := range have { // its cause was withdrawn, or its time has gone; what was done stays done
		if r.State == Pending {
			r.State, r.Note = Void, causeGone
			changed = append(changed, r)
		}
	}
	return opened, changed, nil
}

// elsewhere tells whether a duty was done with before the house kept this clock: due before that day, and closed by the first
// that the house hears of it. It was never owed here, nobody here did it, and the proof lies where it was done: no row is
// written only to be closed at once. The fact that closed it is in the file. One that is still owed is another matter: it
// is opened, to be confirmed from paper, also when the fact that had closed it is withdrawn.
// Where the law names no moment, what closed it was told when the house began to keep the clock.
func (c Clock) elsewhere(d Duty) bool {
	switch {
	case d.State == "" || d.State == Pending || c.KnownFrom.IsZero(): // "" is opened as pending
		return false
	case d.Due.None():
		return !d.Closed.IsZero() && !d.Closed.After(c.KnownFrom)
	}
	return d.Due.Moment().Before(startOf(civil.DateOf(c.KnownFrom)))
}

// fromPaper tells whether a duty was due before the house kept this clock. A term that has ended is never
// left to paper: it is an alarm.
func (c Clock) fromPaper(d Duty) bool {
	k, _ := KindOf(d.Code)
	return d.State == Pending && !k.Liberty && !c.KnownFrom.IsZero() && !d.Due.None() && d.Due.Moment().Before(c.KnownFrom)
}

// moved is the row with what the clock says now. What stands as it stood, by the same proof, keeps who closed it and
// when, whoever records something else meanwhile. What people closed stays closed (from paper, or a duty that
// no fact discharges): the clock does not know the sheet.
func (d Duty) moved(now Duty) Duty {
	d.Due, d.NotBefore, d.Basis, d.Certainty, d.Number = now.Due, now.NotBefore, now.Basis, now.Certainty, now.Number
	d.Facility, d.Unit = now.Facility, now.Unit
	byHand := d.State != Pending && d.Note != causeGone // what the clock itself let fall, it owes again
	if k, _ := KindOf(d.Code); strings.HasPrefix(d.Note, paperNote+" ") || k.Fact == "" && byHand {
		return d
	}
	if d.State != now.State || now.Evidence != "" && d.Evidence != now.Evidence {
		d.State, d.Evidence, d.Note = now.State, now.Evidence, now.Note
		d.Closed, d.ClosedBy = time.Time{}, ""
	}
	return d
}

// causeGone is the note of a duty whose cause was withdrawn, or overtaken by another end.
const causeGone = "duty.cause_withdrawn"

// paperNote begins the note of a duty that was confirmed from paper; the sheet follows.
const paperNote = "paper"

// Retold lets the duties of a person follow their causes and proofs to where those are told again, word for word: what
// was done, or confirmed from paper, is not owed a second time, and was done by whom it was. It is a step of the act that tells them again, before
// Reconcile.
func Retold(ctx context.Context, tx *store.Tx, subject id.ID, events map[id.ID]id.ID) (err error) {
	defer errs.Wrap(&err, "duty.Retold(%s)", subject)
	rows, err := store.Collect(ctx, tx, scan, selectDuty+`where subject = $1`, subject)
	if err != nil {
		return err
	}
	var changed []Duty
	for _, d := range rows {
		cause, proof := events[d.Cause], events[d.Evidence]
		if cause == "" && proof == "" {
			continue
		}
		d.Cause, d.Evidence = cmp.Or(cause, d.Cause), cmp.Or(proof, d.Evidence)
		if err := store.Update(ctx, tx, `update duty_duty set version = version + 1, cause = $3, evidence = $4 where id = $1 and version = $2`,
			d.ID, d.Version, d.Cause, d.Evidence); err != nil {
			return err
		}
		d.Version++
		changed = append(changed, d)
	}
	if len(changed) == 0 {
		return nil
	}
	if err := policy.Derived(tx, "duty"); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "duty", Kind: "duty.reconciled", Record: subject, About: subject, Facility: changed[0].Facility,
		Compartment: seal.General, Rows: written(changed...),
	})
}
