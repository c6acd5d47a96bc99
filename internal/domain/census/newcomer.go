package census

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Places lists the facilities and brigades where the reader may do a thing: what a form or a filter offers.
func (k *Desk) Places(ctx context.Context, a policy.Action) (_ []facility.Unit, err error) {
	defer errs.Wrap(&err, "census.Places")
	return store.Read(ctx, k.db, func(tx *store.Tx) ([]facility.Unit, error) {
		all, err := facility.All(ctx, tx)
		var out []facility.Unit
		for _, u := range all {
			if u.Kind != facility.Facility && u.Kind != facility.Brigade || !u.Closed.IsZero() {
				continue
			}
			if k.policy.Allows(ctx, a, policy.Resource{Kind: "resident", Facility: u.Facility, Unit: u.ID}) {
				out = append(out, u)
			}
		}
		return out, err
	})
}

// Duplicate is somebody known who may be the same person, as far as the reader may know of him.
type Duplicate struct {
	Person   id.ID
	Name     Name
	LastFour string // of the identity number, "" when there is none
	Year     int    // of birth, 0 when not known
	Same     bool   // the same number: there is no second file for it
	Agree    []string
	Facility string // where he is or was, "" when nowhere
	Here     bool
	Since    civil.Date // first day of the stay that lasts, else the last of the latest
	Mine     bool       // the reader may open the file
}

// Duplicates lists who may be the same person as one about to be entered. Nothing is merged by itself.
func (k *Desk) Duplicates(ctx context.Context, p person.Person) (_ []Duplicate, err error) {
	defer errs.Wrap(&err, "census.Duplicates")
	return store.Read(ctx, k.db, func(tx *store.Tx) ([]Duplicate, error) {
		found, err := k.persons.Candidates(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		out := make([]Duplicate, len(found))
		for i, c := range found {
			if out[i], err = k.duplicate(ctx, tx, c); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// Known is somebody who is to be taken in again, as Duplicates shows him: who may open stays need not be allowed to read
// a file that another house keeps.
func (k *Desk) Known(ctx context.Context, p id.ID) (_ Duplicate, err error) {
	defer errs.Wrap(&err, "census.Known(%s)", p)
	if !k.policy.Somewhere(actor.From(ctx), policy.ResidentOpen) {
		return Duplicate{}, errs.New(errs.Denied, "policy.denied")
	}
	return store.Read(ctx, k.db, func(tx *store.Tx) (Duplicate, error) {
		who, err := k.persons.Get(ctx, tx, p)
		if err != nil {
			return Duplicate{}, err
		}
		return k.duplicate(ctx, tx, person.Candidate{Person: who})
	})
}

func (k *Desk) duplicate(ctx context.Context, tx *store.Tx, c person.Candidate) (Duplicate, error) {
	d := Duplicate{Person: c.Person.ID, Same: c.Same, Agree: c.Agree, LastFour: lastFour(c.Person.Number())}
	if !c.Person.Born.IsZero() {
		d.Year = c.Person.Born.Year()
	}
	stays, err := resident.OfPerson(ctx, tx, c.Person.ID)
	if err != nil {
		return d, err
	}
	at := policy.Resource{}
	if len(stays) > 0 {
		at = stays[0].Resource()
		d.Here, d.Since = stays[0].Here(), stays[0].Left
		if d.Here {
			d.Since = stays[0].Admitted
		}
		u, err := facility.Get(ctx, tx, stays[0].Facility)
		if err != nil {
			return d, err
		}
		d.Facility = u.Name
	}
	d.Name = k.name(ctx, c.Person, at)
	d.Mine = !d.Name.Masked && len(stays) > 0
	return d, nil
}

func lastFour(number string) string { return number[max(0, len(number)-4):] }
