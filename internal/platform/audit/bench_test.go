package audit_test

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func onEngines(b *testing.B, body func(*testing.B, house)) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			c := storetest.Config(b, engine, clock.At(storetest.Start))
			c.Exercise = false
			body(b, open(b, storetest.Open(b, c), seal.Intl))
		})
	}
}

// Recording three facts, the usual write command, against an empty write.
func BenchmarkRecord(b *testing.B) {
	onEngines(b, func(b *testing.B, h house) {
		ctx := actor.With(b.Context(), officer(id.New()))
		f := audit.Fact{Kind: "measure.recorded", Record: id.New(), About: id.New(), Facility: id.New(), Digest: make([]byte, 32)}
		for _, n := range []int{0, 1, 3} {
			b.Run(map[int]string{0: "none", 1: "one", 3: "three"}[n], func(b *testing.B) {
				b.RunParallel(func(p *testing.PB) {
					for p.Next() {
						h.record(ctx, n, f)
					}
				})
			})
		}
	})
}

// Numbering facts and verifying them, per fact.
func BenchmarkLedger(b *testing.B) {
	onEngines(b, func(b *testing.B, h house) {
		const facts = 20_480
		f := audit.Fact{Kind: "measure.recorded", Record: id.New(), About: id.New(), Facility: id.New(), Digest: make([]byte, 32)}
		for range facts / 2048 {
			h.record(b.Context(), 2048, f)
		}
		b.Run("step", func(b *testing.B) {
			for b.Loop() {
				if n := h.step(); n > 0 {
					b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "facts/s")
				}
			}
		})
		b.Run("verify", func(b *testing.B) {
			n := 0
			for b.Loop() {
				r := h.verify()
				if !r.Whole() {
					b.Fatal(r)
				}
				n++
			}
			b.ReportMetric(float64(n*facts)/b.Elapsed().Seconds(), "facts/s")
		})
		b.Run("prove", func(b *testing.B) {
			fact := h.since(facts / 2)[0].ID
			for b.Loop() {
				_, err := store.Read(b.Context(), h.db, func(tx *store.Tx) (audit.Proof, error) {
					return h.ledger.Prove(b.Context(), tx, fact)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
