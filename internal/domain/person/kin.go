package person

import (
	"context"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Link joins two persons in the family graph. The link is one row and is read from both ends.
func (k *Desk) Link(ctx context.Context, key store.Key, at At, link Kin) (_ id.ID, err error) {
	defer errs.Wrap(&err, "person.Link(%s)", link.Person)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		link.ID = id.New()
		return link.ID, k.LinkIn(ctx, tx, at, []Kin{link})
	})
}

// LinkIn is Link for several, inside a larger act.
func (k *Desk) LinkIn(ctx context.Context, tx *store.Tx, at At, links []Kin) error {
	if len(links) == 0 {
		return nil
	}
	if err := k.policy.Check(ctx, tx, policy.PersonContact, at.resource(links[0].Person)); err != nil {
		return err
	}
	rows, facts := make([][]any, len(links)), []audit.Fact(nil)
	for i, l := range links {
		if i == 0 || l.Person != links[i-1].Person {
			facts = append(facts, at.fact("person.linked", l.Person, 0, nil))
		}
		if _, ok := RelationOf(l.Relation); !ok || l.Person == l.Relative {
			return errs.New(errs.Invalid, "person.relation_wrong", l.Relation)
		}
		if l.ID == "" {
			l.ID = id.New()
		}
		rows[i] = []any{l.ID, int64(1), l.Person, l.Relative, l.Relation, l.Contact}
		last := &facts[len(facts)-1]
		last.Rows = append(last.Rows, audit.Made("person_kin", kinColumns, rows[i]))
	}
	if err := store.Insert(ctx, tx, "person_kin", kinColumns, rows); err != nil {
		return err
	}
	return history.Record(ctx, tx, facts...)
}

var kinColumns = []string{"id", "version", "person", "relative", "relation", "contact"}

// KinDraft is a relative as somebody types him.
type KinDraft struct {
	Draft
	Relation string // code of Relations
	Contact  bool
	Another  bool // one of the same name, relation and telephone is known, and this is somebody else
}

// AddKin enters a relative who is nobody known and links him to a person, in one act.
func (k *Desk) AddKin(ctx context.Context, key store.Key, at At, p id.ID, d KinDraft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "person.AddKin(%s)", p)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.PersonContact, at.resource(p)); err != nil {
			return "", err
		}
		if err := k.still(ctx, tx, p); err != nil {
			return "", err
		}
		relative, err := k.ParseKin(d)
		if err != nil {
			return "", err
		}
		if err := k.strange(ctx, tx, p, relative, d); err != nil {
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

// strange asks about a relative who is entered already: a second row would be told twice.
func (k *Desk) strange(ctx context.Context, tx *store.Tx, p id.ID, relative Person, d KinDraft) error {
	links, err := KinOf(ctx, tx, p)
	if err != nil || d.Another {
		return err
	}
	ids := make([]id.ID, len(links))
	for i, l := range links {
		ids[i] = l.Relative
	}
	known, err := k.Load(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, l := range links {
		x := known[l.Relative]
		if l.Ended.IsZero() && l.Relation == d.Relation && cn.Normalise(x.Name) == cn.Normalise(relative.Name) && cn.Compact(x.Phone) == cn.Compact(relative.Phone) {
			return errs.New(errs.Invalid, "person.kin_known")
		}
	}
	return nil
}

// KinChange mends what was entered of a relative. A name or telephone left empty stays as it is: neither stands in the
// form in full.
type KinChange struct {
	Person, Link          id.ID
	Version               int64 // of the link, as the officer saw it
	Name, Phone, Relation string
	NoPhone               bool // the telephone is not his any more
	Contact               bool
}

// ChangeKin mends a relative. What stood there before is kept: of the relative as of every person, of the link as a
// version of its row. Somebody who has a file of his own is called what that file says.
func (k *Desk) ChangeKin(ctx context.Context, key store.Key, at At, c KinChange) (err error) {
	defer errs.Wrap(&err, "person.ChangeKin(%s)", c.Link)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		l, who, err := k.link(ctx, tx, at, c.Person, c.Link)
		if err != nil {
			return "", err
		}
		typed := Draft{Name: c.Name, Phone: c.Phone}
		if strings.TrimSpace(c.Name) == "" {
			typed.Name = who.Name
		}
		parsed, err := k.ParseKin(KinDraft{Draft: typed, Relation: c.Relation})
		if err != nil {
			return "", err
		}
		next := who
		next.Name = parsed.Name
		if parsed.Phone != "" || c.NoPhone {
			next.Phone = parsed.Phone
		}
		if next.Name != who.Name || next.Phone != who.Phone {
			if len(who.Identifiers) > 0 {
				return "", errs.New(errs.Invalid, "person.kin_has_file")
			}
			if err := k.rewrite(ctx, tx, at, next); err != nil {
				return "", err
			}
		}
		if err := store.Update(ctx, tx, `update person_kin set relation = $3, contact = $4, version = coalesce(version, 1) + 1
			where id = $1 and coalesce(version, 1) = $2 and ended_on is null`, l.ID, c.Version, c.Relation, c.Contact); err != nil {
			return "", err
		}
		return l.ID, history.Record(ctx, tx, at.kinFact("person.kin_changed", l))
	})
	return err
}

