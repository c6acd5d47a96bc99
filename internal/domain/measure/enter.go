package measure

import (
	"context"
	"errors"
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Entry is somebody who is taken in: who he is, where he comes to live, and the decision he comes with. A file begins
// here, or goes on when there is one.
type Entry struct {
	Person         id.ID        // whose file goes on; "" for somebody the house does not know
	Who            person.Draft // of somebody new
	Facility, Unit id.ID
	Phase          resident.Phase // "" when nobody has said
	Bed            id.ID          // a free one of the brigade, "" when he gets his later
	Admitted       civil.Date
	Decided        term.Fact         // ci.decided, or the zero fact when the paper is not there yet
	Note           Note              // of the decision
	Document       id.ID             // its scan
	Between        []Recording       // what happened between the decision and the admission: served, told, taken in by the police
	Admission      term.Fact         // ja.admitted with what was found and by whom; the bare fact when it has no type
	Region         string            // first two digits of GB/T 2260
	Happened       bool              // he is here whatever the law says: kept, marked
	Known          []law.FindingCode // what was said to have happened otherwise than the law wants it, and nothing else

	cause id.ID // of what is owed without a paper: the person, and the stay of who comes again
}

// fileSeries is the series of the files' numbers.
const fileSeries = "DA"

// Enter takes somebody in: the stay, the facts of the legal clock and, for somebody new, the person and the file's
// number, in one act. It fails with the fields of person.Parse and Entry.Days, with measure.number_known,
// measure.still_here, measure.died, with the code of the refusal when the law forbids the admission, and with policy.denied.
//
// It is for who has been here for a while and stands in no file yet. Who arrives today is taken in by the affair that looks
// at him first: measure.arrived_today.
func (k *Desk) Enter(ctx context.Context, key store.Key, e Entry) (_ id.ID, err error) {
	defer errs.Wrap(&err, "measure.Enter(%s)", e.Facility)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := e.afterwards(tx.Today()); err != nil {
			return "", err
		}
		return k.EnterIn(ctx, tx, e)
	})
}

// Entered is whom a command of Enter entered that was done before: who compares first with those who are known would find him.
func (k *Desk) Entered(ctx context.Context, key store.Key) (_ id.ID, done bool, err error) {
	defer errs.Wrap(&err, "measure.Entered")
	return store.Answered[id.ID](ctx, k.db, key)
}

// afterwards holds an entry against what one by hand must have: a day that has passed, and with a decision its number and
// scan, or a word why they are not there.
func (e Entry) afterwards(today civil.Date) error {
	if !e.Admitted.Before(today) {
		var f errs.Fields
		f.Add("admitted", "measure.arrived_today", e.Admitted.String())
		return f.Err("person.bad_input")
	}
	if e.Decided.Type == term.NoType {
		return nil
	}
	return paper.Letter{Number: e.Note.Number, Scan: e.Document != "", Words: e.Note.Words}.Asked(e.Decided.Type)
}

// EnterIn is Enter as a step of a larger act.
func (k *Desk) EnterIn(ctx context.Context, tx *store.Tx, e Entry) (id.ID, error) {
	who, err := k.entrant(ctx, tx, e)
	if err != nil {
		return "", err
	}
	var f errs.Fields
	e.Days(&f, who.Born, tx.Today())
	if err := f.Err("person.bad_input"); err != nil {
		return "", err
	}
	at := person.At{Facility: e.Facility, Unit: e.Unit}
	switch {
	case e.Person == "":
		if err = k.number(ctx, tx, e, &who); err == nil {
			err = k.persons.CreateIn(ctx, tx, at, []person.Person{who})
		}
	case who.NumberOf(person.FileNumber) == "":
		if err = k.number(ctx, tx, e, &who); err == nil {
			err = k.persons.ChangeIn(ctx, tx, at, who)
		}
	}
	if err != nil {
		return "", err
	}
	stay := resident.Resident{ID: id.New(), Person: who.ID, Facility: e.Facility, Unit: e.Unit, Phase: e.Phase, Admitted: e.Admitted}
	if err := resident.New(k.db, k.policy).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
		return "", err
	}
	if e.Bed != "" {
		a := placement.Arrival{Who: who, Facility: e.Facility, Unit: e.Unit, Phase: string(e.Phase), Bed: e.Bed}
		if err := placement.New(k.persons, k.db, k.vault, k.policy).LieIn(ctx, tx, a); err != nil {
			return "", err
		}
	}
	e.cause = who.ID
	known, err := Known(ctx, tx, who.ID)
	switch {
	case err != nil:
		return "", err
	case known > 0:
		e.cause = stay.ID
		return who.ID, k.resume(ctx, tx, who, e)
	}
	return who.ID, k.enterLife(ctx, tx, who, e)
}

