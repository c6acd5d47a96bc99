// Package gauge drives something many times and tells how long it took: as fast as so many callers can (Closed), or at a
// rate that does not wait for answers (Open). Every call is kept, so that a percentile is one of full samples, and every
// error counts.
package gauge

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"guitu/internal/base/clock"
)

// Try is one call: worker says whose, n how many that worker made before. An error is a call that failed or was answered
// wrongly.
type Try func(ctx context.Context, worker, n int) error

// Run is what came of many calls.
type Run struct {
	Took   time.Duration   // from the first call to the last answer
	Work   time.Duration   // of the processor by this process meanwhile: what others do on the machine is not in it
	Times  []time.Duration // of the calls that were answered rightly, shortest first
	Errors int
	First  error // one of them
}

// And is this run and another of the same as one.
func (r Run) And(more Run) Run {
	r.Took, r.Work, r.Errors = r.Took+more.Took, r.Work+more.Work, r.Errors+more.Errors
	if r.First == nil {
		r.First = more.First
	}
	r.Times = slices.Concat(r.Times, more.Times)
	slices.Sort(r.Times)
	return r
}

// Calls is how many there were, right or wrong.
func (r Run) Calls() int { return len(r.Times) + r.Errors }

// Rate is right answers a second.
func (r Run) Rate() float64 {
	if r.Took <= 0 {
		return 0
	}
	return float64(len(r.Times)) / r.Took.Seconds()
}

// Quantile is the time within which the share q of the calls was answered: 0.95 is the p95. Zero when there was none.
func (r Run) Quantile(q float64) time.Duration {
	if len(r.Times) == 0 {
		return 0
	}
	return r.Times[min(len(r.Times)-1, int(q*float64(len(r.Times))))]
}

// Each is the work of the processor for one call.
func (r Run) Each() time.Duration {
	if r.Calls() == 0 {
		return 0
	}
	return r.Work / time.Duration(r.Calls())
}

// Worked is how long the processor has worked for this process; 0 where the system does not tell.
func Worked() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// tally gathers what one caller saw.
type tally struct {
	times  []time.Duration
	errors int
	first  error
}

func (t *tally) add(took time.Duration, err error) {
	if err == nil {
		t.times = append(t.times, took)
		return
	}
	t.errors++
	if t.first == nil {
		t.first = err
	}
}

func sum(took, work time.Duration, all []tally) (r Run) {
	r.Took, r.Work = took, work
	for _, t := range all {
		r.Times, r.Errors = append(r.Times, t.times...), r.Errors+t.errors
		if r.First == nil {
			r.First = t.first
		}
	}
	slices.Sort(r.Times)
	return r
}

// Closed lets so many workers call one after the other for so long, each waiting for its answer.
func Closed(ctx context.Context, now clock.Clock, workers int, long time.Duration, try Try) Run {
	all, start, work := make([]tally, workers), now(), Worked()
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil && now().Sub(start) < long; n++ {
				began := now()
				err := try(ctx, w, n)
				all[w].add(now().Sub(began), err)
			}
		})
	}
	wg.Wait()
	return sum(now().Sub(start), Worked()-work, all)
}

// Open calls so many times a second, whether or not earlier calls were answered, with at most so many workers under way. A
// time counts from the moment at which the call was due: who waits for a free worker waits too.
func Open(ctx context.Context, now clock.Clock, p Pace, try Try) Run {
	all, start, work := make([]tally, p.Workers), now(), Worked()
	total := int64(p.Rate * p.Long.Seconds())
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range p.Workers {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				k := next.Add(1) - 1
				if k >= total {
					return
				}
				due := start.Add(time.Duration(float64(k) / p.Rate * float64(time.Second)))
				wait(ctx, due.Sub(now()))
				err := try(ctx, w, n)
				all[w].add(now().Sub(due), err)
			}
		})
	}
	wg.Wait()
	return sum(now().Sub(start), Worked()-work, all)
}

// Pace is an open load.
type Pace struct {
	Rate    float64 // calls a second
	Long    time.Duration
	Workers int
}

func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
