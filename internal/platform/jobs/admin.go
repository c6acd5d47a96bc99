package jobs

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Failed is a job that will not be tried again by itself. Kind is empty when the job belongs to another
// compartment than general: that such work exists for somebody is already more than the keeper may know.
type Failed struct {
	ID          id.ID
	Kind        string
	Compartment seal.Compartment
	Attempts    int
	Made, Ended time.Time
	Code        string // of the last error, key of its message
	Address     string // where it came from: use cases with ids, codes and Go types, no values
}

// Failed lists the failed jobs, latest first unless the page says otherwise (sorts: ended, made, kind). It
// fails with policy.denied for everybody but the keeper.
func (r *Room) Failed(ctx context.Context, p store.Page) (_ store.Slice[Failed], err error) {
	defer errs.Wrap(&err, "jobs.Failed")
	return store.Read(ctx, r.db, func(tx *store.Tx) (store.Slice[Failed], error) {
		if err := r.policy.Check(ctx, tx, policy.JobsView, policy.Resource{Kind: "job"}); err != nil {
			return store.Slice[Failed]{}, err
		}
		return listFailed(ctx, tx, p)
	})
}

// Load is how much of a kind is in the table now.
type Load struct {
	Kind                     string
	Waiting, Running, Failed int
	Oldest                   time.Time // due moment of the oldest waiting job
}

// Loads tells the state of every general kind, and of all others together under the kind "".
func (r *Room) Loads(ctx context.Context) (_ []Load, err error) {
	defer errs.Wrap(&err, "jobs.Loads")
	return store.Read(ctx, r.db, func(tx *store.Tx) ([]Load, error) {
		if err := r.policy.Check(ctx, tx, policy.JobsView, policy.Resource{Kind: "job"}); err != nil {
			return nil, err
		}
		return loads(ctx, tx)
	})
}
