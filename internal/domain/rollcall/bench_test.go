package rollcall_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// The roll of a province: `GUITU_TEST_ENGINE=sqlite go test -run xxx -bench Marks -benchtime 15000x ./internal/domain/rollcall`.
// An officer of a brigade marks one by one, policy, audit and seals on, while others record departures and returns and
// read the roll. It reports how long a mark takes, at the median and at the 99th of a hundred.
func BenchmarkMarks(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			hand := clock.At(start)
			c := storetest.Config(b, engine, hand)
			c.Exercise = false
			h := raise(b, hand, storetest.Open(b, c), 60)
			call := h.open()
			first := call
			stop, done := make(chan struct{}), sync.WaitGroup{}
			done.Go(func() { h.works(stop) })
			done.Go(func() { h.reads(first, stop) })
			took := make([]time.Duration, 0, b.N)
			b.ResetTimer()
			for i := range b.N {
				m := rollcall.Mark{Person: h.people[i%60], Sort: rollcall.Present, Device: "bench", Seq: int64(i), At: start.Add(time.Duration(i) * time.Millisecond)}
				hand.Forward(time.Millisecond)
				if i%120 == 119 { // everybody twice: the next roll
					closes := func() error {
						_, err := h.desk.Close(h.first, store.NewKey(), call, 1, h.sheet(call).Asked())
						return err
					}
					err := closes()
					for errs.Is(err, "rollcall.differs") { // somebody left meanwhile: look and press again
						err = closes()
					}
					h.must(err)
					call = h.open()
				}
				began := time.Now()
				if _, err := h.desk.Mark(h.first, store.NewKey(), call, []rollcall.Mark{m}); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			b.StopTimer()
			close(stop)
			done.Wait()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms/p99")
		})
	}
}

// works records departures and returns until it is told to stop.
func (h *house) works(stop <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		o, err := h.outings.Leave(h.first, store.NewKey(), outing.Departure{Person: h.people[i%60], Kind: "visit"})
		if err == nil {
			err = h.outings.Return(h.first, store.NewKey(), outing.Coming{Outing: o, Version: 1})
		}
		if err != nil {
			h.t.Error(err)
			return
		}
	}
}

// reads looks at the roll until it is told to stop.
func (h *house) reads(call id.ID, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		if _, err := store.Read(h.first, h.db, func(tx *store.Tx) (rollcall.Sheet, error) { return h.desk.Sheet(h.first, tx, call) }); err != nil {
			h.t.Error(err)
			return
		}
	}
}
