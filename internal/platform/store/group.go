package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync/atomic"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// The three constants of group commit.
const (
	// maxGroup bounds the bodies of one commit: far more than the officers who press a button at once, and
	// the write-ahead log stays within what one checkpoint takes.
	maxGroup = 256
	// maxHold is how long a group stays open for new bodies; the first one waits that long at most for the
	// others, well under what a person notices. A body that takes longer simply holds the group.
	maxHold = 20 * time.Millisecond
	// linger is how long an open group waits for another body when the last group had company: those who
	// were just answered need a moment to come back with their next command. A lone writer never waits.
	linger = 300 * time.Microsecond
)

// group is the one who writes on SQLite. Its engine goroutine opens a transaction and lends it to one caller
// after the other; each runs his body in a savepoint, in his own goroutine, so that a panic is his own. All
// are answered after the common COMMIT.
type group struct {
	db    *DB
	pool  *sql.DB
	bulk  *atomic.Bool // a body has the transaction for itself, and takes it with it when it fails: see DB.Bulk
	turns chan *turn
	stop  chan struct{} // closed by close
	ended chan struct{} // closed when the engine has returned
}

// turn is one caller's place in the queue.
type turn struct {
	gone   <-chan struct{} // the caller has given up
	lend   chan *sql.Tx    // to the caller; nil when no transaction could be opened
	back   chan outcome    // from the caller
	answer chan error      // to the caller, after the commit
}

// outcome is what became of a body.
type outcome uint8

const (
	undone outcome = iota // its savepoint is rolled back
	kept                  // its savepoint is released, to be committed
	ruined                // the whole transaction is gone, with every body in it
)

func newGroup(db *DB, bulk *atomic.Bool) *group {
	g := &group{db: db, pool: db.writer, bulk: bulk, turns: make(chan *turn), stop: make(chan struct{}), ended: make(chan struct{})}
	go g.engine()
	return g
}

// close lets the open group end. It is called once.
func (g *group) close() {
	close(g.stop)
	<-g.ended
}

// run waits for the transaction, runs the body in a savepoint, and returns after the common COMMIT.
func (g *group) run(ctx context.Context, body func(*sql.Tx) error) error {
	t := &turn{gone: ctx.Done(), lend: make(chan *sql.Tx), back: make(chan outcome), answer: make(chan error, 1)}
	select {
	case g.turns <- t:
	case <-t.gone:
		return gone(ctx)
	case <-g.ended:
		return errs.New(errs.Unavailable, "store.closed")
	}
	select {
	case s := <-t.lend:
		if s == nil {
			return <-t.answer
		}
		if g.bulk.Load() {
			return t.whole(s, body)
		}
		if err := t.savepoint(s, body); err != nil {
			return err
		}
		return <-t.answer
	case <-t.gone:
		return gone(ctx)
	}
}

// savepoint runs the body and gives the transaction back, whatever happens: after an error, a panic or the
// end of the goroutine, without the body's effects.
func (t *turn) savepoint(s *sql.Tx, body func(*sql.Tx) error) (err error) {
	o := ruined
	defer func() { t.back <- o }()
	ctx := context.Background()
	if _, err := s.ExecContext(ctx, "savepoint body"); err != nil {
		return failed("savepoint", err)
	}
	whole := false
	defer func() {
		if whole {
			return
		}
		// When the engine has rolled everything back by itself, there is no savepoint any more, and this
		// fails: that is how a lost transaction is noticed.
		_, lost := s.ExecContext(ctx, "rollback to body")
		if lost == nil {
			_, lost = s.ExecContext(ctx, "release body")
		}
		if lost == nil {
			o = undone
		}
	}()
	if err := body(s); err != nil {
		return err
	}
	if _, err := s.ExecContext(ctx, "release body"); err != nil {
		return failed("release", err)
	}
	whole, o = true, kept
	return nil
}

// whole runs the body without a savepoint, whose journal would hold every page that many rows change.
func (t *turn) whole(s *sql.Tx, body func(*sql.Tx) error) error {
	o := ruined
	err := func() error {
		defer func() { t.back <- o }()
		err := body(s)
		if err == nil {
			o = kept
		}
		return err
	}()
	if err != nil {
		return err
	}
	return <-t.answer
}

// engine serves groups until the store is closed.
func (g *group) engine() {
	defer close(g.ended)
	company := false
	for {
		select {
		case first := <-g.turns:
			company = g.serve(first, company) > 1
		case <-g.stop:
			return
		}
	}
}

// serve runs one group: begin, bodies, commit, answers. It returns how many bodies it has run.
func (g *group) serve(first *turn, company bool) int {
	began := g.db.clock()
	s, err := g.pool.BeginTx(context.Background(), nil)
	if err != nil {
		g.db.committed(0, began, err)
		select {
		case first.lend <- nil:
			first.answer <- failed("begin", err)
		case <-first.gone:
		}
		return 0
	}
	hold := time.NewTimer(maxHold)
	defer hold.Stop()
	var waiting []*turn
	ran := 0
	for t := first; t != nil; t = g.next(hold.C, company, ran) {
		select {
		case t.lend <- s:
			ran++
		case <-t.gone:
			continue
		}
		switch <-t.back {
		case kept:
			waiting = append(waiting, t)
		case ruined:
			g.discard(s)
			lost := errs.New(errs.Unavailable, "store.unavailable")
			g.db.committed(len(waiting), began, lost)
			answer(waiting, lost)
			return ran
		}
	}
	err = g.end(s, len(waiting) > 0)
	g.db.committed(len(waiting), began, err)
	answer(waiting, err)
	return ran
}

// next is the next turn of the open group, or nil when the group is to be closed.
func (g *group) next(hold <-chan time.Time, company bool, ran int) *turn {
	if ran >= maxGroup {
		return nil
	}
	select {
	case <-hold:
		return nil
	default:
	}
	select {
	case t := <-g.turns:
		return t
	default:
	}
	if !company {
		return nil
	}
	wait := time.NewTimer(linger)
	defer wait.Stop()
	select {
	case t := <-g.turns:
		return t
	case <-wait.C:
		return nil
	}
}

// end commits the group, or rolls it back when nothing is left in it. A commit that fails leaves it unknown
// what the disk holds; the connection is not used again.
func (g *group) end(s *sql.Tx, anything bool) error {
	if !anything {
		s.Rollback()
		return nil
	}
	if err := g.db.inPlace(); err != nil {
		s.Rollback() // the connection stays: a new one would make an empty file in the place of the records
		return err
	}
	if err := s.Commit(); err != nil {
		g.discard(s)
		if lite.Full(err) {
			return failed("commit", err)
		}
		return errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	return nil
}

// discard ends a transaction that is lost and drops its connection, so that the next group begins on a fresh
// one, in a known state.
func (g *group) discard(s *sql.Tx) {
	s.Rollback()
	conn, err := g.pool.Conn(context.Background())
	if err != nil {
		return // there is no connection to drop
	}
	defer conn.Close()
	// ErrBadConn from Raw is how database/sql is told to close a connection; it comes back as the result.
	if err := conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		return
	}
}

func answer(waiting []*turn, err error) {
	for _, t := range waiting {
		t.answer <- err
	}
}
