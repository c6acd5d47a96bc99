package store

import (
	"context"
	"sync"
)

// shared is one transaction of reading that the reads of one context stand on, one after the other.
type shared struct {
	db   *DB
	ctx  context.Context // how long it lasts
	mu   sync.Mutex
	tx   *Tx
	end  func() error
	used bool // a body runs on it now
	over bool // nothing is shared any more
}

type sharedKey struct{}

// Share gives a context whose reads of this store stand on one snapshot: the first begins it, those after it join. It is for a
// page, which asks who sits there, what he may see and what it shows in several rooms that do not know one another; together
// they then tell one moment, and begin and end once.
//
// A write with the context ends the snapshot before it begins, so that what is read after it sees it; so does a statement
// that failed. Whoever waits for somebody else, for a browser or for a machine next door, calls release first: the
// connection is one of few. Reads after release begin and end their own. It may be called more than once, and must be
// called once nothing is read with the context any more.
func (db *DB) Share(ctx context.Context) (_ context.Context, release func()) {
	s := &shared{db: db, ctx: ctx}
	return context.WithValue(ctx, sharedKey{}, s), func() { s.drop(true) }
}

// sharedBy is the snapshot of a context, nil where nothing is shared.
func sharedBy(ctx context.Context, db *DB) *shared {
	if s, ok := ctx.Value(sharedKey{}).(*shared); ok && s.db == db {
		return s
	}
	return nil
}

// take lends the snapshot to one body, and begins it for the first; false where it cannot be lent: another goroutine of the
// page has it, it was released, or nobody waits for the page any more.
func (s *shared) take(ctx context.Context) (tx *Tx, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used || s.over || s.ctx.Err() != nil {
		return nil, false, nil
	}
	if s.tx == nil {
		// It outlives the read that begins it, and whatever time that one was given.
		if s.tx, s.end, err = s.db.begin(s.ctx, ctx); err != nil {
			return nil, true, err
		}
	}
	s.used = true
	return s.tx, true, nil
}

// lend runs a body on it. What policy allowed to the body before it allows nothing to this one: a file of which somebody may
// see the head is no consequence of that in another reading of the page.
func (s *shared) lend(tx *Tx, body func(*Tx) error) (err error) {
	tx.rooms, tx.policy = nil, false
	defer func() { err = endedAs(err, s.give()) }()
	return inBody(func() error { return body(tx) })
}

// give takes it back. A transaction in which a statement failed is of no use to others.
func (s *shared) give() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used = false
	if s.tx != nil && (s.over || s.tx.doomed != nil) {
		return s.ended()
	}
	return nil
}

// drop ends the snapshot unless a body has it, which ends it as it gives it back. An error of ending is the connection's, which
// is then not used again; what was read is read.
func (s *shared) drop(over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = s.over || over
	if s.tx != nil && !s.used {
		_ = s.ended()
	}
}

func (s *shared) ended() error {
	end := s.end
	s.tx, s.end = nil, nil
	return end()
}
