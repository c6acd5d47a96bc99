package jobs

import (
	"context"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
)

// Schedule gives the last turn at or before a moment.
type Schedule func(time.Time) time.Time

// Each is a turn every d, counted from midnight UTC when d divides a day.
func Each(d time.Duration) Schedule {
	return func(t time.Time) time.Time { return t.UTC().Truncate(d) }
}

// Daily is a turn a day, at hour and minute in Shanghai.
func Daily(hour, minute int) Schedule {
	return func(t time.Time) time.Time {
		t = t.In(clock.Shanghai)
		turn := time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, clock.Shanghai)
		if turn.After(t) {
			turn = turn.AddDate(0, 0, -1)
		}
		return turn.UTC()
	}
}

type periodic struct {
	schedule Schedule
	args     Args
	last     time.Time // the last turn that this process knows to be enqueued
}

// Every enqueues a at each turn of s, once for all processes that share the store. Turns that passed while
// nobody was running come as one. A turn that comes while the job of an earlier one is still waiting makes no
// second job but lets that one run now. Call it before Start, once a kind.
func (r *Room) Every(s Schedule, a Args) {
	for _, p := range r.periodic {
		if p.args.Kind() == a.Kind() {
			panic("jobs: two schedules for " + a.Kind())
		}
	}
	r.periodic = append(r.periodic, &periodic{schedule: s, args: a})
}

// turns enqueues what has come round.
func (r *Room) turns(ctx context.Context) error {
	r.turning.Lock()
	defer r.turning.Unlock()
	for _, p := range r.periodic {
		turn := p.schedule(r.db.Clock()())
		if turn.Equal(p.last) {
			continue
		}
		err := store.Ledger(ctx, r.db, func(tx *store.Tx) error {
			first, err := claimTurn(ctx, tx, p.args.Kind(), turn)
			if err != nil || !first {
				return err
			}
			if err := recall(ctx, tx); err != nil {
				return err
			}
			pending, err := hurry(ctx, tx, p.args.Kind())
			if err != nil || pending {
				return err
			}
			return Enqueue(ctx, tx, p.args)
		})
		if err != nil {
			return err
		}
		p.last = turn
	}
	return nil
}
