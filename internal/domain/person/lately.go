package person

import (
	"bytes"
	"slices"
	"sync"
	"time"

	"guitu/internal/base/id"
)

// Opened identities stay in memory for a while: a floor shows fifteen hundred people at every look, and opening them is
// most of the look's cost. What is kept is answered for the very bytes that stand in the row now, as the reader's own
// transaction sees it, and only for a record whose key is open in that transaction: nothing that was changed, rolled
// back, sealed away or destroyed is answered from here. Keys themselves are never kept.
const (
	keptFor  = 10 * time.Minute // unused for longer than twice that, an identity leaves memory
	keptMost = 10_000           // of a generation
)

// lately is the identities opened lately, in two generations: what is used moves to the younger one, and with the turn
// of generations the rest goes.
type lately struct {
	mu         sync.Mutex
	young, old map[id.ID]identity
	turned     time.Time
}

type identity struct {
	sealed []byte
	who    Person
}

// of is the identity that a sealed text was opened to.
func (l *lately) of(p id.ID, sealed []byte) (who Person, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.young[p]
	if !ok {
		if k, ok = l.old[p]; ok {
			l.young[p] = k
		}
	}
	return k.who, ok && bytes.Equal(k.sealed, sealed)
}

// keep keeps an identity that was opened just now.
func (l *lately) keep(sealed []byte, who Person) {
	// Readers share the lists: whoever adds to one gets his own.
	who.Aliases, who.Identifiers, who.Access = slices.Clip(who.Aliases), slices.Clip(who.Identifiers), slices.Clip(who.Access)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.young[who.ID] = identity{sealed, who}
}

// turn lets a generation go when its time is over, or its room.
func (l *lately) turn(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.young == nil || now.Sub(l.turned) > keptFor || len(l.young) > keptMost {
		l.old, l.young, l.turned = l.young, map[id.ID]identity{}, now
	}
}

// forget drops who has no key any more.
func (l *lately) forget(p id.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.young, p)
	delete(l.old, p)
}
