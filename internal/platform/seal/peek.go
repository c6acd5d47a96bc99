package seal

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Peek opens the keys of a record that was sealed away, for one reading: the rows stay as they are, so that nothing has to be
// sealed again afterwards, and a machine that stops in the middle leaves nothing open. Who may peek, and that it is a fact,
// is the caller's to see to. A record that is not sealed away is seal.no_key.
func (v *Vault) Peek(ctx context.Context, tx *store.Tx, record id.ID) (_ map[Compartment]*Key, err error) {
	defer errs.Wrap(&err, "seal.Peek(%s)", record)
	rows, err := rowsOf(ctx, tx, record, sealed)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "seal.no_key")
	}
	out := make(map[Compartment]*Key, len(rows))
	for _, r := range rows {
		s, data, err := v.fromEscrow(ctx, tx, r)
		if err != nil {
			return nil, err
		}
		out[r.compartment] = newKey(record, r.compartment, s, data)
	}
	return out, nil
}

// fromEscrow opens a data key that was wrapped for the escrow, with the suite that its values are sealed under.
func (v *Vault) fromEscrow(ctx context.Context, tx *store.Tx, r keyRow) (Suite, []byte, error) {
	escrow, err := v.ringKey(ctx, tx, r.kek)
	if err != nil {
		return Suite(""), nil, err
	}
	data, err := OpenWith(escrow.secret, awayInfo(r), r.wrapped)
	if err != nil {
		return Suite(""), nil, err
	}
	s, known := suiteOf(data)
	if !known {
		return s, nil, errs.New(errs.Internal, "seal.broken", "seal_key.wrapped", string(r.record))
	}
	return s, data[1:], nil
}
