package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const (
	look  = 250 * time.Millisecond // between two looks at the table, which cost one short read
	batch = 16                     // of one Drain round
)

// errStopping ends the runs that did not finish while the process stops.
var errStopping = errors.New("jobs: stopping")

// Start takes back what the last process that served this node left running, and works until Stop. A room that is
// started stays so: a second Start does nothing. One process of a node is started at a time (hold.Take), or it
// would take from a living one what that is at work on.
func (r *Room) Start(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "jobs.Start")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop != nil {
		return nil
	}
	if err := store.Ledger(ctx, r.db, func(tx *store.Tx) error { _, err := release(ctx, tx); return err }); err != nil {
		return err
	}
	r.served.Store(true)
	base := context.WithoutCancel(ctx)
	looking, stopLooking := context.WithCancel(base)
	runs, endRuns := context.WithCancelCause(base)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.loop(looking, runs)
	}()
	r.state = nil
	r.stop = func(ctx context.Context) error {
		stopLooking()
		defer endRuns(errStopping)
		select {
		case <-ended:
			return nil
		case <-ctx.Done():
			endRuns(errStopping)
			<-ended
			return errs.Because(errs.Unavailable, "jobs.interrupted", context.Cause(ctx))
		}
	}
	return nil
}

// Stop takes no more jobs and waits for those that run. When ctx ends first, it interrupts them; they wait for
// the next Start, the attempt not counted, and Stop fails with jobs.interrupted. Stop of a stopped room is nil.
func (r *Room) Stop(ctx context.Context) error {
	r.mu.Lock()
	stop := r.stop
	r.stop = nil
	r.mu.Unlock()
	if stop == nil {
		return nil
	}
	return stop(ctx)
}

// loop looks for jobs until looking ends, then waits for the runs.
func (r *Room) loop(looking, runs context.Context) {
	var at sync.WaitGroup
	defer at.Wait()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for looking.Err() == nil {
		err := r.round(looking, runs, &at)
		if looking.Err() == nil {
			r.note(err)
		}
		r.rest(looking, tick.C)
	}
}

// rest waits for the next look: the tick, or half of the workers free, so that under load one claim takes several
// jobs and a commit is not spent on each.
func (r *Room) rest(looking context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-tick:
			return
		case <-looking.Done():
			return
		case <-r.wake:
			if 2*len(r.free) >= cap(r.free) {
				return
			}
		}
	}
}

func (r *Room) note(err error) {
	r.mu.Lock()
	changed := (err == nil) != (r.state == nil)
	r.state = err
	r.mu.Unlock()
	if changed && err != nil {
		r.log.Error("jobs cannot be looked for", "error", errs.CodeOf(err), "cause", err)
	}
}

// round enqueues what has come round and starts as many due jobs as there are free workers.
func (r *Room) round(looking, runs context.Context, at *sync.WaitGroup) error {
	if err := r.turns(looking); err != nil {
		return err
	}
	taken, err := r.claim(looking, len(r.free))
	if err != nil {
		return err
	}
	for _, j := range taken {
		<-r.free
		at.Go(func() {
			defer func() {
				r.free <- struct{}{}
				select {
				case r.wake <- struct{}{}:
				default:
				}
			}()
			r.work(runs, j)
		})
	}
	return nil
}

// claim takes up to n due jobs under leases. Looking is a read, so that an idle house writes nothing.
func (r *Room) claim(ctx context.Context, n int) ([]row, error) {
	if n == 0 || len(r.order) == 0 {
		return nil, nil
	}
	seen, err := store.Read(ctx, r.db, func(tx *store.Tx) ([]row, error) { return r.due(ctx, tx, n) })
	if err != nil || len(seen) == 0 {
		return nil, err
	}
	var taken []row
	runner := r.runner()
	err = store.Ledger(ctx, r.db, func(tx *store.Tx) error {
		taken = taken[:0]
		for _, j := range seen {
			if j.attempt >= r.handlers[j.kind].limits.Attempts {
				if err := crashed(ctx, tx, j); err != nil {
					return err
				}
				continue
			}
			ours, err := take(ctx, tx, &j, runner)
			if err != nil {
				return err
			}
			if ours {
				j.attempt++
				taken = append(taken, j)
			}
		}
		return nil
	})
	return taken, err
}

// work runs one job and writes what became of it: one event.
func (r *Room) work(ctx context.Context, j row) {
	h := r.handlers[j.kind]
	e := obs.Begin(r.log, r.db.Clock(), "job", slog.String("job", string(j.id)), slog.String("job_kind", j.kind),
		slog.Int("attempt", j.attempt))
	began := r.db.Clock()()
	ctx, end := r.watch(ctx, "job")
	err := r.run(ctx, h, j)
	now := r.db.Clock()()
	o := judge(err, j.attempt, h.limits, now)
	if err != nil && errors.Is(context.Cause(ctx), errStopping) {
		o = outcome{state: waiting, due: now}
		err = errs.Because(errs.Unavailable, "jobs.interrupted", err)
	}
	// What became of it is written even while the process stops.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	kept, told := false, ""
	lost := store.Ledger(last, r.db, func(tx *store.Tx) (err error) { kept, err = settle(last, tx, j, o); return err })
	switch {
	case lost != nil:
		told = "unknown"
		err = errors.Join(err, lost)
	case !kept:
		told = "lease_lost"
	case o.state == "":
		told = "done"
	case o.state == waiting && !o.counted:
		told = "later"
		if errors.As(err, new(snooze)) {
			err = nil
		}
	default:
		told = o.state
		e.Add(slog.Time("due", o.due))
	}
	e.Add(slog.String("outcome", told))
	e.End(last, err)
	end(j.work(told, err, now.Sub(began)))
}

// work is what watchmen are told of a run: of one of a closed compartment not even its kind.
func (j row) work(outcome string, err error, took time.Duration) obs.Work {
	w := obs.Work{What: "job", Name: j.kind, Outcome: outcome, Actor: "part", Request: string(j.id), Took: took}
	if j.compartment != seal.General {
		w.Name = ""
	}
	if err != nil {
		w.Code = errs.CodeOf(err)
	}
	return w
}

// run calls the handler as the part of its kind, within its time, and turns a panic into an error.
func (r *Room) run(ctx context.Context, h handler, j row) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errs.Because(errs.Internal, "jobs.panic", fmt.Errorf("%T", p))
		}
	}()
	part, _, _ := strings.Cut(j.kind, ".")
	ctx = obs.WithRequest(actor.With(ctx, actor.Part(part)), j.id) // facts of one run lie side by side in the log
	ctx = context.WithValue(ctx, runKey{}, j)
	ctx, cancel := context.WithTimeout(ctx, h.limits.Within)
	defer cancel()
	return h.run(ctx, j.args)
}

// Drain does, one after the other and in order, everything that is due by the store's clock, what follows from
// it included, and tells how many runs that was. It is how a story or the demo lets the house catch up after
// moving the clock; a house that is started does the same by itself.
func (r *Room) Drain(ctx context.Context) (runs int, err error) {
	defer errs.Wrap(&err, "jobs.Drain")
	for {
		if err := r.turns(ctx); err != nil {
			return runs, err
		}
		taken, err := r.claim(ctx, batch)
		if err != nil || len(taken) == 0 {
			return runs, err
		}
		for _, j := range taken {
			r.work(ctx, j)
			runs++
		}
	}
}
