package seal

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// SealAway seals a record (记录封存, law.md §8.3): every open key of it is wrapped for the escrow, and
// Key answers NotFound from now on. The caller checks the order, records the fact, and removes the record's
// tokens from the search tables, which are his. It tells how many keys were sealed; 0 when there was none.
func (v *Vault) SealAway(ctx context.Context, tx *store.Tx, record id.ID) (_ int, err error) {
	defer errs.Wrap(&err, "seal.SealAway(%s)", record)
	rows, err := rowsOf(ctx, tx, record, open)
	if err != nil {
		return 0, err
	}
	escrow := v.ring.Load().current[forEscrow]
	for _, r := range rows {
		kek, err := v.ringKey(ctx, tx, r.kek)
		if err != nil {
			return 0, err
		}
		data, err := kek.unwrap(r)
		if err != nil {
			return 0, err
		}
		// The suite of the data key is inside the box: it must be known when the key comes back.
		box, err := SealTo(escrow.public, awayInfo(r), append([]byte{kek.suite.mark()}, data...))
		if err != nil {
			return 0, err
		}
		if err := rewrite(ctx, tx, r, keyRow{wrapped: box, kek: escrow.id}, sealed); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// Restore opens a sealed-away record again, for a purpose that the law names. That two people ask for it is
// the caller's to see to, until the escrow's private half lies on the tokens of two officers. A record that
// is not sealed away is seal.no_key.
func (v *Vault) Restore(ctx context.Context, tx *store.Tx, record id.ID) (_ int, err error) {
	defer errs.Wrap(&err, "seal.Restore(%s)", record)
	rows, err := rowsOf(ctx, tx, record, sealed)
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, errs.New(errs.NotFound, "seal.no_key")
	}
	ring, err := ringRows(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		s, data, err := v.fromEscrow(ctx, tx, r)
		if err != nil {
			return 0, err
		}
		kek, err := v.ringKey(ctx, tx, newest(ring, r.compartment, s))
		if err != nil {
			return 0, err
		}
		next := keyRow{wrapped: kek.wrap(record, r.compartment, data), kek: kek.id}
		if err := rewrite(ctx, tx, r, next, open); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func awayInfo(r keyRow) string {
	return "guitu away\x00" + string(r.record) + "\x00" + string(r.compartment)
}

// newest is the youngest ring key of a compartment with the suite: a data key stays with the cipher that its
// values are sealed under.
func newest(rows []ringRow, c Compartment, s Suite) (best string) {
	for _, r := range rows { // by generation
		if r.purpose == string(c) && Suite(r.suite) == s {
			best = r.id
		}
	}
	return best
}
