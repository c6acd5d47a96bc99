package person

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What the log says of readings.
const (
	OpenedKind  = "person.opened"         // somebody opened the file
	NumbersKind = "person.numbers_opened" // somebody had the numbers shown in full
)

// Opened states that the actor has opened a person's file, for the purpose of the context. Reading is a fact
// that the person can ask for.
func (k *Desk) Opened(ctx context.Context, key store.Key, at At, p id.ID) (err error) {
	defer errs.Wrap(&err, "person.Opened(%s)", p)
	return k.read(ctx, key, at, p, OpenedKind)
}

// OpenNumbers opens what is masked elsewhere: identity numbers and telephones, of the person and of the
// family. It needs a purpose (policy.WithPurpose), else person.purpose_missing, and is a fact.
func (k *Desk) OpenNumbers(ctx context.Context, key store.Key, at At, p id.ID) (err error) {
	defer errs.Wrap(&err, "person.OpenNumbers(%s)", p)
	if policy.Purpose(ctx) == "" {
		var f errs.Fields
		f.Add("purpose", "person.purpose_missing", "")
		return f.Err("person.bad_input")
	}
	return k.read(ctx, key, at, p, NumbersKind)
}

func (k *Desk) read(ctx context.Context, key store.Key, at At, p id.ID, kind string) error {
	_, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.PersonView, at.resource(p)); err != nil {
			return "", err
		}
		opened := at.fact(kind, p, 0, nil)
		opened.Sort = audit.Read
		return p, audit.Record(ctx, tx, opened)
	})
	return err
}

// KinDraft is a relative as somebody types him.
type KinDraft struct {
	Draft
	Relation string // code of Relations
	Contact  bool
}

// AddKin enters a relative who is nobody known and links him to a person, in one act.
func (k *Desk) AddKin(ctx context.Context, key store.Key, at At, p id.ID, d KinDraft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "person.AddKin(%s)", p)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.PersonContact, at.resource(p)); err != nil {
			return "", err
		}
		relative, err := k.ParseKin(d)
		if err != nil {
			return "", err
		}
		if err := k.insert(ctx, tx, at, []Person{relative}); err != nil {
			return "", err
		}
		link := Kin{ID: id.New(), Person: p, Relative: relative.ID, Relation: d.Relation, Contact: d.Contact}
		return relative.ID, k.LinkIn(ctx, tx, at, []Kin{link})
	})
}

// ParseKin makes a relative out of a draft, or answers every field that is wrong. Of a relative the sex may
// stay unknown: nobody needs it.
func (k *Desk) ParseKin(d KinDraft) (Person, error) {
	relative, err := k.Parse(d.Draft)
	var f errs.Fields
	if e := errs.Find(err); e != nil && e.Kind == errs.Invalid {
		for _, x := range e.Fields {
			if x.Code != "sex.missing" {
				f.Add(x.Name, x.Code, x.Value, x.Args...)
			}
		}
	} else if err != nil {
		return relative, err
	}
	if _, ok := RelationOf(d.Relation); d.Relation == "" {
		f.Add("relation", "person.relation_missing", "")
	} else if !ok {
		f.Add("relation", "person.relation_wrong", d.Relation, d.Relation)
	}
	return relative, f.Err("person.bad_input")
}
