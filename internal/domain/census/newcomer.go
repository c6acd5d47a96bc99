package census

import (
	"context"
	"slices"

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

// Alike is who may be the same person, and how many more another house keeps who agree in neither name nor number: of them
// only the bureau tells.
type Alike struct {
	Shown     []Duplicate
	Elsewhere int
}

// Duplicates lists who may be the same person as one about to be entered. Nothing is merged by itself. Each who is shown can
// ask who compared him, and it is bounded: person.compared_enough.
func (k *Desk) Duplicates(ctx context.Context, p person.Person) (_ Alike, err error) {
	defer errs.Wrap(&err, "census.Duplicates")
	out, err := store.Read(ctx, k.db, func(tx *store.Tx) (out Alike, err error) {
		found, err := k.persons.Candidates(ctx, tx, p)
		if err != nil {
			return out, err
		}
		for _, c := range found {
			d, ours, err := k.duplicate(ctx, tx, c)
			if err != nil {
				return out, err
			}
			if !c.Named() && !ours {
				out.Elsewhere++
				continue
			}
			out.Shown = append(out.Shown, d)
		}
		return out, nil
	})
	if err != nil {
		return Alike{}, err
	}
	ids := make([]id.ID, len(out.Shown))
	for i, d := range out.Shown {
		ids[i] = d.Person
	}
	return out, k.persons.Compared(ctx, k.desk(ctx), ids)
}

// desk is where the reader enters people, as the fact says that he compared some.
func (k *Desk) desk(ctx context.Context) person.At {
	posts := actor.From(ctx).Posts
	for _, post := range posts {
		if k.policy.Allows(ctx, policy.PersonCreate, policy.Resource{Kind: "person", Facility: post.Facility, Unit: post.Unit}) {
			return person.At{Facility: post.Facility, Unit: post.Unit}
		}
	}
	return person.At{}
}

// Known is somebody who is to be taken in again, as Duplicates shows him: who may open stays need not be allowed to read
// a file that another house keeps.
func (k *Desk) Known(ctx context.Context, p id.ID) (_ Duplicate, err error) {
	defer errs.Wrap(&err, "census.Known(%s)", p)
	if !k.policy.Somewhere(actor.From(ctx), policy.ResidentOpen) {
		return Duplicate{}, errs.New(errs.Denied, "policy.denied")
	}
	d, err := store.Read(ctx, k.db, func(tx *store.Tx) (Duplicate, error) {
		who, err := k.persons.Get(ctx, tx, p)
		if err != nil {
			return Duplicate{}, err
		}
		d, _, err := k.duplicate(ctx, tx, person.Candidate{Person: who})
		return d, err
	})
	if err != nil || d.Mine {
		return d, err
	}
	return d, k.persons.Compared(ctx, k.desk(ctx), []id.ID{p})
}

// duplicate is a candidate as the reader may know him, and whether he is or was in a house where the reader sits.
func (k *Desk) duplicate(ctx context.Context, tx *store.Tx, c person.Candidate) (d Duplicate, ours bool, err error) {
	d = Duplicate{Person: c.Person.ID, Same: c.Same, Agree: c.Agree, LastFour: lastFour(c.Person.Number())}
	if !c.Person.Born.IsZero() {
		d.Year = c.Person.Born.Year()
	}
	stays, err := resident.OfPerson(ctx, tx, c.Person.ID)
	if err != nil {
		return d, false, err
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
			return d, false, err
		}
		d.Facility = u.Name
		ours = slices.ContainsFunc(actor.From(ctx).Posts, func(p actor.Post) bool { return p.Facility == u.ID })
	}
	d.Name = k.name(ctx, c.Person, at)
	d.Mine = !d.Name.Masked && len(stays) > 0
	return d, ours, nil
}

func lastFour(number string) string { return number[max(0, len(number)-4):] }
