package census

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Officer is the name of a member of staff, "" where he is unknown: officers answer for their acts by name.
func (k *Desk) Officer(ctx context.Context, member id.ID) (_ string, err error) {
	defer errs.Wrap(&err, "census.Officer(%s)", member)
	return store.Read(ctx, k.db, func(tx *store.Tx) (string, error) {
		found, err := k.staff.Members(ctx, tx, []id.ID{member})
		return found[member].Name, err
	})
}
