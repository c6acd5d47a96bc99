// Package clock is where the house reads the time: nowhere else may time.Now be called.
//
// A Clock enters at the roof (app) and reaches the rooms as the fixed moment of a transaction. Stories and
// tests set their own, so that a term of two years passes in a millisecond.
package clock

import (
	"sync/atomic"
	"time"
)

// Clock tells the moment, in UTC.
type Clock func() time.Time

// System is the machine's clock.
func System() time.Time { return time.Now().UTC() }

// Shanghai is the zone of every civil day in the house, whatever the server's own zone. China has had one
// zone without summer time since 1991; older instants do not occur.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Hand is a clock that is set by hand, for tests, stories and the demo province.
type Hand struct{ at atomic.Int64 }

// At makes a hand clock that shows t.
func At(t time.Time) *Hand {
	h := new(Hand)
	h.Set(t)
	return h
}

// Now is the moment shown; pass h.Now as a Clock.
func (h *Hand) Now() time.Time { return time.UnixMicro(h.at.Load()).UTC() }

// Set shows another moment.
func (h *Hand) Set(t time.Time) { h.at.Store(t.UnixMicro()) }

// Forward moves the clock on.
func (h *Hand) Forward(d time.Duration) { h.at.Add(d.Microseconds()) }
