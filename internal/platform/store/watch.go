package store

import (
	"sync/atomic"
	"time"
)

// Commit is what is told of one commit, or of a group that came to none.
type Commit struct {
	Bodies int           // that it carried: more than one on SQLite, where those who wait share a sync
	Took   time.Duration // from its begin to its answer, by the store's clock
	Failed bool          // it was lost, and all its bodies with it
}

// Watch lends the store somebody to tell of every commit. He is called in the way of everybody who writes, and so he
// counts and does nothing else.
func (db *DB) Watch(told func(Commit)) { db.watch.Store(&told) }

func (db *DB) committed(bodies int, began time.Time, err error) {
	if told := db.watch.Load(); told != nil && (bodies > 0 || err != nil) {
		(*told)(Commit{Bodies: bodies, Took: db.clock().Sub(began), Failed: err != nil})
	}
}

// Work is what a DB was asked for since it was opened: what a page costs is told by these before any clock tells it.
type Work struct {
	Reads      int64 // transactions that only read
	Writes     int64 // bodies of the others
	Statements int64 // without those that begin and end
}

// work counts it.
type work struct{ reads, writes, statements atomic.Int64 }

// Work tells what was asked for so far.
func (db *DB) Work() Work {
	return Work{Reads: db.work.reads.Load(), Writes: db.work.writes.Load(), Statements: db.work.statements.Load()}
}
