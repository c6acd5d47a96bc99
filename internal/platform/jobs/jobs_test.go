package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type notice struct{ Measure id.ID }

func (notice) Kind() string { return "notice.send" }

type brief struct{ Measure id.ID }

func (brief) Kind() string        { return "notice.brief" }
func (brief) Limits() jobs.Limits { return jobs.Limits{Attempts: 2, Within: time.Second} }

type sweep struct{}

func (sweep) Kind() string { return "sweep.duties" }

type apart struct{ Measure id.ID }

func (apart) Kind() string                  { return "notice.clinic" }
func (apart) Compartment() seal.Compartment { return seal.Clinical }
func (apart) Limits() jobs.Limits           { return jobs.Limits{Attempts: 1} }

var newest = id.New() // any id

// keeper is the context of the keeper of the system (系统管理员).
func keeper(t *testing.T) context.Context {
	return actor.With(t.Context(), actor.Actor{
		Kind: actor.Officer, Account: newest, Staff: newest, Posts: []actor.Post{{ID: newest, Role: policy.SystemKeeper}},
	})
}

// setup gives a store on each engine, a room on it and the clock of both.
func setup(t *testing.T, body func(*testing.T, *store.DB, *jobs.Room, *clock.Hand)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		body(t, db, jobs.New(jobs.Config{DB: db, Policy: policy.Must(hand.Now)}), hand)
	})
}

func enqueue(t *testing.T, db *store.DB, args ...jobs.Args) {
	t.Helper()
	if err := tryEnqueue(t, db, nil, args...); err != nil {
		t.Fatal(err)
	}
}

// tryEnqueue enqueues in a transaction that ends with the given error.
func tryEnqueue(t *testing.T, db *store.DB, end error, args ...jobs.Args) error {
	t.Helper()
	_, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
		for _, a := range args {
			if err := jobs.Enqueue(t.Context(), tx, a); err != nil {
				return 0, err
			}
		}
		return 0, end
	})
	return err
}

func drain(t *testing.T, r *jobs.Room, want int) {
	t.Helper()
	if n, err := r.Drain(t.Context()); err != nil || n != want {
		t.Fatalf("%d runs, want %d: %v", n, want, err)
	}
}

func rows(t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
		return store.One(t.Context(), tx, store.Value[int], `select count(*) from jobs_job`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAJobExistsExactlyWhenItsCauseDoes(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, _ *clock.Hand) {
		var got []id.ID
		jobs.Handle(r, func(ctx context.Context, n notice) error {
			if a := actor.From(ctx); a.Ref() != "system:notice" {
				t.Errorf("acts as %s", a.Ref())
			}
			if _, ok := ctx.Deadline(); !ok || jobs.Attempt(ctx) != 1 {
				t.Error("a run has a deadline and a number")
			}
			got = append(got, n.Measure)
			return nil
		})
		lost := errors.New("no")
		if err := tryEnqueue(t, db, lost, notice{newest}); !errors.Is(err, lost) {
			t.Fatal(err)
		}
		drain(t, r, 0)
		enqueue(t, db, notice{newest}, notice{newest})
		drain(t, r, 2)
		if len(got) != 2 || got[0] != newest || rows(t, db) != 0 {
			t.Error(got, rows(t, db))
		}
	})
}

func TestAFailureIsTriedAgainAndThenListed(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, hand *clock.Hand) {
		jobs.Handle(r, func(context.Context, brief) error {
			return fmt.Errorf("partner.Send(%s): %w", newest, errs.Because(errs.Unavailable, "partner.no_answer", errors.New("张三 says no")))
		})
		enqueue(t, db, brief{newest})
		drain(t, r, 1)
		drain(t, r, 0)
		hand.Forward(time.Second)
		drain(t, r, 1)
		hand.Forward(24 * time.Hour)
		drain(t, r, 0)

		list, err := r.Failed(keeper(t), store.Page{Limit: 10})
		if err != nil || list.Total != 1 {
			t.Fatal(list, err)
		}
		f := list.Rows[0]
		if f.Kind != "notice.brief" || f.Attempts != 2 || f.Code != "partner.no_answer" {
			t.Errorf("%+v", f)
		}
		if want := "partner.Send(" + string(newest) + ") > partner.no_answer > *errors.errorString"; f.Address != want {
			t.Errorf("%q, want %q", f.Address, want)
		}
	})
}