// Foretold is what the clock makes of the decision of an entry before anything is written.
type Foretold struct {
	Measure term.Measure
	Begins  bool           // false where the clock begins no measure by it
	Found   []term.Finding // what it warns of about the decision
}

// ForetellIn is the measure that the decision of an entry will begin, as Enter would have it, before anything is written:
// what a paper may state that he signs at the door, and what is to be known of the decision while he stands there.
func (k *Desk) ForetellIn(ctx context.Context, tx *store.Tx, e Entry) (out Foretold, err error) {
	defer errs.Wrap(&err, "measure.ForetellIn(%s)", e.Facility)
	l, body, err := k.foretold(ctx, tx, e)
	if err != nil {
		return out, err
	}
	first := len(l.Events)
	for _, r := range e.papered() {
		l.Events = append(l.Events, l.event(ctx, tx, r))
	}
	a, err := k.fold(ctx, tx, l, body)
	for _, x := range a.Warnings {
		if x.Fact == first {
			out.Found = append(out.Found, x)
		}
	}
	if m, ok := Running(&a); ok && int(m.Fact) == first { // else an earlier decision still runs, and this one adds nothing to it
		out.Measure, out.Begins = m, true
	}
	return out, err
}

// foretold is the life that an entry will take up, or an empty one.
func (k *Desk) foretold(ctx context.Context, tx *store.Tx, e Entry) (Life, term.Person, error) {
	if e.Person != "" {
		if known, err := Known(ctx, tx, e.Person); err != nil || known > 0 {
			l, body, bad := k.load(ctx, tx, e.Person)
			return l, body, errors.Join(err, bad)
		}
	}
	who, err := k.persons.Parse(e.Who)
	return Life{Region: e.Region, Facility: e.Facility, Unit: e.Unit}, whoIs(who), err
}

// entrant is the person who is taken in: made of the draft, unless somebody bears his number, or the one whose file
// goes on, unless he is somewhere already.
func (k *Desk) entrant(ctx context.Context, tx *store.Tx, e Entry) (who person.Person, err error) {
	if err := k.policy.Check(ctx, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: e.Facility, Unit: e.Unit}); err != nil {
		return who, err
	}
	var f errs.Fields
	if e.Person == "" {
		if who, err = k.persons.Parse(e.Who); err != nil || who.Number() == "" {
			return who, err
		}
		bearers, err := k.persons.ByNumber(ctx, tx, who.Number())
		if len(bearers) > 0 {
			f.Add("number", "measure.number_known", who.Number())
		}
		return who, errors.Join(err, f.Err("person.bad_input"))
	}
	if who, err = k.persons.Get(ctx, tx, e.Person); err != nil {
		return who, err
	}
	stays, err := resident.OfPerson(ctx, tx, who.ID)
	if err != nil {
		return who, err
	}
	for _, s := range stays {
		if s.Here() {
			at, err := facility.Get(ctx, tx, s.Facility)
			return who, errors.Join(err, errs.New(errs.Invalid, "measure.still_here", at.Name, s.Admitted))
		}
	}
	if len(stays) > 0 && e.Admitted.Before(stays[0].Left) {
		f.Add("admitted", "measure.before_left", e.Admitted.String(), stays[0].Left)
	}
	return who, f.Err("person.bad_input")
}

// number gives a file that begins here its number.
func (k *Desk) number(ctx context.Context, tx *store.Tx, e Entry, who *person.Person) error {
	if err := k.policy.Check(ctx, tx, policy.PersonCreate, policy.Resource{Kind: "person", Facility: e.Facility, Unit: e.Unit}); err != nil {
		return err
	}
	house, err := facility.Get(ctx, tx, e.Facility)
	if err != nil {
		return err
	}
	number, err := document.Number(ctx, tx, fileSeries, house.Code, tx.Today().Year())
	who.Identifiers = append(who.Identifiers, person.Identifier{Kind: person.FileNumber, Value: number})
	return err
}

// inForce is since when there is compulsory isolation (NCL 71).
var inForce = civil.On(2008, 6, 1)

// Days answers every day of an entry that cannot be: not yet, before the law, before the person was born, or an
// admission before its decision, which a roster is refused too.
func (e Entry) Days(f *errs.Fields, born, today civil.Date) {
	for _, x := range []struct {
		name string
		on   civil.Date
	}{{"decided", e.Decided.On}, {"admitted", e.Admitted}} {
		switch {
		case x.on.IsZero():
		case x.on.After(today):
			f.Add(x.name, "measure.not_yet", x.on.String(), today)
		case x.on.Before(born) && !born.IsZero():
			f.Add(x.name, "measure.before_birth", x.on.String(), born)
		case x.on.Before(inForce):
			f.Add(x.name, "measure.before_law", x.on.String(), inForce)
		case x.name == "admitted" && x.on.Before(e.Decided.On) && !e.Decided.On.After(today):
			f.Add(x.name, "measure.admitted_before_decision", x.on.String(), e.Decided.On)
		}
	}
}

