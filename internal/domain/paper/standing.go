package paper

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// Standing is what this house makes today of a paper that it issued.
type Standing struct {
	State    State
	Ended    time.Time // when it became void, zero while it counts
	Replaced bool      // another stands in its place
}

// Standing tells whether a paper still counts, to who holds its genuine code: the code is the right to ask, and neither it
// nor the answer names anybody. ok is false for a number that was not issued here.
func (k *Desk) Standing(ctx context.Context, number string) (s Standing, ok bool, err error) {
	defer errs.Wrap(&err, "paper.Standing()")
	p, err := store.Read(ctx, k.db, func(tx *store.Tx) (Paper, error) {
		return store.One(ctx, tx, scan, selectPaper+`where number = $1`, number)
	})
	if errs.Is(err, "store.not_found") {
		return s, false, nil
	}
	return Standing{p.State, p.Voided, p.ReplacedBy != ""}, err == nil, err
}
