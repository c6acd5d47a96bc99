package jobs

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
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

// Standing is how the table of jobs stands as a whole, in numbers that say nothing of their kinds: for who watches
// whether the machine does its work, and may open no file.
type Standing struct {
	Waiting, Running, Failed int       // Waiting: of those that are due
	Oldest                   time.Time // due moment of the oldest waiting job, zero when none is due
}

// Stands counts what is due, at work and failed now. It asks for no right: it names nothing.
func Stands(ctx context.Context, tx *store.Tx) (s Standing, err error) {
	defer errs.Wrap(&err, "jobs.Stands")
	return stands(ctx, tx)
}

// LastFault is the code of what went wrong latest with a kind of job that waits to be tried again or has failed; "" for
// nothing. It asks for no right: it names nothing.
func LastFault(ctx context.Context, tx *store.Tx, kind string) (code string, err error) {
	defer errs.Wrap(&err, "jobs.LastFault(%s)", kind)
	code, err = store.One(ctx, tx, store.Value[string],
		`SELECT code FROM jobs_job WHERE kind = $1 AND code <> '' ORDER BY ended DESC, id DESC LIMIT 1`, kind)
	if errs.Is(err, "store.not_found") {
		return "", nil
	}
	return code, err
}

// Retry lets a failed job be tried again, from its first attempt. It fails with policy.denied, and with
// jobs.not_failed (Conflict) when the job is not in the list any more.
func (r *Room) Retry(ctx context.Context, key store.Key, job id.ID) (err error) {
	defer errs.Wrap(&err, "jobs.Retry(%s)", job)
	return r.act(ctx, key, job, "jobs.retried", revive)
}

// Discard takes a failed job out of the list: what it was to do is done by hand, or is not to be done. The fact
// that it was discarded stays in the log. It fails like Retry.
func (r *Room) Discard(ctx context.Context, key store.Key, job id.ID) (err error) {
	defer errs.Wrap(&err, "jobs.Discard(%s)", job)
	return r.act(ctx, key, job, "jobs.discarded", remove)
}

type change func(context.Context, *store.Tx, id.ID) error

// act does one thing to a failed job, checked and recorded.
func (r *Room) act(ctx context.Context, key store.Key, job id.ID, fact string, do change) error {
	_, err := store.Write(ctx, r.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := r.policy.Check(ctx, tx, policy.JobsRetry, policy.Resource{Kind: "job", ID: job}); err != nil {
			return "", err
		}
		compartment, err := failedCompartment(ctx, tx, job)
		if err != nil {
			return "", err
		}
		if err := do(ctx, tx, job); err != nil {
			return "", err
		}
		return job, audit.Record(ctx, tx, audit.Fact{
			Kind: fact, Record: job, Compartment: compartment, Rows: []audit.Row{audit.Kept("jobs_job", job)}, // an empty row when it was discarded
		})
	})
	return err
}
