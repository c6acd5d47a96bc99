// Package errand lets an act go on when it takes longer than its reader waits: the import of a big roster.
//
// The words: errand 要办一会儿的事 (one act, by the id of what it is about), board (all that are under way). Begun twice,
// an errand is one; its end is told once, to whoever asks first.
//
// Not here: work that has to happen (platform/jobs). An errand lives in the memory of the one process that serves a
// house, and its act is one transaction: when the process dies, nothing of it has happened, and who began it begins it
// again.
package errand

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Act is what an errand does. tell says how far it is; it may begin again at 0.
type Act func(ctx context.Context, tell func(done, of int)) error

// Progress is how far an errand is.
type Progress struct {
	Done, Of int
	Ended    bool
	Err      error // of an errand that has ended
}

// Board is where errands are found. The zero Board is ready.
type Board struct {
	mu  sync.Mutex
	now map[id.ID]*errand
}

type errand struct {
	done, of atomic.Int64
	ended    chan struct{} // closed when err stands
	err      error
}

// Do begins an errand, or joins the one about the same record, and waits so long at most for its end. ended is false
// while it goes on, whatever becomes of ctx then; err is the act's own.
func (b *Board) Do(ctx context.Context, about id.ID, wait time.Duration, act Act) (ended bool, err error) {
	x, fresh := b.begin(about)
	if fresh {
		go x.run(context.WithoutCancel(ctx), act)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-x.ended:
		b.forget(about, x)
		return true, x.err
	case <-timer.C:
		return false, nil
	}
}

// Find tells how far the errand about a record is; ok is false when there is none.
func (b *Board) Find(about id.ID) (p Progress, ok bool) {
	b.mu.Lock()
	x, ok := b.now[about]
	b.mu.Unlock()
	if !ok {
		return p, false
	}
	p.Done, p.Of = int(x.done.Load()), int(x.of.Load())
	select {
	case <-x.ended:
		b.forget(about, x)
		p.Ended, p.Err = true, x.err
	default:
	}
	return p, true
}

func (b *Board) begin(about id.ID) (x *errand, fresh bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if x, ok := b.now[about]; ok {
		return x, false
	}
	if b.now == nil {
		b.now = map[id.ID]*errand{}
	}
	x = &errand{ended: make(chan struct{})}
	b.now[about] = x
	return x, true
}

func (b *Board) forget(about id.ID, x *errand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now[about] == x {
		delete(b.now, about)
	}
}

// run does the act. A panic in it is the error of this errand and not the end of the house.
func (x *errand) run(ctx context.Context, act Act) {
	defer close(x.ended)
	defer func() {
		if p := recover(); p != nil {
			x.err = errs.Because(errs.Internal, "web.internal", fmt.Errorf("panic: %v", p))
		}
	}()
	x.err = act(ctx, func(done, of int) {
		x.done.Store(int64(done))
		x.of.Store(int64(of))
	})
}
