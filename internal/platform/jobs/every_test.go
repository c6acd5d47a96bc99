package jobs_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/store"
)

func TestTurns(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, hand *clock.Hand) {
		n, fail := 0, false
		work := func(context.Context, sweep) error {
			n++
			if fail {
				return errs.New(errs.Unavailable, "sweep.no")
			}
			return nil
		}
		second := jobs.New(jobs.Config{DB: db})
		for _, room := range []*jobs.Room{r, second} {
			jobs.Handle(room, work)
			room.Every(jobs.Each(time.Hour), sweep{})
		}
		drain(t, r, 1) // 9:00
		drain(t, second, 0)
		hand.Forward(59 * time.Minute)
		drain(t, second, 0)
		hand.Forward(time.Minute)
		drain(t, second, 1)
		drain(t, r, 0)
		hand.Forward(100 * time.Hour)
		drain(t, r, 1) // what was missed comes as one
		fail = true
		for range 3 {
			hand.Forward(time.Hour)
			drain(t, r, 1)
		}
		hand.Forward(time.Hour) // the fourth turn finds the old job waiting for its fourth attempt, and hurries it
		drain(t, r, 1)
		if n != 7 || rows(t, db) != 1 {
			t.Errorf("%d runs, %d rows", n, rows(t, db))
		}
	})
}

// A machine whose clock ran ahead for a minute notes turns that have not come. The work of every night goes on all the same
// when it is right again, and what was to be done then does not wait until then.
func TestATurnThatHasNotComeIsNone(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, hand *clock.Hand) {
		n := 0
		jobs.Handle(r, func(context.Context, sweep) error { n++; return nil })
		jobs.Handle(r, func(context.Context, notice) error { n++; return nil })
		r.Every(jobs.Each(time.Hour), sweep{})
		drain(t, r, 1)
		now := hand.Now()
		hand.Set(now.AddDate(1, 0, 0))
		drain(t, r, 1)
		enqueue(t, db, notice{newest})
		hand.Set(now.Add(time.Hour))
		drain(t, r, 2) // the turn of this hour, and what was enqueued a year ahead
		hand.Forward(5 * time.Minute)
		drain(t, r, 0)
		hand.Forward(time.Hour)
		drain(t, r, 1)
		if n != 5 {
			t.Errorf("%d runs", n)
		}
	})
}

// Two machines do not agree about the time to the second: the turn that one of them has noted is not taken back by the other.
func TestATurnOfAClockALittleAheadStands(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, hand *clock.Hand) {
		second := jobs.New(jobs.Config{DB: db})
		for _, room := range []*jobs.Room{r, second} {
			jobs.Handle(room, func(context.Context, sweep) error { return nil })
			room.Every(jobs.Each(time.Hour), sweep{})
		}
		drain(t, r, 1)
		hand.Forward(time.Hour)
		drain(t, r, 1)
		hand.Forward(-time.Minute)
		drain(t, second, 0)
		hand.Forward(time.Minute)
		drain(t, second, 0)
	})
}

func TestDaily(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 3, day, hour, minute, 0, 0, clock.Shanghai)
	}
	s := jobs.Daily(6, 30)
	for now, want := range map[time.Time]time.Time{
		at(2, 6, 30): at(2, 6, 30), at(2, 6, 29): at(1, 6, 30), at(2, 23, 59): at(2, 6, 30),
	} {
		if got := s(now); !got.Equal(want) {
			t.Errorf("%s: %s", now, got)
		}
	}
}