func TestSnoozeCancelPanic(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, hand *clock.Hand) {
		var answer func() error
		jobs.Handle(r, func(ctx context.Context, _ brief) error {
			if n := jobs.Attempt(ctx); n != 1 {
				t.Errorf("a snooze counted: attempt %d", n)
			}
			return answer()
		})
		enqueue(t, db, brief{newest})
		answer = func() error { return jobs.Snooze(time.Hour) }
		for range 5 {
			drain(t, r, 1)
			hand.Forward(time.Hour)
		}
		answer = func() error { return jobs.Cancel(errs.New(errs.Refused, "partner.gone")) }
		drain(t, r, 1)
		enqueue(t, db, brief{newest})
		answer = func() error { panic("张三") }
		drain(t, r, 1)
		list, err := r.Failed(keeper(t), store.Page{Limit: 10})
		if err != nil || list.Total != 1 || list.Rows[0].Code != "partner.gone" || list.Rows[0].Attempts != 1 {
			t.Fatal(list, err)
		}
	})
}

func TestAKindThatNobodyKnowsWaits(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, _ *clock.Hand) {
		enqueue(t, db, notice{newest})
		jobs.Handle(r, func(context.Context, sweep) error { return nil })
		drain(t, r, 0)
		if rows(t, db) != 1 {
			t.Error("the job of another program is gone")
		}
	})
}

// A process dies in the middle; another node, or its own next life, repeats the job, whose write is done once.
func TestARepeatedRunWritesOnce(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, hand *clock.Hand) {
		runs, bodies := 0, 0
		jobs.Handle(r, func(ctx context.Context, _ notice) error {
			runs++
			_, err := store.Write(ctx, db, jobs.Key(ctx, "send"), func(tx *store.Tx) (int, error) {
				bodies++
				return 1, nil
			})
			if runs == 1 {
				return errs.New(errs.Unavailable, "partner.died") // after its write
			}
			return err
		})
		enqueue(t, db, notice{newest})
		drain(t, r, 1)
		hand.Forward(time.Second)
		drain(t, r, 1)
		if runs != 2 || bodies != 2 { // one write, rehearsed once
			t.Errorf("%d runs, %d bodies", runs, bodies)
		}
	})
}

func TestALostLeaseChangesNothing(t *testing.T) {
	hand := clock.At(storetest.Start)
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := storetest.Config(t, engine, hand)
			one, two := storetest.Open(t, c), c
			two.Node = "n2"
			other := storetest.Open(t, two)
			var by []string
			begun, end := make(chan struct{}), make(chan struct{})
			a, b := jobs.New(jobs.Config{DB: one}), jobs.New(jobs.Config{DB: other})
			jobs.Handle(a, func(context.Context, notice) error {
				close(begun)
				<-end
				return errs.New(errs.Internal, "notice.late")
			})
			jobs.Handle(b, func(context.Context, notice) error { by = append(by, "b"); return nil })
			enqueue(t, one, notice{newest})

			slow := make(chan error, 1)
			go func() { _, err := a.Drain(t.Context()); slow <- err }()
			<-begun
			drain(t, b, 0)
			hand.Forward(11 * time.Minute)
			drain(t, b, 1)
			close(end)
			if err := <-slow; err != nil {
				t.Error(err)
			}
			if len(by) != 1 || rows(t, one) != 0 {
				t.Errorf("%v, %d rows: the slow worker wrote over the quick one", by, rows(t, one))
			}
		})
	}
}

