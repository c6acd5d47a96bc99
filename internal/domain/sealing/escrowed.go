package sealing

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Escrowed are the records of this room whose keys may lie in the escrow while their rows stay: what was typed in asking, the
// letters of openings, and the register. It is for who proves the house, and asks no policy: what it answers names nobody.
func Escrowed(ctx context.Context, db *store.DB) (_ map[id.ID]bool, err error) {
	defer errs.Wrap(&err, "sealing.Escrowed")
	all, err := store.Read(ctx, db, func(tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select id from sealing_sealing union select id from sealing_opening union select letter from sealing_opening`)
	})
	own := map[id.ID]bool{register: true}
	for _, x := range all {
		own[x] = true
	}
	return own, err
}
