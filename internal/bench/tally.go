package bench

import (
	"fmt"
	"runtime"

	"guitu/internal/platform/store"
)

// tally is what a house was asked for since it was opened: it tells what a call costs whatever else the machine does.
type tally struct {
	store     store.Work
	decisions int64
	keys      int64
	allocs    uint64
	bytes     uint64
}

func (h *house) tally() tally {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return tally{h.DB.Work(), h.Policy.Work(), h.Vault.Work(), m.Mallocs, m.TotalAlloc}
}

// since tells in words what one of some calls took, its client's memory too.
func (t tally) since(before tally, calls int) string {
	each := func(now, then int64) string { return number(float64(now-then) / float64(max(1, calls))) }
	return fmt.Sprintf("%s statements in %s transactions, %s decisions, %s keys, %s kB in %s allocations",
		each(t.store.Statements, before.store.Statements), each(t.store.Reads+t.store.Writes, before.store.Reads+before.store.Writes),
		each(t.decisions, before.decisions), each(t.keys, before.keys), each(int64(t.bytes)/1000, int64(before.bytes)/1000), each(int64(t.allocs), int64(before.allocs)))
}
