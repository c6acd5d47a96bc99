package measure

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// never is the day on which a life was folded last when it must be folded again.
const never = "0001-01-01"

// Unsettle makes every life due for Refresh: the law's book has changed, and with it what the facts make of
// anybody's term. It changes no fact and no date itself, so it may run twice.
func (k *Desk) Unsettle(ctx context.Context, key store.Key) (err error) {
	defer errs.Wrap(&err, "measure.Unsettle")
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (int64, error) {
		if err := k.policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure"}); err != nil {
			return 0, err
		}
		// Folded on the first of all days, so that a life folded this morning is folded again.
		n, err := tx.Exec(ctx, `update measure_life set next_change = $1, folded_on = '`+never+`'`, tx.Today().String())
		if err != nil {
			return 0, err
		}
		return n, audit.Record(ctx, tx, audit.Fact{Sort: audit.Computed, Room: "measure", Kind: "measure.unsettled", Compartment: seal.General})
	})
	return err
}
