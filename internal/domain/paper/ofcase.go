package paper

import (
	"bytes"
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Papers of a case: a step that is done again must not leave two that count, and a case may know its papers before it
// knows whose they are.

// OfCase lists the papers of a case without their sheets, oldest first, for who was allowed to see the case.
func OfCase(ctx context.Context, tx *store.Tx, record id.ID) ([]Paper, error) {
	return store.Collect(ctx, tx, scan, selectPaper+`where record = $1 order by issued_at, id`, record)
}

// InCase is the paper of a kind that counts in a case; ok is false where there is none.
func InCase(ctx context.Context, tx *store.Tx, record id.ID, k Kind) (p Paper, ok bool, err error) {
	list, err := store.Collect(ctx, tx, scan, selectPaper+`where record = $1 and kind = $2 and state = $3 order by issued_at desc, id desc limit 1`,
		record, k, InForce)
	if err != nil || len(list) == 0 {
		return p, false, err
	}
	return list[0], true, nil
}

// OldIn lists the kinds of papers in some cases that state an end which the file does not know any more.
func OldIn(ctx context.Context, tx *store.Tx, records []id.ID) (map[id.ID][]Kind, error) {
	out := map[id.ID][]Kind{}
	if len(records) == 0 {
		return out, nil
	}
	list, args := store.In(2, records)
	rows, err := store.Collect(ctx, tx, scan, selectPaper+`where state = $1 and stale <> '' and record in `+list, append([]any{InForce}, args...)...)
	for _, p := range rows {
		out[p.Record] = append(out[p.Record], p.Kind)
	}
	return out, err
}

// Line are those of some papers, oldest first, that were issued as one of a few, or stand in the place of one.
func Line(all []Paper, of []id.ID) (out []Paper) {
	of = slices.Clone(of)
	for _, p := range all {
		if slices.Contains(of, p.ID) || p.Replaces != "" && slices.Contains(of, p.Replaces) {
			out, of = append(out, p), append(of, p.ID)
		}
	}
	return out
}

// AgainIn is IssueIn for a step that may have been done before: where the paper of this kind in the case says the same,
// it stands and is given back, so that nobody signs twice; else the new one stands in its place.
func (k *Desk) AgainIn(ctx context.Context, tx *store.Tx, d Draft) (p Paper, err error) {
	defer errs.Wrap(&err, "paper.AgainIn(%s)", d.Kind)
	old, ok, err := InCase(ctx, tx, d.Record, d.Kind)
	if err != nil {
		return p, err
	}
	if ok {
		return k.InsteadIn(ctx, tx, old, d)
	}
	return k.IssueIn(ctx, tx, d)
}

// InsteadIn issues a paper in the place of one that counts, or lets that stand where it says the same.
func (k *Desk) InsteadIn(ctx context.Context, tx *store.Tx, old Paper, d Draft) (p Paper, err error) {
	defer errs.Wrap(&err, "paper.InsteadIn(%s)", old.ID)
	same, err := k.Says(ctx, tx, old, d)
	if err != nil || same {
		return old, err
	}
	d.Replaces = old.ID
	return k.IssueIn(ctx, tx, d)
}

// VoidIn makes a paper that counts void, as a step of an act by which what it says is no longer so.
func (k *Desk) VoidIn(ctx context.Context, tx *store.Tx, p Paper, reason string) (err error) {
	defer errs.Wrap(&err, "paper.VoidIn(%s)", p.ID)
	if err := policy.Derived(tx, "paper"); err != nil {
		return err
	}
	return k.end(ctx, tx, p, reason)
}

// Says tells whether a paper says what a draft would say. It shows nobody anything.
func (k *Desk) Says(ctx context.Context, tx *store.Tx, p Paper, d Draft) (bool, error) {
	row, err := getSealed(ctx, tx, p.ID)
	if err != nil {
		return false, err
	}
	key, err := k.vault.Key(ctx, tx, p.ID, p.Compartment)
	if err != nil {
		return false, err
	}
	was, err := key.Open("paper_paper.sheet", row.sheet)
	if err != nil {
		return false, err
	}
	now, err := d.kept(p.Number)
	return err == nil && p.States == d.States && bytes.Equal(was, now), err
}

// EndIn makes the paper of a kind in a case void, as a step of an act in which it is said that there is nothing to be
// signed after all. Where none counts there is nothing to do.
func (k *Desk) EndIn(ctx context.Context, tx *store.Tx, record id.ID, kind Kind, reason string) (err error) {
	defer errs.Wrap(&err, "paper.EndIn(%s)", kind)
	p, ok, err := InCase(ctx, tx, record, kind)
	if err != nil || !ok {
		return err
	}
	return k.VoidIn(ctx, tx, p, reason)
}

// AdoptIn gives the papers that were issued for a case before there was a person (signed at the door, before the van
// went) to the person whom the case took in: they are of his file from now on, and stand in it as they were issued. That
// they became his is a fact about him.
func (k *Desk) AdoptIn(ctx context.Context, tx *store.Tx, record, person, unit id.ID) (err error) {
	defer errs.Wrap(&err, "paper.AdoptIn(%s)", record)
	if err := policy.Derived(tx, "paper"); err != nil {
		return err
	}
	list, err := store.Collect(ctx, tx, scan, selectPaper+`where record = $1 and person = '' order by issued_at, id`, record)
	if err != nil {
		return err
	}
	for _, p := range list {
		key, err := k.vault.Key(ctx, tx, p.ID, p.Compartment)
		if err != nil {
			return err
		}
		p.Person, p.Unit = person, unit
		if err := save(ctx, tx, p, nil); err != nil {
			return err
		}
		p.Version++
		if err := k.record(ctx, tx, key, p, p.fact("paper.adopted")); err != nil {
			return err
		}
	}
	return nil
}
