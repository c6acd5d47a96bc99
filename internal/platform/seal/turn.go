package seal

import (
	"context"
	"crypto/ed25519"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Signer gives the signer with a name, making its key on first use.
func (v *Vault) Signer(ctx context.Context, name string) (_ *Signer, err error) {
	defer errs.Wrap(&err, "seal.Signer(%s)", name)
	k, ok := v.ring.Load().current[signs+name]
	if !ok {
		if err := v.ensure(ctx, signs+name); err != nil {
			return nil, err
		}
		k = v.ring.Load().current[signs+name]
	}
	return &Signer{private: ed25519.NewKeyFromSeed(k.secret)}, nil
}

// TurnRoot re-wraps the ring under the root's current key, while the house runs. Afterwards the older root
// keys may be taken from the key file. It tells how many ring keys were re-wrapped.
func (v *Vault) TurnRoot(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "seal.TurnRoot")
	err = store.Ledger(ctx, v.db, func(tx *store.Tx) error {
		rows, err := ringRows(ctx, tx)
		if err != nil {
			return err
		}
		n = 0
		for _, r := range rows {
			if r.root == v.root.Current() {
				continue
			}
			secret, err := v.root.Unwrap(ctx, r.root, r.wrapped, r.place())
			if err != nil {
				return err
			}
			wrapped, root, err := v.root.Wrap(ctx, secret, r.place())
			if err != nil {
				return err
			}
			if err := store.Update(ctx, tx, "update seal_ring set wrapped = $1, root = $2 where id = $3 and root = $4",
				wrapped, root, r.id, r.root); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// TurnRing makes a new generation of a compartment's key under the vault's suite: new data keys are wrapped
// by it at once. Rewrap then moves the old ones, page by page.
func (v *Vault) TurnRing(ctx context.Context, c Compartment) (err error) {
	defer errs.Wrap(&err, "seal.TurnRing(%s)", c)
	if !c.Valid() {
		return errs.New(errs.Invalid, "seal.unknown_compartment", string(c))
	}
	err = store.Ledger(ctx, v.db, func(tx *store.Tx) error {
		rows, err := ringRows(ctx, tx)
		if err != nil {
			return err
		}
		generation := 1
		for _, r := range rows {
			if r.purpose == string(c) {
				generation = r.generation + 1
			}
		}
		return v.forge(ctx, tx, string(c), generation)
	})
	if err != nil {
		return err
	}
	_, err = store.Read(ctx, v.db, func(tx *store.Tx) (*ring, error) { return v.refresh(ctx, tx) })
	return err
}

// Rewrap moves up to limit data keys of a compartment, after the record, to the newest ring key of their
// suite. It tells the last record looked at, "" at the end. Interrupted, it may begin again anywhere.
func (v *Vault) Rewrap(ctx context.Context, c Compartment, after id.ID, limit int) (last id.ID, err error) {
	defer errs.Wrap(&err, "seal.Rewrap(%s)", c)
	err = store.Ledger(ctx, v.db, func(tx *store.Tx) error {
		last = ""
		rows, err := store.Collect(ctx, tx, scanKey, "select "+keyColumns+` from seal_key
			where compartment = $1 and state = $2 and record > $3 order by record limit $4`,
			string(c), open, string(after), limit)
		if err != nil || len(rows) == 0 {
			return err
		}
		ring, err := ringRows(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			old, err := v.ringKey(ctx, tx, r.kek)
			if err != nil {
				return err
			}
			next, err := v.ringKey(ctx, tx, newest(ring, c, old.suite))
			if err != nil {
				return err
			}
			if next.id == old.id {
				continue
			}
			data, err := old.unwrap(r)
			if err != nil {
				return err
			}
			if err := rewrite(ctx, tx, r, keyRow{wrapped: next.wrap(r.record, c, data), kek: next.id}, open); err != nil {
				return err
			}
		}
		last = rows[len(rows)-1].record
		return nil
	})
	return last, err
}
