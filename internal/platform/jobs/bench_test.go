package jobs_test

import (
	"context"
	"sync/atomic"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// BenchmarkEnqueue is a business write that enqueues one job, from 32 officers at once.
func BenchmarkEnqueue(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			db := bench(b, engine)
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := enqueueOne(context.Background(), db); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkWork is a job from its claim to its end, four workers, the handler doing nothing.
func BenchmarkWork(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			db := bench(b, engine)
			for range b.N {
				if err := enqueueOne(b.Context(), db); err != nil {
					b.Fatal(err)
				}
			}
			r := jobs.New(jobs.Config{DB: db})
			var left atomic.Int64
			left.Store(int64(b.N))
			done := make(chan struct{})
			jobs.Handle(r, func(context.Context, notice) error {
				if left.Add(-1) == 0 {
					close(done)
				}
				return nil
			})
			b.ResetTimer()
			if err := r.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			<-done
			if err := r.Stop(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func bench(b *testing.B, engine store.Engine) *store.DB {
	c := storetest.Config(b, engine, clock.At(storetest.Start))
	c.Exercise = false
	return storetest.Open(b, c)
}

func enqueueOne(ctx context.Context, db *store.DB) error {
	_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
		return 0, jobs.Enqueue(ctx, tx, notice{newest})
	})
	return err
}
