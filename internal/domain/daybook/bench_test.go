package daybook_test

import (
	"fmt"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/domain/daybook"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A book from asking for it to the printed file: gathered, sealed, kept, opened, set. The promise is a second for a
// brigade of 60 and ten seconds for 1,500 people.
func BenchmarkBook(b *testing.B) {
	words := chinese(b)
	for _, engine := range storetest.Engines() {
		for _, people := range []int{60, 1500} {
			b.Run(fmt.Sprintf("%s/%d", engine, people), func(b *testing.B) {
				hand := clock.At(start)
				c := storetest.Config(b, engine, hand)
				c.Exercise = false
				h := raise(b, hand, storetest.Open(b, c), 3*people)
				w := daybook.Whom{Facility: h.facility, Unit: h.units[0]}
				b.ResetTimer()
				for range b.N {
					var book id.ID
					book, err := h.desk.Make(h.demo, store.NewKey(), w)
					h.must(err)
					_, content, err := h.desk.Open(h.demo, book)
					h.must(err)
					pdf, err := press.PDF(daybook.Print{Content: content, Words: words}.Sheet())
					h.must(err)
					b.ReportMetric(float64(len(content.Rows)), "people")
					b.ReportMetric(float64(len(pdf))/1024, "KB")
				}
			})
		}
	}
}
