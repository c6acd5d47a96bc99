package placement

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/store"
)

// Vacating is a bed that is to be free while its keeper is gone for long. Bed is the one in which the officer saw him.
type Vacating struct {
	Person, Bed id.ID
	Words       string // why, where somebody says it
}

// Vacate gives the bed of somebody back who is gone for long (Desk.Gone), and fails with placement.comes_back for whoever
// else: who is out for a day has his bed when he is back. It is a move into no bed, and can be taken back as one. He stays
// one of the heads of the house, as one who is out; when he is back he waits for a bed.
func (k *Desk) Vacate(ctx context.Context, key store.Key, v Vacating) (_ id.ID, err error) {
	defer errs.Wrap(&err, "placement.Vacate(%s)", v.Person)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, h, err := k.begin(ctx, tx, v.Person)
		if err != nil {
			return "", err
		}
		if v.Bed == "" || h.has[v.Person].Bed != v.Bed {
			return "", errs.New(errs.Conflict, "placement.moved_meanwhile")
		}
		gone, err := k.ForLong(ctx, tx, v.Person)
		if err == nil && !gone {
			err = errs.New(errs.Invalid, "placement.comes_back")
		}
		if err != nil {
			return "", err
		}
		words, err := reason(v.Words)
		if err != nil {
			return "", err
		}
		act, err := k.do(ctx, tx, h, Act{Kind: Moved, Steps: []step{{Person: v.Person, From: v.Bed, FromUnit: c.Unit, ToUnit: c.Unit, words: words}}})
		if err != nil {
			return "", err
		}
		return act, unowed(ctx, tx, v.Person, act)
	})
}

// ForLong tells whether somebody is gone for long, so that his bed may be given back.
func (k *Desk) ForLong(ctx context.Context, tx *store.Tx, person id.ID) (bool, error) {
	if k.Gone == nil {
		return false, nil
	}
	return k.Gone(ctx, tx, person)
}

// unowed ends what is owed of somebody's bed who has none any more.
func unowed(ctx context.Context, tx *store.Tx, person, proof id.ID) error {
	owed, err := duty.Of(ctx, tx, person)
	for _, d := range owed {
		if err == nil && d.State == duty.Pending && (d.Code == owedMove || d.Code == owedCare) {
			err = duty.Lapse(ctx, tx, d, proof)
		}
	}
	return err
}
