package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"guitu/internal/bench/gauge"
	"guitu/internal/bench/ground"
)

// Soaked is what a long load showed.
type Soaked struct {
	Calls, Errors int
	Wrong         string
	Heap, Own     []int64 // bytes after a collection, one a window
	Flat          bool    // memory of the last third is no more than a tenth above that of the middle one
	Worst         time.Duration
}

// Verdict says it in a line.
func (s Soaked) Verdict() string {
	words := "FLAT"
	if !s.Flat {
		words = "MEMORY GROWS"
	}
	if s.Errors > 0 {
		words += fmt.Sprintf(", %d ERRORS (%s)", s.Errors, s.Wrong)
	}
	middle, end := mean(thirds(s.Own, 1)), mean(thirds(s.Own, 2))
	return fmt.Sprintf("%s: %d requests, worst p95 of a window %s; memory %d MB in the middle, %d MB at the end; heap in use %d MB, then %d MB",
		words, s.Calls, short(s.Worst), middle>>20, end>>20, mean(thirds(s.Heap, 1))>>20, mean(thirds(s.Heap, 2))>>20)
}

// Soak asks a house for so long, at half of what its pages bear, and watches its memory.
func Soak(ctx context.Context, o Options, long time.Duration) (s Soaked, err error) {
	b := &bench{Options: o}
	defer func() { err = b.stop(err) }()
	h, _, err := b.standing(ctx, o.Engines[0], o.Sizes[0])
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, h.end()) }()
	m, err := h.mix(ctx)
	if err != nil {
		return s, err
	}
	half := gauge.Closed(ctx, h.now, mixers, o.Each, m.ask).Rate() / 2
	b.say("soaking for %s at %.0f requests a second", long, half)
	window := max(time.Second, min(30*time.Second, long/30))
	for start := h.now(); h.now().Sub(start) < long && ctx.Err() == nil; {
		r := gauge.Open(ctx, h.now, gauge.Pace{Rate: half, Long: window, Workers: 256}, m.ask)
		s.add(r)
		b.say("  %6s  %d MB, heap %d MB, p95 %s, %d errors", h.now().Sub(start).Round(time.Second), s.Own[len(s.Own)-1]>>20, s.Heap[len(s.Heap)-1]>>20, short(r.Quantile(0.95)), r.Errors)
	}
	s.Flat = flat(s.Own) && flat(s.Heap)
	if s.Errors > 0 {
		return s, nil
	}
	return s, m.leave(ctx)
}

func (s *Soaked) add(r gauge.Run) {
	s.Calls, s.Errors, s.Worst = s.Calls+r.Calls(), s.Errors+r.Errors, max(s.Worst, r.Quantile(0.95))
	if r.First != nil && s.Wrong == "" {
		s.Wrong = r.First.Error()
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	s.Heap, s.Own = append(s.Heap, int64(m.HeapAlloc)), append(s.Own, ground.Own(os.Getpid()))
}

// flat tells whether the last third lies no more than a tenth, or 16 MB, above the middle one. The first is warming up.
func flat(all []int64) bool {
	middle, end := mean(thirds(all, 1)), mean(thirds(all, 2))
	return end <= max(middle*11/10, middle+16<<20)
}

func thirds(all []int64, n int) []int64 {
	if len(all) < 3 {
		return all
	}
	return all[n*len(all)/3 : (n+1)*len(all)/3]
}

func mean(all []int64) int64 {
	if len(all) == 0 {
		return 0
	}
	sum := int64(0)
	for _, n := range all {
		sum += n
	}
	return sum / int64(len(all))
}
