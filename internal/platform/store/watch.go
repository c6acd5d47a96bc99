package store

import "time"

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
