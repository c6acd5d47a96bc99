package seal

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// bound stands behind the secret of the digests' key, wrapped with it, in a house whose log carries marks of that key. It is
// there because nobody who holds the database alone can take it away: without this row no digest of the house holds, and
// only the root key writes it. (Who kept a copy from before it was set can put that back, until the root key is turned
// and the older one dropped.)
const bound = 1

// Bound tells whether the log of this house carries marks.
func (v *Vault) Bound() bool { return v.bound.Load() }

// Bind lets a house of an older program begin with marks: body writes them, in the transaction that says so in the ring.
// In a house that has them it does nothing.
func (v *Vault) Bind(ctx context.Context, body func(*store.Tx) error) (err error) {
	defer errs.Wrap(&err, "seal.Bind")
	if v.Bound() {
		return nil
	}
	rows, err := store.Read(ctx, v.db, func(tx *store.Tx) ([]ringRow, error) { return ringRows(ctx, tx) })
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.purpose != forDigest {
			continue
		}
		if err := v.bind(ctx, r, body); err != nil {
			return err
		}
	}
	v.bound.Store(true)
	return nil
}

// bind asks the root outside of the transaction, as everywhere.
func (v *Vault) bind(ctx context.Context, r ringRow, body func(*store.Tx) error) error {
	secret, err := v.root.Unwrap(ctx, r.root, r.wrapped, r.place())
	if err != nil || len(secret) > macSize { // another process was faster
		return err
	}
	was := r.wrapped
	if r.wrapped, r.root, err = v.root.Wrap(ctx, append(secret, bound), r.place()); err != nil {
		return err
	}
	return store.Ledger(ctx, v.db, func(tx *store.Tx) error {
		if err := store.Update(ctx, tx, "update seal_ring set wrapped = $1, root = $2 where id = $3 and wrapped = $4",
			r.wrapped, r.root, r.id, was); err != nil {
			return err
		}
		return body(tx)
	})
}
