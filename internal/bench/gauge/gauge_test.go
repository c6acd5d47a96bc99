package gauge_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"guitu/internal/bench/gauge"
)

// hold is a call that takes so long.
func hold(d time.Duration) gauge.Try {
	return func(context.Context, int, int) error {
		<-time.After(d)
		return nil
	}
}

func now() time.Time { return time.Now() }

func TestAClosedLoadWaitsForItsAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := gauge.Closed(t.Context(), now, 4, time.Second, hold(10*time.Millisecond))
		if r.Calls() != 400 || r.Errors != 0 || r.Rate() != 400 || r.Quantile(0.95) != 10*time.Millisecond {
			t.Errorf("%d calls, %d errors, %.0f/s, p95 %s", r.Calls(), r.Errors, r.Rate(), r.Quantile(0.95))
		}
	})
}

// A server that is slower than the load is asked all the same, and who waited for it is counted as having waited.
func TestAnOpenLoadDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := gauge.Open(t.Context(), now, gauge.Pace{Rate: 100, Long: time.Second, Workers: 1}, hold(20*time.Millisecond))
		if r.Calls() != 100 || r.Quantile(0) != 20*time.Millisecond || r.Quantile(1) != 1010*time.Millisecond {
			t.Errorf("%d calls, least %s, most %s", r.Calls(), r.Quantile(0), r.Quantile(1))
		}
		quick := gauge.Open(t.Context(), now, gauge.Pace{Rate: 100, Long: time.Second, Workers: 4}, hold(20*time.Millisecond))
		if quick.Quantile(1) != 20*time.Millisecond {
			t.Errorf("with workers enough, most %s", quick.Quantile(1))
		}
	})
}

func TestAWrongAnswerIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wrong := errors.New("wrong")
		r := gauge.Closed(t.Context(), now, 1, 100*time.Millisecond, func(_ context.Context, _, n int) error {
			<-time.After(10 * time.Millisecond)
			if n%2 == 1 {
				return wrong
			}
			return nil
		})
		if r.Errors != 5 || !errors.Is(r.First, wrong) || len(r.Times) != 5 {
			t.Errorf("%d errors, %d times, %v", r.Errors, len(r.Times), r.First)
		}
	})
}

func TestSpread(t *testing.T) {
	if s := gauge.Spread([]time.Duration{100, 125, 110}); s != 25 {
		t.Errorf("%v", s)
	}
	if gauge.Calibrate(now) <= 0 {
		t.Error("nothing was done")
	}
}