// EndKin states that a relative is no longer to be told or called, and why. He stays in the file.
func (k *Desk) EndKin(ctx context.Context, key store.Key, at At, c KinChange, why string) (err error) {
	defer errs.Wrap(&err, "person.EndKin(%s)", c.Link)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		l, _, err := k.link(ctx, tx, at, c.Person, c.Link)
		if err != nil {
			return "", err
		}
		var f errs.Fields
		if why = strings.TrimSpace(why); why == "" {
			f.Add("why", "person.kin_why", "")
		}
		long(&f, "why", why, longWhy)
		if err := f.Err("person.bad_input"); err != nil {
			return "", err
		}
		vault, err := k.vault.Key(ctx, tx, l.Person, seal.General)
		if err != nil {
			return "", err
		}
		sealed, err := vault.SealValue("person_kin.why", why)
		if err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update person_kin set ended_on = $3, why = $4, contact = $5, version = coalesce(version, 1) + 1
			where id = $1 and coalesce(version, 1) = $2 and ended_on is null`, l.ID, c.Version, store.DayArg(tx.Today()), sealed, false); err != nil {
			return "", err
		}
		return l.ID, history.Record(ctx, tx, at.kinFact("person.kin_ended", l))
	})
	return err
}

// WhyEnded opens the reason for which a relative is no longer called.
func (k *Desk) WhyEnded(ctx context.Context, tx *store.Tx, l Kin) (why string, err error) {
	if l.Ended.IsZero() || l.Back {
		return "", nil
	}
	sealed, err := store.One(ctx, tx, store.Value[[]byte], `select why from person_kin where id = $1`, l.ID)
	if err != nil || len(sealed) == 0 {
		return "", err
	}
	key, err := k.vault.Key(ctx, tx, l.Person, seal.General)
	if err != nil {
		return "", err
	}
	return why, key.OpenValue("person_kin.why", sealed, &why)
}

// link reads a link of a person that is to be changed, with the relative. The first version of one that was entered
// before links had versions is kept now, before it is changed.
func (k *Desk) link(ctx context.Context, tx *store.Tx, at At, p, link id.ID) (l Kin, who Person, err error) {
	if err = k.policy.Check(ctx, tx, policy.PersonContact, at.resource(p)); err != nil {
		return l, who, err
	}
	if err = k.still(ctx, tx, p); err != nil {
		return l, who, err
	}
	if l, err = store.One(ctx, tx, scanKin, selectKin+`where id = $1 and person = $2`, link, p); err != nil {
		return l, who, err
	}
	bare, err := store.One(ctx, tx, store.Value[int], `select count(*) from person_kin where id = $1 and version is null`, link)
	if err == nil && bare > 0 {
		if err = store.Update(ctx, tx, `update person_kin set version = 1 where id = $1 and version is null`, link); err == nil {
			err = history.Record(ctx, tx, at.kinFact("person.linked", l))
		}
	}
	if err != nil {
		return l, who, err
	}
	who, err = k.Get(ctx, tx, l.Relative)
	return l, who, err
}

func (a At) kinFact(kind string, l Kin) audit.Fact {
	f := a.fact(kind, l.Person, 0, nil)
	f.Rows = []audit.Row{audit.Kept("person_kin", l.ID)}
	return f
}
