package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Config is what the room stands on.
type Config struct {
	DB      *store.DB
	Policy  *policy.Engine
	Log     *slog.Logger // discards when nil
	Workers int          // runs at the same time; 4 when zero
	Watch   obs.Watch    // is told of every run; nil of none
}

// Room is the worker and the keeper's view of the jobs. Kinds are told to it with Handle and Every, then Start.
type Room struct {
	db       *store.DB
	policy   *policy.Engine
	log      *slog.Logger
	watch    obs.Watch
	free     chan struct{} // one token a worker
	handlers map[string]handler
	order    []string   // kinds in the order of Handle
	turning  sync.Mutex // of the periodic kinds: Drain may run beside the loop
	periodic []*periodic

	wake   chan struct{} // a worker became free
	name   string        // of a process that drains beside the one that serves
	served atomic.Bool   // it was started

	mu    sync.Mutex
	stop  func(context.Context) error // nil when not started
	state error                       // of the last round: nil is well
}

// New makes a room that handles nothing yet.
func New(c Config) *Room {
	if c.Workers <= 0 {
		c.Workers = 4
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	r := &Room{
		db: c.DB, policy: c.Policy, log: c.Log, watch: obs.Watches(c.Watch), handlers: map[string]handler{},
		free: make(chan struct{}, c.Workers), wake: make(chan struct{}, 1), name: string(id.New()),
	}
	for range c.Workers {
		r.free <- struct{}{}
	}
	return r
}

// runner is the name that this process takes jobs under: the node's own for the one that is started, which the next
// one started may take back; a name like no other for a command that drains beside it.
func (r *Room) runner() string {
	if r.served.Load() {
		return r.db.Node()
	}
	return r.db.Node() + "/" + r.name
}

type handler struct {
	run    func(ctx context.Context, raw []byte) error
	limits Limits
}

// Handle says what is done with jobs of A's kind. The context carries the system actor of the kind's part, a
// deadline and what Key needs; fn ends soon after the context does. Call it before Start, once a kind. It
// panics on a kind that is not part.what, on a second handler, and on arguments that could hold a name or free
// text: fields must be ids, Codes or other named strings, numbers, booleans, moments, or lists of them.
func Handle[A Args](r *Room, fn func(context.Context, A) error) {
	var zero A
	kind := zero.Kind()
	if !kindForm.MatchString(kind) {
		panic("jobs: a kind is part.what, not " + kind)
	}
	if _, twice := r.handlers[kind]; twice {
		panic("jobs: two handlers for " + kind)
	}
	if t := reflect.TypeFor[A](); t.Kind() != reflect.Struct || !holds(t) {
		panic("jobs: the arguments of " + kind + " could hold a name")
	}
	r.handlers[kind] = handler{limits: limitsOf(zero), run: func(ctx context.Context, raw []byte) error {
		var a A
		if err := json.Unmarshal(raw, &a); err != nil {
			return Cancel(&errs.Error{Kind: errs.Internal, Code: "jobs.bad_args", Args: []any{kind}, Err: err})
		}
		return fn(ctx, a)
	}}
	r.order = append(r.order, kind)
}

// Kinds lists what is handled, in order.
func (r *Room) Kinds() []string { return slices.Sorted(slices.Values(r.order)) }

// Well is nil while jobs are being worked: the check for health. It fails with jobs.stopped before Start and
// after Stop, and with the last trouble in reaching the store.
func (r *Room) Well(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		return errs.New(errs.Unavailable, "jobs.stopped")
	}
	return r.state
}
