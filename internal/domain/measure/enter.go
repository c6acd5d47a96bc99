package measure

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Entry is somebody whose file begins here: who he is, where he comes to live, and the decision he comes with.
type Entry struct {
	Who            person.Draft
	Facility, Unit id.ID
	Admitted       civil.Date
	Decided        term.Fact // ci.decided, or the zero fact when the paper is not there yet
	Note           Note      // of the decision
	Region         string    // first two digits of GB/T 2260
	Happened       bool      // he is here whatever the law says: kept, marked
}

// fileSeries is the series of the files' numbers.
const fileSeries = "DA"

// Enter begins a file: the person, the stay, the legal clock and the file's number, in one act. It fails with
// the fields of person.Parse, with the code of the refusal when the law forbids the admission, and with
// policy.denied.
func (k *Desk) Enter(ctx context.Context, key store.Key, e Entry) (_ id.ID, err error) {
	defer errs.Wrap(&err, "measure.Enter(%s)", e.Facility)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		who, err := k.persons.Parse(e.Who)
		if err != nil {
			return "", err
		}
		for _, x := range []term.Fact{term.OnDay(term.JAAdmitted, e.Admitted), e.Decided} {
			if err := notYet(x, tx.Now()); x.Type != term.NoType && err != nil {
				return "", err
			}
		}
		at := policy.Resource{Kind: "person", Facility: e.Facility, Unit: e.Unit}
		if err := k.policy.Check(ctx, tx, policy.PersonCreate, at); err != nil {
			return "", err
		}
		house, err := facility.Get(ctx, tx, e.Facility)
		if err != nil {
			return "", err
		}
		number, err := document.Number(ctx, tx, fileSeries, house.Code, tx.Today().Year())
		if err != nil {
			return "", err
		}
		who.Identifiers = append(who.Identifiers, person.Identifier{Kind: person.FileNumber, Value: number})
		if err := k.persons.CreateIn(ctx, tx, person.At{Facility: e.Facility, Unit: e.Unit}, []person.Person{who}); err != nil {
			return "", err
		}
		stay := resident.Resident{ID: id.New(), Person: who.ID, Facility: e.Facility, Unit: e.Unit, Admitted: e.Admitted}
		if err := resident.New(k.db, k.policy).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
			return "", err
		}
		return who.ID, k.enterLife(ctx, tx, who, e)
	})
}

// enterLife begins the clock with the decision and the admission, unless the law forbids them.
func (k *Desk) enterLife(ctx context.Context, tx *store.Tx, who person.Person, e Entry) error {
	l := Life{Person: who.ID, Region: e.Region, Facility: e.Facility, Unit: e.Unit, KnownFrom: tx.Now()}
	if e.Decided.Type != term.NoType {
		l.Events = append(l.Events, l.event(ctx, tx, Recording{Fact: e.Decided, Note: e.Note}))
		l.Events = append(l.Events, l.event(ctx, tx, Recording{Fact: term.OnDay(term.JAAdmitted, e.Admitted)}))
	}
	a, err := k.fold(ctx, tx, l, whoIs(who))
	if err != nil {
		return err
	}
	for i := range l.Events {
		if broken := codes(a.Refused, i); broken != "" && !e.Happened {
			code, _, _ := strings.Cut(broken, " ")
			return errs.Law("law.refused."+code, basis(a.Refused, i)...)
		}
	}
	if _, err = k.OpenIn(ctx, tx, []Opening{{Life: l, Who: who}}); err != nil || e.Decided.Type != term.NoType {
		return err
	}
	return k.unpapered(ctx, tx, l, who, e)
}

// Proposal reads a correction with the life it would change. It fails with store.not_found and policy.denied.
func (k *Desk) Proposal(ctx context.Context, change id.ID) (ch Change, v View, err error) {
	defer errs.Wrap(&err, "measure.Proposal(%s)", change)
	_, err = store.Read(ctx, k.db, func(tx *store.Tx) (int, error) {
		if ch, err = k.change(ctx, tx, change); err != nil {
			return 0, err
		}
		v, err = k.ViewIn(ctx, tx, ch.Person)
		return 0, err
	})
	return ch, v, err
}

// Past reads a life as the file had it at a moment: only what was recorded by then, folded as of then, by the
// law as it stands in the house today.
func (k *Desk) Past(ctx context.Context, tx *store.Tx, p id.ID, at time.Time) (v View, err error) {
	defer errs.Wrap(&err, "measure.Past(%s)", p)
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return v, err
	}
	if err := k.policy.Check(ctx, tx, policy.MeasureView, l.Resource()); err != nil {
		return v, err
	}
	for i, e := range l.Events {
		if e.Recorded.After(at) {
			l.Events = l.Events[:i] // they are in the order recorded
			break
		}
	}
	clock, err := k.rules.Clock(ctx, tx)
	if err != nil {
		return v, err
	}
	c := l.Case(who, at)
	c.Trace = true
	v.Life, v.Answer = l, clock.Fold(&c)
	err = k.twoOfficers(ctx, tx, p, &v)
	v.Changes = nil // what waits today is not of that day; what was let count later has no event in this life
	return v, err
}
