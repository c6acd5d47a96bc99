package outing

import (
	"context"
	"errors"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Standing is what the fold of a legal life says of somebody today.
type Standing struct {
	Person, Facility, Unit id.ID
	Kind                   Kind  // "" for who is not out by any fact
	Fact                   id.ID // that has him out
	Since                  time.Time
	At                     time.Time             // of the fact recorded last: when he came back, if it brought him back
	Known                  time.Time             // since when the house keeps his clock
	Counts                 func(fact id.ID) bool // whether a fact still counts; nil for yes
	// Over says that his measure ended while he may be out, by a conversion or elsewhere: the law says no more where he is.
	// Who is out stays out until he is back or his stay ends; nobody comes back by a paper.
	Over bool
	Left End // how his stay ended, of who is out by nothing because he left for good

	as id.ID // what the outing is called, "" for a name of its own
}

// Settle makes the open outing of a person agree with the fold of his life, as a step of the act that changed it, however
// often: it opens, changes and closes. An outing that an officer recorded gives way to one by law, and stays when the law
// says nothing.
func Settle(ctx context.Context, tx *store.Tx, s Standing) (err error) {
	defer errs.Wrap(&err, "outing.Settle(%s)", s.Person)
	o, err := Current(ctx, tx, s.Person)
	out := err == nil
	if errs.KindOf(err) == errs.NotFound {
		err = nil
	}
	if err == nil {
		s, err = s.placed(ctx, tx)
	}
	if err == nil && out && s.Kind == "" && s.Over && o.Fact != "" && s.counts(o) {
		return nil
	}
	if err != nil || !out && s.Kind == "" || out && s.Kind == "" && o.Fact == "" {
		return err
	}
	if out && o.Fact != "" && o.Kind == s.Kind {
		return s.follow(ctx, tx, o)
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	next, stood, err := s.stood(ctx, tx, o)
	if err != nil {
		return err
	}
	if out {
		o.Void = !s.counts(o)
		end := s.At
		switch {
		case s.Kind != "":
			end, o.Ended, o.GaveWay = s.Since, Turned, next.ID
		case !o.Void:
			o.Ended = s.Left
		}
		if err := shut(ctx, tx, "outing.settled", o, between(end, o.From, tx.Now())); err != nil {
			return err
		}
	}
	switch {
	case stood:
		return goesOn(ctx, tx, next)
	case s.Kind == "":
		return nil
	}
	s.as = next.ID
	return SettleNew(ctx, tx, []Standing{s})
}

// counts tells whether an outing was one: of one by law, whether its fact still counts.
func (s Standing) counts(o Outing) bool { return o.Fact == "" || s.Counts == nil || s.Counts(o.Fact) }

// placed is a standing by the stay of the person.
func (s Standing) placed(ctx context.Context, tx *store.Tx) (Standing, error) {
	all, err := here(ctx, tx, []Standing{s})
	if err != nil || len(all) == 0 {
		s.Kind = ""
		return s, err
	}
	return all[0], nil
}

// here leaves those who are out by a fact, each with the unit in which he stays. Nobody is out who has left this facility,
// whatever the law says of his leaving; who has charge of somebody and has not written his stay yet has him out, unless his
// measure is over.
func here(ctx context.Context, tx *store.Tx, all []Standing) (out []Standing, err error) {
	var people []id.ID
	for _, s := range all {
		if s.Kind != "" {
			people = append(people, s.Person)
		}
	}
	stays, err := resident.LatestOf(ctx, tx, people)
	for _, s := range all {
		stay, known := stays[s.Person]
		switch {
		case s.Kind == "" || known && !stay.Here() && stay.Facility == s.Facility, s.Over && !known:
			continue
		case known && stay.Here():
			s.Facility, s.Unit = stay.Facility, stay.Unit
		}
		out = append(out, s)
	}
	return out, err
}

// from is since when somebody is out by an outing: since its fact, and to be treated outside since he left, which was approved before.
func (s Standing) from(o Outing) time.Time {
	if o.Kind == OutsideMedical {
		return later(o.From, s.Since)
	}
	return s.Since
}

// LeftIn says when somebody left who is treated outside, as a consequence of an act already allowed: the clock knows the day of the
// approval.
func LeftIn(ctx context.Context, tx *store.Tx, person id.ID, at time.Time) error {
	o, err := Current(ctx, tx, person)
	if err != nil || o.Kind != OutsideMedical || at.Before(o.From) {
		return err
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	o.From = at
	if err := save(ctx, tx, &o); err != nil {
		return err
	}
	return record(ctx, tx, "outing.settled", o)
}

// follow keeps an outing by law that goes on equal to the fact behind it.
func (s Standing) follow(ctx context.Context, tx *store.Tx, o Outing) error {
	was := o
	o.Fact, o.From, o.Facility, o.Unit = s.Fact, s.from(o), s.Facility, s.Unit
	if err := s.overThere(ctx, tx, o); err != nil {
		return err
	}
	if o.Fact == was.Fact && o.From.Equal(was.From) && o.Facility == was.Facility && o.Unit == was.Unit {
		return nil
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	if err := save(ctx, tx, &o); err != nil {
		return err
	}
	return record(ctx, tx, "outing.settled", o)
}

// SettleNew is Settle for persons of whom no outing is open, in as few statements as it takes.
func SettleNew(ctx context.Context, tx *store.Tx, all []Standing) error {
	all, err := here(ctx, tx, all)
	if err != nil || len(all) == 0 {
		return err
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	var list []Outing
	for _, s := range all {
		o := Outing{
			ID: s.as, Version: 1, Person: s.Person, Facility: s.Facility, Unit: s.Unit, Kind: s.Kind, Fact: s.Fact,
			From: between(s.Since, time.Time{}, tx.Now()), OpenedBy: actor.From(ctx).Ref(),
		}
		if o.ID == "" {
			o.ID = id.New()
		}
		list = append(list, o)
	}
	if err := open(ctx, tx, "outing.settled", list...); err != nil {
		return err
	}
	for i, s := range all {
		if err := s.overThere(ctx, tx, list[i]); err != nil {
			return err
		}
	}
	return toReport(ctx, tx, all, list)
}

// overThere owes that the file of somebody is closed whose term ran out where another organ holds him (REG 36): he is owed his
// certificate and his things, and nobody sees him.
func (s Standing) overThere(ctx context.Context, tx *store.Tx, o Outing) error {
	if o.Kind != HeldElsewhere {
		return nil
	}
	if s.Over {
		return duty.Renew(ctx, tx, duty.Duty{
			Code: heldExpired, Subject: o.Person, Cause: o.ID, Number: -1, Facility: o.Facility, Unit: o.Facility,
			Due: duty.On(tx.Today()), Basis: "REG 36; REG 34", Certainty: law.S.String(),
		})
	}
	d, err := duty.Owed(ctx, tx, o.Person, heldExpired, o.ID)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	return errors.Join(err, duty.Lapse(ctx, tx, d, o.Fact)) // the term was longer
}

const heldExpired = duty.Code("held.expired")

// toReport owes the police of the place that they are told of who has gone: at once (REG 32). Of who was gone when the house
// began to keep the clock it is to be confirmed from paper.
func toReport(ctx context.Context, tx *store.Tx, all []Standing, list []Outing) error {
	known := map[id.ID]time.Time{}
	for _, s := range all {
		known[s.Person] = s.Known
	}
	var owed []duty.Duty
	for _, o := range list {
		if o.Kind != Absconded {
			continue
		}
		if err := lookedFor(ctx, tx, o); err != nil {
			return err
		}
		owed = append(owed, duty.Duty{
			Code: "abscond.report", Subject: o.Person, Cause: o.ID, Number: -1, Facility: o.Facility, Unit: o.seat(),
			Due: duty.On(tx.Today()), Basis: "REG 32", Certainty: law.S.String(), Paper: !known[o.Person].Before(tx.Now()) && o.From.Before(known[o.Person]), Happened: o.From,
		})
	}
	return duty.OpenNew(ctx, tx, owed)
}

// lookedFor ends the search of a roll for who has absconded: nobody finds him in the house any more.
func lookedFor(ctx context.Context, tx *store.Tx, o Outing) error {
	all, err := duty.Of(ctx, tx, o.Person)
	for _, d := range all {
		if d.Code == "rollcall.missing" {
			err = errors.Join(err, duty.Discharge(ctx, tx, d, o.ID, ""))
		}
	}
	return err
}

// seat is the unit that answers for him: his brigade, and the facility while he has none.
func (o Outing) seat() id.ID {
	if o.Unit == "" {
		return o.Facility
	}
	return o.Unit
}

// CloseIn ends the outing of somebody who has left the facility for good and does not come back from it, as a consequence
// of an act already allowed.
func CloseIn(ctx context.Context, tx *store.Tx, person id.ID, how End) error {
	o, err := Current(ctx, tx, person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	o.Ended = how
	return shut(ctx, tx, "outing.closed", o, between(tx.Now(), o.From, tx.Now()))
}

// MoveIn lets the outing of somebody follow him to another unit, as a consequence of the move.
func MoveIn(ctx context.Context, tx *store.Tx, person, facility, unit id.ID) error {
	o, err := Current(ctx, tx, person)
	if errs.KindOf(err) == errs.NotFound || err == nil && o.Facility == facility && o.Unit == unit {
		return nil
	}
	if err != nil {
		return err
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	o.Facility, o.Unit = facility, unit
	if err := save(ctx, tx, &o); err != nil {
		return err
	}
	return record(ctx, tx, "outing.settled", o)
}

// open writes outings that begin, with what they owe.
func open(ctx context.Context, tx *store.Tx, kind string, list ...Outing) error {
	if err := insert(ctx, tx, list); err != nil {
		return err
	}
	for _, o := range list {
		if err := record(ctx, tx, kind, o); err != nil {
			return err
		}
		if err := owe(ctx, tx, o); err != nil {
			return err
		}
	}
	return nil
}

// owe has somebody see to it that who is out is back in time: the duty is due when he is, and moves with that moment.
// No article names it, but for home leave: who is late without need counts as gone (law.md §6.4, not yet verified).
func owe(ctx context.Context, tx *store.Tx, o Outing) error {
	d, err := duty.Owed(ctx, tx, o.Person, "outing.late", o.ID)
	switch {
	case errs.KindOf(err) == errs.NotFound && o.Due.IsZero():
		return nil
	case errs.KindOf(err) == errs.NotFound:
	case err != nil:
		return err
	case d.State != duty.Pending:
		return duty.Again(ctx, tx, d, duty.By(o.Due))
	default:
		return duty.Move(ctx, tx, d, duty.By(o.Due))
	}
	d = duty.Duty{
		Code: "outing.late", Subject: o.Person, Cause: o.ID, Number: -1, Facility: o.Facility, Unit: o.seat(),
		Due: duty.By(o.Due), Certainty: law.Inference.String(),
	}
	if o.Kind == HomeLeave {
		d.Basis, d.Certainty = "MOJ127", law.Memory.String()
	}
	_, err = duty.Open(ctx, tx, d)
	return err
}

// shut closes an outing at a moment, with what hung on it: he is back, and if he was never out nobody need be told.
func shut(ctx context.Context, tx *store.Tx, kind string, o Outing, at time.Time) error {
	o.Until, o.ClosedBy = at, actor.From(ctx).Ref()
	if err := save(ctx, tx, &o); err != nil {
		return err
	}
	if err := record(ctx, tx, kind, o); err != nil {
		return err
	}
	for _, code := range []duty.Code{"outing.late", "abscond.report", heldExpired} {
		d, err := duty.Owed(ctx, tx, o.Person, code, o.ID)
		switch {
		case errs.KindOf(err) == errs.NotFound:
		case err != nil:
			return err
		case o.Void, code == "outing.late" && o.Ended != "" && at.Before(o.Due): // nobody saw to it, for he does not come back
			err = duty.Lapse(ctx, tx, d, o.ID)
		case code == heldExpired && o.Ended == Turned: // what he is out by since owes its own
			err = duty.Lapse(ctx, tx, d, o.ID)
		case code == "outing.late":
			d.Closed = at
			err = duty.Discharge(ctx, tx, d, o.ID, "")
		case code == heldExpired:
			err = duty.Discharge(ctx, tx, d, o.ID, "")
		default:
			continue // who came back was gone: it is told all the same
		}
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return err
		}
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// between is a moment, not before one and not after another.
func between(at, from, to time.Time) time.Time {
	if at.After(to) {
		at = to
	}
	return later(at, from)
}
