package measure

import (
	"cmp"
	"context"
	"slices"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Correction withdraws a fact, and records another in its place when With has a type.
type Correction struct {
	Person   id.ID
	Version  int64
	Event    id.ID // the fact that is to count as never recorded
	With     term.Fact
	Note     Note // why, and on which document
	Document id.ID
}

// Change is a correction that waits for a second officer, because it moves an end date, or is about whether somebody is here.
type Change struct {
	ID        id.ID
	Version   int64
	Person    id.ID
	Event     id.ID
	With      term.Fact
	Note      Note
	Document  id.ID
	Before    civil.Date // end of the latest measure as it stands; once decided, as it stood then
	After     civil.Date // and as it would stand
	Life      int64      // version of the life by which the two are reckoned, while it waits
	Unhouses  bool       // while it waits: he lives here, and the file would say that he was never taken in
	Returns   bool       // while it waits: it takes back how he left, and he would live here again
	Proposed  time.Time
	By        string
	State     string // "proposed", "confirmed", "refused"
	Decided   time.Time
	DecidedBy string
}

// Correct withdraws or replaces a fact. Where that moves no end date, and is not about whether somebody has left, was taken in
// who lives here, or whether his measure has ended, it counts at once; else it waits for another officer (Confirm), and a duty
// tells him. It returns the event, or the change that waits.
func (k *Desk) Correct(ctx context.Context, key store.Key, c Correction) (_ id.ID, err error) {
	defer errs.Wrap(&err, "measure.Correct(%s)", c.Event)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		l, who, err := k.load(ctx, tx, c.Person)
		if err != nil {
			return "", err
		}
		action := policy.MeasureCorrect
		if c.With.Type == term.NoType {
			action = policy.MeasureWithdraw
		}
		if err := k.policy.Check(ctx, tx, action, l.Resource()); err != nil {
			return "", err
		}
		if l.Version != c.Version {
			return "", errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		if c.With.Type != term.NoType {
			if err := notYet(c.With, tx.Now()); err != nil {
				return "", err
			}
		}
		if !l.tellsDeath(c.Event) { // only whether he has died can still be put right
			if err := Frozen(ctx, tx, c.Person); err != nil {
				return "", err
			}
		}
		w, err := k.weighs(ctx, tx, l, who, c)
		if err != nil {
			return "", err
		}
		before, after := w.before, w.after
		if err := unproposed(ctx, tx, c.Person, c.Event); err != nil {
			return "", err
		}
		unhoused, err := unhouses(ctx, tx, l.Person, &before, &after)
		if err != nil {
			return "", err
		}
		if !moves(&before, &after) && !l.daysAway(c) && !l.letsGo(c) && !unhoused && runs(&before) == runs(&after) {
			return w.next.Events[len(w.next.Events)-1].ID, k.amend(ctx, tx, w.next, &after, w.added)
		}
		return k.propose(ctx, tx, l, Change{
			Person: l.Person, Event: c.Event, With: c.With, Note: c.Note, Document: c.Document,
			Before: endOf(&before), After: endOf(&after),
		})
	})
}

// amend lets a correction count.
func (k *Desk) amend(ctx context.Context, tx *store.Tx, next Life, after *term.Answer, n int) error {
	if err := next.back(ctx, tx, after, n); err != nil {
		return err
	}
	if err := k.append(ctx, tx, next, after, n); err != nil {
		return err
	}
	if err := next.unreported(ctx, tx, next.Events[len(next.Events)-1].ID); err != nil {
		return err
	}
	if err := next.since(ctx, tx, n); err != nil {
		return err
	}
	if k.Amended == nil {
		return nil
	}
	return k.Amended(ctx, tx, next.Person)
}

