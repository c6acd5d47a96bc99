package obs

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How far the collector is let back.
const (
	pacedMost = 512 << 20 // bytes: so far a heap is let grow before it is collected
	pacedBy   = 400       // percent of what lives, at most
	unpaced   = 100       // percent: the runtime's own
	calm      = 10        // beats without work until it is as before
)

// Pace lets the collector come less often while the house is busy, until ctx ends; it looks once a beat. Pages are a few hundred
// kilobytes each, and what lives beside them is little: a heap that may only double is collected many times a second, and
// marking what lives was a tenth to a fifth of all work. A house at rest is left as it is, for what it needs then has a bar too;
// and so is one whose runner has said a pace himself (GOGC). A limit of memory (GOMEMLIMIT) counts whatever is paced here.
func Pace(ctx context.Context, beat time.Duration) {
	if said := debug.SetGCPercent(unpaced); said != unpaced {
		debug.SetGCPercent(said)
		return
	}
	defer debug.SetGCPercent(unpaced)
	tick := time.NewTicker(beat)
	defer tick.Stop()
	looked := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(looked)
	p, before := pacer{at: unpaced}, looked[0].Value.Uint64()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		metrics.Read(looked)
		made := looked[0].Value.Uint64()
		was := p.at
		if p.look(made-before, looked[1].Value.Uint64()); p.at != was {
			debug.SetGCPercent(p.at)
		}
		before = made
	}
}

// pacer is at which pace the collector comes.
type pacer struct {
	at    int // percent
	still int // beats in a row without work
}

// look is told the bytes that were allocated in a beat and those that lived after the last collection. Busy is who allocates
// in a beat as much as lives: that does not depend on the pace, so that it cannot swing.
func (p *pacer) look(made, lives uint64) {
	lives = max(lives, 1)
	if made < lives {
		if p.still++; p.still >= calm {
			p.at = unpaced
		}
		return
	}
	p.still = 0
	p.at = unpaced
	if lives < pacedMost {
		p.at = max(unpaced, min(pacedBy, int(100*(pacedMost-lives)/lives)))
	}
}