// enterLife begins the clock with the decision and the admission, unless the law forbids them.
func (k *Desk) enterLife(ctx context.Context, tx *store.Tx, who person.Person, e Entry) error {
	l := Life{Person: who.ID, Region: e.Region, Facility: e.Facility, Unit: e.Unit, KnownFrom: tx.Now()}
	if e.Decided.Type != term.NoType {
		for _, r := range e.papered() {
			l.Events = append(l.Events, l.event(ctx, tx, r))
		}
	}
	a, err := k.fold(ctx, tx, l, whoIs(who))
	if err != nil {
		return err
	}
	if err := e.lawful(&a, 0, len(l.Events)); err != nil {
		return err
	}
	if _, err = k.OpenIn(ctx, tx, []Opening{{Life: l, Who: who}}); err != nil {
		return err
	}
	if e.Decided.Type == term.NoType {
		return k.unpapered(ctx, tx, l, who, e)
	}
	for _, x := range l.Events {
		if x.Outside != "" {
			if err := toReport(ctx, tx, l, x); err != nil {
				return err
			}
		}
	}
	return nil
}

// lawful refuses an entry whose facts from first to end the law refuses, unless he is here whatever it says.
func (e Entry) lawful(a *term.Answer, first, end int) error {
	for i := first; i < end; i++ {
		if broken := e.unknown(a.Refused, i); broken != "" && !e.Happened {
			code, _, _ := strings.Cut(broken, " ")
			return errs.Law("law.refused."+code, basis(a.Refused, i)...)
		}
	}
	return nil
}

// unknown are the codes of the refusals of a fact, without those that somebody has said.
func (e Entry) unknown(refused []term.Finding, fact int) string {
	return codes(slices.DeleteFunc(slices.Clone(refused), func(f term.Finding) bool { return slices.Contains(e.Known, f.Code) }), fact)
}

// resume takes a known life up again: the facts of the entry stand behind all that is known, as those of a roster do.
// Who takes somebody in has charge of him from now on, wherever the last stay was, and by that may record.
func (k *Desk) resume(ctx context.Context, tx *store.Tx, who person.Person, e Entry) error {
	l, body, err := k.load(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	l.Facility, l.Unit, l.KnownFrom = e.Facility, e.Unit, tx.Now()
	if err := k.policy.Check(ctx, tx, policy.MeasureRecord, l.Resource()); err != nil {
		return err
	}
	before, err := k.fold(ctx, tx, l, body)
	if err != nil {
		return err
	}
	if on, dead := Died(&before); dead {
		return errs.New(errs.Invalid, "measure.died", on)
	}
	first := len(l.Events)
	facts, papered := l.admission(&before, e)
	for _, r := range facts {
		l.Events = append(l.Events, l.event(ctx, tx, r))
	}
	a, err := k.fold(ctx, tx, l, body)
	if err != nil {
		return err
	}
	if err := e.lawful(&a, first, len(l.Events)); err != nil {
		return err
	}
	for i := first; i < len(l.Events); i++ {
		l.Events[i].Outside = marks(&a, i)
	}
	if err := k.take(ctx, tx, l, &a, span{first, first}); err != nil || papered {
		return err
	}
	return k.unpapered(ctx, tx, l, who, e) // owed once more: for this stay
}

// admission gives the facts by which an entry takes a life up. Without a decision of its own, or with the one that runs, it
// rests on that, whose admission may still be missing: who was let go before his day and is back serves the same term.
// papered is false when none runs.
func (l Life) admission(a *term.Answer, e Entry) (facts []Recording, papered bool) {
	n := last(a)
	runs := n >= 0 && a.Measures[n].Kind == law.CI && !a.Measures[n].State.Final()
	if e.Decided.Type != term.NoType && (!runs || e.Decided.On != a.Measures[n].Decided) {
		return e.papered(), true
	}
	if !runs {
		return nil, false
	}
	for _, x := range l.Standing() {
		if x.Fact.Type == term.JAAdmitted && x.Seq > int64(a.Measures[n].Fact) {
			return nil, true
		}
	}
	return []Recording{{Fact: e.admission()}}, true
}

// papered are the facts of an entry that comes with its decision.
func (e Entry) papered() []Recording {
	out := append([]Recording{{Fact: e.Decided, Note: e.Note, Document: e.Document}}, e.Between...)
	return append(out, Recording{Fact: e.admission()})
}

func (e Entry) admission() term.Fact {
	if e.Admission.Type == term.NoType {
		return term.OnDay(term.JAAdmitted, e.Admitted)
	}
	return e.Admission
}
