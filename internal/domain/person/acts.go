package person

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// At says where an act on a person's file happens: the facility and unit that have charge, for policy and
// for the log. A person nobody has charge of has an empty At.
type At struct{ Facility, Unit id.ID }

func (a At) resource(p id.ID) policy.Resource {
	return policy.Resource{Kind: "person", ID: p, Person: p, Facility: a.Facility, Unit: a.Unit}
}

// Create enters a person who is nobody known; look at Candidates first.
func (k *Desk) Create(ctx context.Context, key store.Key, at At, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "person.Create")
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.PersonCreate, at.resource("")); err != nil {
			return "", err
		}
		p, err := k.Parse(d)
		if err != nil {
			return "", err
		}
		return p.ID, k.insert(ctx, tx, at, []Person{p})
	})
}

// CreateIn enters persons as a step of a larger act.
func (k *Desk) CreateIn(ctx context.Context, tx *store.Tx, at At, ps []Person) error {
	if err := k.policy.Check(ctx, tx, policy.PersonCreate, at.resource("")); err != nil {
		return err
	}
	return k.insert(ctx, tx, at, ps)
}

// Change rewrites an identity. version is the one the officer saw; another meanwhile is a conflict. What the
// file said before stays readable in its history.
func (k *Desk) Change(ctx context.Context, key store.Key, at At, next Person) (err error) {
	defer errs.Wrap(&err, "person.Change(%s)", next.ID)
	borne := false
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		borne = false // a body may run again
		if err := k.still(ctx, tx, next.ID); err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.PersonChange, at.resource(next.ID)); err != nil {
			return "", err
		}
		if err := k.unborne(ctx, tx, next); err != nil {
			borne = true
			return "", err
		}
		return next.ID, k.ChangeIn(ctx, tx, at, next)
	})
	if borne { // what was refused leaves nothing; that it was asked is kept
		if failed := k.clash(ctx, at, next); failed != nil {
			return failed
		}
	}
	return err
}

// still refuses to write by hand in the file of somebody who has died.
func (k *Desk) still(ctx context.Context, tx *store.Tx, p id.ID) error {
	if k.Frozen == nil {
		return nil
	}
	return k.Frozen(ctx, tx, p)
}

// unborne answers an identity number that somebody else bears: one of the two is wrong, or they are one person.
func (k *Desk) unborne(ctx context.Context, tx *store.Tx, next Person) error {
	bearers, err := k.ByNumber(ctx, tx, next.Number())
	if err != nil || next.Number() == "" || slices.Contains(bearers, next.ID) || len(bearers) == 0 {
		return err
	}
	var f errs.Fields
	f.Add("number", "person.number_borne", next.Number())
	return f.Err("person.bad_input")
}

// ChangeIn is Change inside a larger act.
func (k *Desk) ChangeIn(ctx context.Context, tx *store.Tx, at At, next Person) error {
	if err := k.policy.Check(ctx, tx, policy.PersonChange, at.resource(next.ID)); err != nil {
		return err
	}
	return k.rewrite(ctx, tx, at, next)
}

// AliasIn adds another name by which somebody is known, as the consequence of the act in which it was said. His name stays.
func (k *Desk) AliasIn(ctx context.Context, tx *store.Tx, at At, p id.ID, name string) (err error) {
	defer errs.Wrap(&err, "person.AliasIn(%s)", p)
	who, err := k.Get(ctx, tx, p)
	if err != nil || who.Goes(name) {
		return err
	}
	if err := policy.Derived(tx, "person"); err != nil {
		return err
	}
	who.Aliases = append(slices.Clip(who.Aliases), name)
	return k.rewrite(ctx, tx, at, who)
}

// rewrite saves an identity that the caller may change.
func (k *Desk) rewrite(ctx context.Context, tx *store.Tx, at At, next Person) error {
	key, err := k.vault.Key(ctx, tx, next.ID, seal.General)
	if err != nil {
		return err
	}
	seen := next.Version
	next.Version++
	sealed, err := key.SealValue(column, next)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from person_token where person = $1 and token in (`+FoundBy+`)`, next.ID); err != nil {
		return err
	}
	now := k.foundBy(next)
	if err := store.Update(ctx, tx, `update person_person set sealed = $3, found = $4, version = version + 1 where id = $1 and version = $2`,
		next.ID, seen, sealed, bytes.Join(now, nil)); err != nil {
		return err
	}
	if err := insertTokens(ctx, tx, map[id.ID][][]byte{next.ID: now}); err != nil {
		return err
	}
	if err := history.Keep(ctx, tx, key, "person_person", next.ID, next.Version, next); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, at.fact("person.changed", next.ID, next.Version, key.Digest(sealed))); err != nil || k.Changed == nil {
		return err
	}
	return k.Changed(ctx, tx, next)
}

func (a At) fact(kind string, p id.ID, version int64, digest []byte) audit.Fact {
	return audit.Fact{
		Room: "person", Kind: kind, Record: p, Version: version, About: p,
		Facility: a.Facility, Compartment: seal.General, Digest: digest,
	}
}

// insert writes new persons with their keys, tokens, first versions and facts.
func (k *Desk) insert(ctx context.Context, tx *store.Tx, at At, ps []Person) error {
	ids := make([]id.ID, len(ps))
	for i, p := range ps {
		ids[i] = p.ID
	}
	keys, err := k.vault.CreateAll(ctx, tx, ids, seal.General)
	if err != nil {
		return err
	}
	rows, facts, versions := make([][]any, 0, len(ps)), make([]audit.Fact, 0, len(ps)), make([]history.Row, 0, len(ps))
	tokens := make(map[id.ID][][]byte, len(ps))
	for _, p := range ps {
		key := keys[p.ID]
		sealed, err := key.SealValue(column, p)
		if err != nil {
			return err
		}
		tokens[p.ID] = k.foundBy(p)
		rows = append(rows, []any{p.ID, p.Version, sealed, bytes.Join(tokens[p.ID], nil)})
		facts = append(facts, at.fact("person.created", p.ID, p.Version, key.Digest(sealed)))
		versions = append(versions, history.Row{Key: key, Record: p.ID, Version: p.Version, Row: p})
	}
	if err := history.KeepAll(ctx, tx, "person_person", versions); err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "person_person", []string{"id", "version", "sealed", "found"}, rows); err != nil {
		return err
	}
	if err := insertTokens(ctx, tx, tokens); err != nil {
		return err
	}
	return audit.Record(ctx, tx, facts...)
}

// insertTokens writes what persons are found by, in the order of the index.
func insertTokens(ctx context.Context, tx *store.Tx, of map[id.ID][][]byte) error {
	var rows [][]any
	for p, tokens := range of {
		for _, t := range tokens {
			rows = append(rows, []any{t, p})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(bytes.Compare(a[0].([]byte), b[0].([]byte)), cmp.Compare(a[1].(id.ID), b[1].(id.ID)))
	})
	return store.Insert(ctx, tx, "person_token", []string{"token", "person"}, rows)
}
