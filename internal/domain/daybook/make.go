package daybook

import (
	"context"
	"errors"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/witness"
)

// Make makes a book now. It fails with daybook.nobody where nobody is here. The book is read before it is written: a large
// one takes its time, and nobody's write waits for it.
func (k *Desk) Make(ctx context.Context, key store.Key, w Whom) (_ id.ID, err error) {
	defer errs.Wrap(&err, "daybook.Make(%s)", w.Unit)
	c, err := store.Read(ctx, k.db, func(tx *store.Tx) (Content, error) {
		if err := k.policy.Check(ctx, tx, policy.DaybookMake, w.resource("")); err != nil {
			return Content{}, err
		}
		if err := w.check(ctx, tx); err != nil {
			return Content{}, err
		}
		return k.gather(ctx, tx, w)
	})
	if err != nil {
		return "", err
	}
	if len(c.Rows) == 0 {
		return "", errs.New(errs.Invalid, "daybook.nobody")
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.DaybookMake, w.resource("")); err != nil {
			return "", err
		}
		book, err := k.keep(ctx, tx, w, c)
		if err == nil && k.Made != nil && actor.From(ctx).Kind == actor.Officer {
			err = k.Made(ctx, tx, book)
		}
		return book, err
	})
}

// check refuses a place that is none, or another's.
func (w Whom) check(ctx context.Context, tx *store.Tx) error {
	unknown := errs.New(errs.Invalid, "daybook.whom_missing")
	at := w.Facility
	if w.Unit != "" {
		at = w.Unit
	}
	u, err := facility.Get(ctx, tx, at)
	switch {
	case errs.KindOf(err) == errs.NotFound:
		return unknown
	case err != nil:
		return err
	case u.Facility != w.Facility, w.Unit == "" && u.Kind != facility.Facility, w.Unit != "" && w.Zone != "":
		return unknown
	}
	return nil
}

// keep seals a book, with a key that is its own and goes when it is erased.
func (k *Desk) keep(ctx context.Context, tx *store.Tx, w Whom, c Content) (id.ID, error) {
	b := Book{
		ID: id.New(), Whom: w, Made: c.Made, By: actor.From(ctx).Ref(), Tally: c.Tally(), Leaving: len(c.Leaving),
		Erase: c.Made.AddDate(0, 0, k.Days),
	}
	key, err := k.vault.Create(ctx, tx, b.ID, seal.General)
	if err != nil {
		return "", err
	}
	sealed, err := key.SealValue(contentColumn, c)
	if err != nil {
		return "", err
	}
	digest := key.Digest([]byte("daybook"), sealed)
	row := b.row(sealed, digest)
	if err := store.Insert(ctx, tx, "daybook_book", columns, [][]any{row}); err != nil {
		return "", err
	}
	f := b.fact("daybook.made")
	f.Digest, f.Rows = digest, []audit.Row{audit.Made("daybook_book", columns, row)}
	return b.ID, audit.Record(ctx, tx, f)
}

// Code is what stands on every page of a book: so much of the digest in the log as somebody can compare by eye.
func code(digest []byte) string { return witness.Code(digest) }

// Night makes the books of everybody. A book that fails keeps no other from being made; key gives each its own, so that a
// night that is repeated makes none twice.
func (k *Desk) Night(ctx context.Context, key func(step string) store.Key) (made []id.ID, err error) {
	defer errs.Wrap(&err, "daybook.Night")
	all, err := store.Read(ctx, k.db, func(tx *store.Tx) ([]Whom, error) { return everybody(ctx, tx) })
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		book, fault := k.Make(ctx, key(string(w.Facility)+"/"+string(w.Unit)+"/"+string(w.Zone)), w)
		switch {
		case errs.Is(fault, "daybook.nobody"): // the last one left meanwhile
		case fault != nil:
			err = errors.Join(err, fault)
		default:
			made = append(made, book)
		}
		if ctx.Err() != nil {
			return made, errors.Join(err, ctx.Err())
		}
	}
	return made, err
}

// everybody lists what holds people: of every facility its brigades, its zones, and those of no brigade yet.
func everybody(ctx context.Context, tx *store.Tx) (out []Whom, err error) {
	units, err := facility.All(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		if u.Kind != facility.Facility {
			continue
		}
		stays, err := resident.Here(ctx, tx, u.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, parts(u.ID, units, stays)...)
	}
	return out, nil
}

// parts are the books of one facility, in the order of its brigades, then of the zones.
func parts(house id.ID, units []facility.Unit, stays []resident.Resident) (out []Whom) {
	all := []Whom{}
	for _, u := range units {
		if u.Facility == house && u.ID != house {
			all = append(all, Whom{Facility: house, Unit: u.ID})
		}
	}
	all = append(all, Whom{Facility: house})
	for _, z := range resident.Phases {
		all = append(all, Whom{Facility: house, Zone: z})
	}
	for _, w := range all {
		for _, s := range stays {
			if w.holds(s) {
				out = append(out, w)
				break
			}
		}
	}
	return out
}