// corrected is the life with a correction in it, and how many events that adds. What was recorded after the
// fact is told again after its replacement, because the clock judges in the order recorded; where one is only withdrawn, what was
// recorded from another on, if one is given.
func (l Life) corrected(ctx context.Context, tx *store.Tx, c Correction, again Event) (Life, int, error) {
	if !slices.ContainsFunc(l.Events, func(e Event) bool { return e.ID == c.Event }) {
		return l, 0, errs.New(errs.NotFound, "measure.no_such_fact")
	}
	if slices.ContainsFunc(l.Events, func(e Event) bool { return e.Withdraws == c.Event }) {
		return l, 0, errs.New(errs.Conflict, "measure.fact_gone")
	}
	told, gone := map[id.ID]Recording{c.Event: {Fact: c.With, Note: c.Note, Document: c.Document}}, []id.ID(nil)
	if !c.With.Approved {
		gone = l.served(c.Event)
	}
	if c.With.Type == term.NoType {
		gone = append(gone, l.beside(c.Event)...)
	}
	for _, x := range gone {
		told[x] = Recording{Note: c.Note, Document: c.Document}
	}
	if again.ID != "" {
		told[again.ID] = Recording{Fact: again.Fact, Note: again.Note, Document: again.Document}
	}
	next, _ := l.instead(ctx, tx, told, nil)
	return next, len(next.Events) - len(l.Events), nil
}

// alongside are the facts that an act records beside another, and that are so because of it only: the certificate with a release, and
// the end of the leave from which he absconded, or was taken into custody, with his coming back.
var alongside = map[term.Type]term.Type{
	term.Released: term.CertificateIssued, term.Recapture: term.HomeLeaveEnded, term.HeldElsewhereEnded: term.HomeLeaveEnded,
}

// beside are the facts that were recorded with one, and fall with it.
func (l Life) beside(fact id.ID) (out []id.ID) {
	by := l.Events[slices.IndexFunc(l.Events, func(e Event) bool { return e.ID == fact })]
	for _, e := range l.Standing() {
		if t, falls := alongside[by.Fact.Type]; falls && e.Fact.Type == t && e.Recorded.Equal(by.Recorded) {
			out = append(out, e.ID)
		}
	}
	return out
}

// moves tells whether a last day is another by a correction: the day on which a measure ends, or, of who has left, on which the law
// would have ended it.
func moves(before, after *term.Answer) bool {
	same := func(a, b term.Measure) bool { return a.End == b.End && a.LegalEnd == b.LegalEnd }
	return !slices.EqualFunc(before.Measures, after.Measures, same)
}

// endOf is the last day of the term: of who has left, the one on which the law would have ended it.
func endOf(a *term.Answer) civil.Date {
	if i := last(a); i >= 0 {
		return cmp.Or(a.Measures[i].LegalEnd, a.Measures[i].End)
	}
	return civil.Date{}
}

// propose keeps a correction until a second officer has looked at it.
func (k *Desk) propose(ctx context.Context, tx *store.Tx, l Life, ch Change) (id.ID, error) {
	ch.ID, ch.Version, ch.Proposed, ch.By, ch.State = id.New(), 1, tx.Now(), actor.From(ctx).Ref(), "proposed"
	if err := k.insertChange(ctx, tx, ch); err != nil {
		return "", err
	}
	if err := audit.Record(ctx, tx, l.changeFact("measure.change_proposed", ch.ID)); err != nil {
		return "", err
	}
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: "measure.confirm", Subject: l.Person, Cause: ch.ID, Number: -1, Facility: l.Facility, Unit: l.Facility,
		Due: duty.By(tx.Now().Add(24 * time.Hour)), Basis: "NCL 47", Certainty: law.Inference.String(),
	})
	return ch.ID, err
}

// Second is what the second officer says to a change.
type Second struct {
	Change  id.ID
	Version int64 // of the change, as he saw it
	Life    int64 // of the life by which its last days were reckoned: who confirms signs them
	Yes     bool
}

