package demo

import (
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/platform/store/storetest"
)

// How long a thousand people of a province take to write, by the bulk path and with the acts of their officers. The figure
// to hold is 6.6 s: 135,000 people (--size s-peak) in fifteen minutes.
func BenchmarkDemo(b *testing.B) {
	const size = 2000
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				c := storetest.Config(b, engine, clock.At(Moment(civil.On(2026, 3, 2))))
				c.Exercise = false
				h, _ := desks(b, storetest.Open(b, c))
				b.StartTimer()
				if err := Make(b.Context(), h, Options{Seed: 1, Scale: Scale{Size: size}}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*1000/size, "s/1000-people")
		})
	}
}
