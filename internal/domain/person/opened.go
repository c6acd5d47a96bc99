package person

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// What the log says of readings.
const (
	OpenedKind  = "person.opened"         // somebody opened the file
	NumbersKind = "person.numbers_opened" // somebody had the numbers shown in full
	PartKind    = "person.part_opened"    // somebody opened what a compartment keeps of him
	AffairKind  = "journey.opened"        // somebody looked at an affair of his
)

// Opened states that the actor has opened a person's file, for the purpose of the context. Reading is a fact
// that the person can ask for.
func (k *Desk) Opened(ctx context.Context, key store.Key, at At, p id.ID) (err error) {
	defer errs.Wrap(&err, "person.Opened(%s)", p)
	_, err = k.read(ctx, key, at, p, OpenedKind)
	return err
}

// OpenedAffair states that the actor has looked at an affair of a person, led where about says. Callers say it once a day.
func (k *Desk) OpenedAffair(ctx context.Context, about policy.Resource, p, affair id.ID) (err error) {
	defer errs.Wrap(&err, "person.OpenedAffair(%s)", affair)
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.JourneyView, about); err != nil {
			return "", err
		}
		opened := At{Facility: about.Facility, Unit: about.Unit}.fact(AffairKind, p, 0, nil)
		opened.Sort, opened.Record = audit.Read, affair
		return affair, audit.Record(ctx, tx, opened)
	})
	return err
}

// OpenNumbers opens what is masked elsewhere: identity numbers and telephones, of the person and of the
// family, for who may see identities (person.identity). It needs a purpose (policy.WithPurpose), else
// person.purpose_missing, and is a fact. once tells that they may be shown now: the same form sent again is no second
// opening, leaves no second trace, and shows nothing.
func (k *Desk) OpenNumbers(ctx context.Context, key store.Key, at At, p id.ID) (once bool, err error) {
	defer errs.Wrap(&err, "person.OpenNumbers(%s)", p)
	if policy.Purpose(ctx) == "" {
		var f errs.Fields
		f.Add("purpose", "person.purpose_missing", "")
		return false, f.Err("person.bad_input")
	}
	return k.read(ctx, key, at, p, NumbersKind)
}

// OpenedPart states that the actor has opened what is kept of a person in a compartment, for the purpose of the context. It fails
// as the policy of the compartment says: policy.purpose_needed where none was said.
func (k *Desk) OpenedPart(ctx context.Context, key store.Key, at At, p id.ID, c seal.Compartment) (err error) {
	defer errs.Wrap(&err, "person.OpenedPart(%s)", p)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		r := at.resource(p)
		r.Compartment = string(c)
		if err := k.policy.Check(ctx, tx, policy.Action(string(c)+".view"), r); err != nil {
			return "", err
		}
		opened := at.fact(PartKind, p, 0, nil)
		opened.Sort, opened.Compartment = audit.Read, c
		return p, audit.Record(ctx, tx, opened)
	})
	return err
}

func (k *Desk) read(ctx context.Context, key store.Key, at At, p id.ID, kind string) (fresh bool, _ error) {
	needs := policy.PersonView
	if kind == NumbersKind {
		needs = policy.PersonIdentity
	}
	_, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		fresh = true // a command that arrives again does not run
		if err := k.policy.Check(ctx, tx, needs, at.resource(p)); err != nil {
			return "", err
		}
		opened := at.fact(kind, p, 0, nil)
		opened.Sort = audit.Read
		return p, audit.Record(ctx, tx, opened)
	})
	return fresh && err == nil, err
}
