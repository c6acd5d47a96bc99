package obs

import (
	"context"
	"time"
)

// Work is what is told of a request or a job when it has ended. It holds no id of a person and no name: who counts
// (meter, trace) keeps it for months and hands it to other machines.
type Work struct {
	What    string        // "request" or "job"
	Name    string        // the route's pattern, "GET /people/{id}", or the kind of the job; "" for one of a closed compartment
	Status  int           // of a request, as HTTP has it
	Outcome string        // of a job: done, later, waiting, failed, lease_lost, unknown
	Code    string        // of the error, "" when there was none
	Actor   string        // kind of who acted: staff, part or "" for nobody
	Request string        // id of the request or job, as in its event
	Took    time.Duration // by the house's clock
}

// Watch is told that a request or job begins, and by the function it answers how it ended, once. It may give the
// work a context of its own. Several are made one by Watches.
type Watch func(ctx context.Context, what string) (context.Context, func(Work))

// Watches tells all of them, the first outermost. Those that are nil are left out.
func Watches(all ...Watch) Watch {
	return func(ctx context.Context, what string) (context.Context, func(Work)) {
		var ends []func(Work)
		for _, w := range all {
			if w == nil {
				continue
			}
			var end func(Work)
			ctx, end = w(ctx, what)
			ends = append(ends, end)
		}
		return ctx, func(x Work) {
			for i := len(ends) - 1; i >= 0; i-- {
				ends[i](x)
			}
		}
	}
}
