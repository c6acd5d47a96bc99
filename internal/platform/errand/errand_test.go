package errand_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/errand"
)

// long is a wait that no test reaches.
const long = time.Minute

func TestWhatEndsInTimeIsAnsweredAtOnce(t *testing.T) {
	var b errand.Board
	mine := errors.New("mine")
	for _, want := range []error{nil, mine} {
		about := id.New()
		ended, err := b.Do(t.Context(), about, long, func(context.Context, func(int, int)) error { return want })
		if !ended || !errors.Is(err, want) {
			t.Errorf("%v %v, want %v", ended, err, want)
		}
		if _, ok := b.Find(about); ok {
			t.Error("what was told is told again")
		}
	}
}

// An errand goes on without who began it, is one however often it is begun, and tells its end once.
func TestALongErrandGoesOn(t *testing.T) {
	var b errand.Board
	var ran atomic.Int32
	about, told, leave := id.New(), make(chan struct{}), make(chan struct{})
	act := func(ctx context.Context, tell func(int, int)) error {
		ran.Add(1)
		tell(3, 7)
		close(told)
		<-leave
		return ctx.Err()
	}
	ctx, gone := context.WithCancel(t.Context())
	if ended, err := b.Do(ctx, about, 0, act); ended || err != nil {
		t.Fatal(ended, err)
	}
	gone()
	<-told
	if p, ok := b.Find(about); !ok || p.Ended || p.Done != 3 || p.Of != 7 {
		t.Fatalf("%+v %v", p, ok)
	}
	if ended, err := b.Do(t.Context(), about, 0, act); ended || err != nil {
		t.Fatal(ended, err)
	}
	close(leave)
	if ended, err := b.Do(t.Context(), about, long, act); !ended || err != nil || ran.Load() != 1 {
		t.Fatal(ended, err, ran.Load())
	}
	if _, ok := b.Find(about); ok {
		t.Error("its end was told twice")
	}
}

func TestAPanicIsAnError(t *testing.T) {
	var b errand.Board
	_, err := b.Do(t.Context(), id.New(), long, func(context.Context, func(int, int)) error { panic("!") })
	if errs.KindOf(err) != errs.Internal {
		t.Error(err)
	}
}