func TestStartAndStop(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, _ *clock.Hand) {
		begun := make(chan int, 4)
		jobs.Handle(r, func(ctx context.Context, _ notice) error {
			begun <- jobs.Attempt(ctx)
			<-ctx.Done()
			return ctx.Err()
		})
		if !errs.Is(r.Well(t.Context()), "jobs.stopped") || r.Stop(t.Context()) != nil {
			t.Error("a room that never started is stopped")
		}
		enqueue(t, db, notice{newest})
		for range 2 { // the second life finds the job that the first gave back, still at its first attempt
			for range 2 {
				if err := r.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if n := <-begun; n != 1 {
				t.Errorf("attempt %d", n)
			}
			if err := r.Well(t.Context()); err != nil {
				t.Error(err)
			}
			now, cancel := context.WithCancel(t.Context())
			cancel()
			if err := r.Stop(now); !errs.Is(err, "jobs.interrupted") {
				t.Error(err)
			}
		}
		if rows(t, db) != 1 {
			t.Error("the interrupted job is gone")
		}
	})
}

func TestWorkersRunBesideEachOther(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, _ *clock.Hand) {
		var at, most atomic.Int64
		all := make(chan struct{}, 20)
		meet := make(chan struct{})
		jobs.Handle(r, func(ctx context.Context, _ notice) error {
			n := at.Add(1)
			defer at.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			if n == 4 {
				close(meet) // all four workers are here
			}
			select {
			case <-meet:
			case <-ctx.Done():
				t.Error("the workers never met")
			}
			all <- struct{}{}
			return nil
		})
		var many []jobs.Args
		for range 4 {
			many = append(many, notice{newest})
		}
		enqueue(t, db, many...)
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			<-all
		}
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if most.Load() != 4 || rows(t, db) != 0 {
			t.Errorf("%d at once, %d left", most.Load(), rows(t, db))
		}
	})
}

type named struct{ Name string }

func (named) Kind() string { return "bad.named" }

type nested struct {
	Rows []struct{ Notes map[string]string }
}

func (nested) Kind() string { return "bad.nested" }

type blob struct{ Body []byte }

func (blob) Kind() string { return "bad.blob" }

type hidden struct{ name jobs.Code }

func (hidden) Kind() string { return "bad.hidden" }

type coded struct {
	Code   jobs.Code
	ID     id.ID
	Number int
	At     time.Time
}

func (coded) Kind() string { return "good.coded" }

type wide struct{ IDs []id.ID }

func (wide) Kind() string { return "bad.wide" }

// A job that takes its process with it never settles an attempt; it is given up all the same.
func TestAJobThatKillsItsProcessIsGivenUp(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, hand *clock.Hand) {
		ran := 0
		jobs.Handle(r, func(context.Context, brief) error { ran++; return nil })
		enqueue(t, db, brief{newest})
		for range 2 { // as many runs as brief allows, each left behind by a process that died
			jobs.LeaveBehind(t.Context(), t, r)
			hand.Forward(time.Hour)
		}
		drain(t, r, 0)
		list, err := r.Failed(keeper(t), store.Page{})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Code != "jobs.crashed" || list.Rows[0].Attempts != 2 || ran != 0 {
			t.Errorf("%+v, ran %d (%v)", list.Rows, ran, err)
		}
	})
}

// A command works on a job beside the server that starts; the job stays its own until the lease ends.
func TestAStartLeavesTheJobsOfTheLiving(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, server *jobs.Room, hand *clock.Hand) {
		command := jobs.New(jobs.Config{DB: db})
		for _, r := range []*jobs.Room{server, command} {
			jobs.Handle(r, func(context.Context, notice) error { return nil })
		}
		enqueue(t, db, notice{newest})
		jobs.Take(t.Context(), t, command)
		jobs.Release(t.Context(), t, server)
		drain(t, server, 0)
		hand.Forward(time.Hour)
		drain(t, server, 1)
	})
}
