package statistics

import (
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"guitu/internal/base/civil"
)

func ways(most int) *rapid.Generator[map[string]int] {
	return rapid.Custom(func(t *rapid.T) map[string]int {
		out := map[string]int{}
		for i := range rapid.IntRange(0, 6).Draw(t, "ways") {
			out[fmt.Sprint("w", i)] = rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(0, most)).Draw(t, "n")
		}
		return out
	})
}

// Nothing small is said, what is said is so, and what is not said could each be as large as what is.
func TestNothingSmallIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := ways(200).Draw(t, "counts")
		total, left := 0, 0
		for _, n := range in {
			total += n
		}
		shown := Cover(in)
		if (shown == nil) != (total < Small) {
			t.Fatalf("of %d: %v", total, shown)
		}
		sum, small := 0, false
		for way, n := range shown {
			if sum += n; n < Small {
				t.Fatalf("%d is shown: %v", n, shown)
			}
			if way != Rest && in[way] != n {
				t.Fatalf("%s is %d, not %d", way, in[way], n)
			}
		}
		if shown == nil {
			return
		}
		for way, n := range in {
			if _, is := shown[way]; !is {
				left += n
				small = small || n > 0
			}
		}
		if sum != total || left != shown[Rest] || small && left < Small {
			t.Fatalf("%v of %v", shown, in)
		}
	})
}

// A quarter that was closed stays as it is, whoever comes later; what comes later is in a quarter of its own.
func TestAClosedQuarterNeverMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := func(name string) (out []Cell) {
			for way, n := range ways(40).Draw(t, name) {
				out = append(out, Cell{Outcome{Ended: rapid.SampledFrom([]string{"2025-11", "2026-02", "2026-03", "2026-05", ""}).Draw(t, "month"), Ending: way}, n})
			}
			return out
		}
		var c closed
		first := cells("first")
		c.close(first, "2026-Q1")
		of := func(q string) map[string]int {
			out := map[string]int{}
			for _, x := range c.shares {
				if x.quarter == q {
					out[x.ending] = x.n
				}
			}
			return out
		}
		was, older := of("2026-Q1"), of("2025-Q4")
		if len(was) == 0 {
			t.Fatal("the last quarter is not laid down")
		}
		c.close(append(first, cells("later")...), "2026-Q2")
		if !maps.Equal(of("2026-Q1"), was) || len(older) > 0 && !maps.Equal(of("2025-Q4"), older) {
			t.Fatalf("%v was %v, %v", c.shares, was, older)
		}
		for _, x := range c.shares {
			if x.ending != "" && x.n < Small {
				t.Fatalf("%+v", x)
			}
		}
		if again, err := scanClosed(row{c}); err != nil || fmt.Sprint(again) != fmt.Sprint(c) {
			t.Fatalf("%+v %v", again, err)
		}
	})
}

// row scans as the row of what was closed.
type row struct{ closed }

func (r row) Scan(into ...any) error {
	*into[0].(*int64), *into[1].(*string), *into[2].(*string) = r.version, r.through, r.content()
	return nil
}

func TestWhichQuarterIsOver(t *testing.T) {
	for today, want := range map[civil.Date]string{
		civil.On(2026, 4, 14): "2025-Q4", civil.On(2026, 4, 15): "2026-Q1", civil.On(2026, 1, 10): "2025-Q3", civil.On(2026, 1, 15): "2025-Q4", civil.On(2026, 12, 31): "2026-Q3",
	} {
		if got := lastOver(today); got != want {
			t.Errorf("%s: %s, want %s", today, got, want)
		}
	}
}