// Confirm lets a proposed change count, or refuses it. The one who proposed it cannot. It fails with store.changed_meanwhile
// where the life has moved since he looked, for another last day may come of it now.
func (k *Desk) Confirm(ctx context.Context, key store.Key, said Second) (err error) {
	defer errs.Wrap(&err, "measure.Confirm(%s)", said.Change)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		ch, err := k.change(ctx, tx, said.Change)
		if err != nil {
			return "", err
		}
		l, who, err := k.load(ctx, tx, ch.Person)
		if err != nil {
			return "", err
		}
		if err := k.mayConfirm(ctx, tx, l, ch); err != nil {
			return "", err
		}
		if !said.Yes {
			return ch.ID, l.decided(ctx, tx, ch, said)
		}
		if !l.tellsDeath(ch.Event) { // he may have died since it was proposed
			if err := Frozen(ctx, tx, ch.Person); err != nil {
				return "", err
			}
		}
		if l.Version != said.Life {
			return "", errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		w, err := k.weighs(ctx, tx, l, who, ch.correction())
		if err != nil {
			return "", err
		}
		before, after := w.before, w.after
		ch.Before, ch.After = endOf(&before), endOf(&after)
		if err := l.decided(ctx, tx, ch, said); err != nil {
			return "", err
		}
		if err := unfounded(ctx, tx, ch, &before, &after); err != nil {
			return "", err
		}
		return ch.ID, k.amend(ctx, tx, w.next, &after, w.added)
	})
	return err
}

// correction is what a change does when it counts.
func (ch Change) correction() Correction {
	return Correction{Person: ch.Person, Event: ch.Event, With: ch.With, Note: ch.Note, Document: ch.Document}
}

// decided keeps what the second officer said, with the last days that he signed.
func (l Life) decided(ctx context.Context, tx *store.Tx, ch Change, said Second) error {
	if err := decide(ctx, tx, ch, said); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, l.changeFact("measure.change_decided", ch.ID)); err != nil {
		return err
	}
	return dischargeConfirm(ctx, tx, ch)
}

// reckoned says of a change that waits what it would do now: the life may have moved since it was proposed. One whose fact
// was told otherwise meanwhile would do nothing.
func (k *Desk) reckoned(ctx context.Context, tx *store.Tx, v *View, who term.Person, ch Change) (Change, error) {
	ch.Life, ch.Before, ch.After = v.Life.Version, endOf(&v.Answer), endOf(&v.Answer)
	next, n, err := v.Life.corrected(ctx, tx, ch.correction(), Event{})
	if errs.Is(err, "measure.fact_gone") {
		return ch, nil
	}
	if err != nil {
		return ch, err
	}
	after, err := k.fold(ctx, tx, next, who)
	if err != nil {
		return ch, err
	}
	ch.After = endOf(&after)
	ch.Returns = next.returns(&after, n)
	ch.Unhouses, err = unhouses(ctx, tx, ch.Person, &v.Answer, &after)
	return ch, err
}

// mayConfirm asks policy, with the proposer as owner, so that nobody confirms himself.
func (k *Desk) mayConfirm(ctx context.Context, tx *store.Tx, l Life, ch Change) error {
	r := l.Resource()
	r.Kind, r.ID, r.Owner, r.State = "change", ch.ID, staffOf(ch.By), ch.State
	if err := k.policy.Check(ctx, tx, policy.MeasureConfirm, r); err != nil {
		return err
	}
	if ch.State != "proposed" {
		return errs.New(errs.Conflict, "measure.change_decided_already")
	}
	if ch.By == actor.From(ctx).Ref() {
		return errs.New(errs.Denied, "measure.second_officer")
	}
	return nil
}

func dischargeConfirm(ctx context.Context, tx *store.Tx, ch Change) error {
	owed, err := duty.Of(ctx, tx, ch.Person)
	if err != nil {
		return err
	}
	for _, d := range owed {
		if d.Code == "measure.confirm" && d.Cause == ch.ID {
			return duty.Discharge(ctx, tx, d, ch.ID, "")
		}
	}
	return nil
}

func (l Life) changeFact(kind string, change id.ID) audit.Fact {
	return audit.Fact{
		Room: "measure", Kind: kind, Record: change, About: l.Person, Facility: l.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("measure_change", change)},
	}
}
