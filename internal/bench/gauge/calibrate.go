package gauge

import (
	"hash/crc32"
	"slices"
	"time"

	"guitu/internal/base/clock"
)

// Calibrate does a fixed piece of work on one core and tells how long it took: sums over a block, a sort, a map. How much
// it differs within one run is how much the machine was somebody else's.
func Calibrate(now clock.Clock) time.Duration {
	start := now()
	block := make([]byte, 1<<20)
	for i := range block {
		block[i] = byte(i * 7)
	}
	sum := uint32(0)
	for range 600 {
		sum = crc32.Update(sum, crc32.IEEETable, block)
	}
	seen, list := map[uint32]int{}, make([]uint32, 0, 1<<20)
	for range 1 << 20 {
		sum = sum*1664525 + 1013904223
		list = append(list, sum)
		seen[sum%4096]++
	}
	slices.Sort(list)
	return now().Sub(start)
}

// Spread is how much the longest of some times exceeds the shortest, in per cent.
func Spread(times []time.Duration) float64 {
	if len(times) == 0 {
		return 0
	}
	least, most := slices.Min(times), slices.Max(times)
	return 100 * (most.Seconds()/least.Seconds() - 1)
}
