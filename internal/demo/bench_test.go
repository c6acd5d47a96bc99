package demo

import (
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// The whole province: `go test -run xxx -bench Full -benchtime 1x -cpuprofile cpu.out ./internal/demo`.
func BenchmarkFull(b *testing.B) {
	engine := store.SQLite
	if engines := storetest.Engines(); len(engines) == 1 {
		engine = engines[0]
	}
	for range b.N {
		c := storetest.Config(b, engine, clock.At(storetest.Start.Add(5*time.Minute)))
		c.Exercise = false
		h, _ := desks(b, storetest.Open(b, c))
		b.ResetTimer()
		if err := Make(b.Context(), h, Options{Seed: 1}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		for _, table := range []string{"person_person", "person_token", "measure_fact", "duty_duty", "audit_fact", "resident_resident", "staff_member", "partner_partner", "facility_bed"} {
			b.Log(table, count(b, h, "select count(*) from "+table))
		}
	}
}
