// Package brake slows who asks too often (限速): a slope of waits for wrong guesses, turns for guesses about one subject, and
// a bucket for everything else. It keeps nothing beyond the process and knows nobody: its subjects are addresses, digests
// and ids that the caller gives.
package brake

import (
	"context"
	"math"
	"sync"
	"time"

	"guitu/internal/base/errs"
)

// A Slope says how wrong guesses are slowed: some are free, then each doubles the wait, up to a bound.
type Slope struct {
	Free  int
	First time.Duration
	Most  time.Duration
	Half  time.Duration // without a wrong guess, after which half of them are forgotten; 0 for never
}

// Left is how many of n wrong guesses still count some time after the last of them.
func (s Slope) Left(n int, since time.Duration) int {
	if s.Half <= 0 || since < s.Half {
		return n
	}
	return n >> min(int(since/s.Half), 62)
}

// Wait is how long after the n-th wrong guess the next one is refused.
func (s Slope) Wait(n int) time.Duration {
	if n <= s.Free {
		return 0
	}
	w := float64(s.First) * math.Pow(2, float64(n-s.Free-1))
	return time.Duration(math.Min(w, float64(s.Most)))
}

// Turns lets one guess about a name run at a time, so that a hundred at once do not count as the first.
type Turns struct {
	mu   sync.Mutex
	busy map[string]chan struct{}
}

// Take waits for the turn of a name and gives what ends it.
func (t *Turns) Take(ctx context.Context, name []byte) (done func(), err error) {
	for {
		t.mu.Lock()
		if t.busy == nil {
			t.busy = map[string]chan struct{}{}
		}
		running, taken := t.busy[string(name)]
		if !taken {
			mine := make(chan struct{})
			t.busy[string(name)] = mine
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				delete(t.busy, string(name))
				t.mu.Unlock()
				close(mine)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-running:
		case <-ctx.Done():
			return nil, errs.Because(errs.Unavailable, "authn.busy", ctx.Err())
		}
	}
}

// A Bucket lets each source do some things at once and then so many a second, before anything is read, hashed or written
// for it.
type Bucket struct {
	size, rate float64
	mu         sync.Mutex
	sources    map[string]level
}

type level struct {
	tokens float64
	at     time.Time
}

const maxSources = 10_000

// NewBucket is one of size things at once, and rate a second after them.
func NewBucket(size, rate float64) *Bucket {
	return &Bucket{size: size, rate: rate, sources: map[string]level{}}
}

// Take is 0 when the source may go on, else how long it must wait until it may.
func (b *Bucket) Take(source string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, known := b.sources[source]
	if !known {
		if len(b.sources) >= maxSources {
			b.drain(now)
		}
		l = level{tokens: b.size, at: now}
	}
	l.tokens = min(b.size, l.tokens+b.rate*max(0, now.Sub(l.at).Seconds()))
	l.at = now
	var wait time.Duration
	if l.tokens >= 1 {
		l.tokens--
	} else {
		wait = time.Duration(math.Ceil((1 - l.tokens) / b.rate * float64(time.Second)))
	}
	b.sources[source] = l
	return wait
}

// Give gives back what a source took, when it was no guess.
func (b *Bucket) Give(source string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l, known := b.sources[source]; known {
		l.tokens = min(b.size, l.tokens+1)
		b.sources[source] = l
	}
}

// drain forgets the sources that are full again; if that is too few, all: whoever comes from ten thousand addresses is
// slowed by the name.
func (b *Bucket) drain(now time.Time) {
	for s, l := range b.sources {
		if l.tokens+b.rate*now.Sub(l.at).Seconds() >= b.size {
			delete(b.sources, s)
		}
	}
	if len(b.sources) >= maxSources {
		clear(b.sources)
	}
}

// Doors slow who asks faster than a person can: somebody known by himself, everybody else by his address.
type Doors struct{ known, strangers *Bucket }

// NewDoors lets an officer make so many requests a second, ten seconds' worth at once; one address that is nobody's yet a
// tenth of it, four seconds' worth at once, for a whole ward sits behind one. 0 lets everybody.
func NewDoors(rate int) *Doors {
	if rate <= 0 {
		return nil
	}
	return &Doors{NewBucket(float64(10*rate), float64(rate)), NewBucket(float64(4*rate), float64(rate)/10)}
}

// Take is 0 when a request may go on, else how long to wait; who is "" for somebody who is not signed in.
func (d *Doors) Take(who string, source func() string, now time.Time) time.Duration {
	switch {
	case d == nil:
		return 0
	case who != "":
		return d.known.Take(who, now)
	}
	return d.strangers.Take(source(), now)
}
