package lite

import (
	"context"
	"errors"
	"sync"
)

// Readers are the connections that only read, each lent for one transaction. They stand beside database/sql and not behind it:
// most statements of a page take a few microseconds, and its locks, its goroutine for every transaction and the driver's for
// every statement took as long again.
//
// The one that came back last is lent first: its pages are in the processor's memory and, where nobody has committed in
// between, in its own.
type Readers struct {
	path  string
	there func() error
	turns chan struct{} // one for each that may be lent
	shut  chan struct{}
	mu    sync.Mutex
	free  []*direct
	age   int  // how often they were renewed
	plain bool // they map no more
}

// OpenReaders opens them; the first at once, so that a file which cannot be read is noticed, the others when they are needed.
// there says before each whether the file is still the one that is written, so that nobody reads another that came in its place.
func OpenReaders(path string, there func() error) (*Readers, error) {
	n := readers()
	r := &Readers{path: path, there: there, turns: make(chan struct{}, n), shut: make(chan struct{})}
	first, err := r.open(mapping)
	if err != nil {
		return nil, err
	}
	r.free = append(r.free, first)
	for range n {
		r.turns <- struct{}{}
	}
	return r, nil
}

// Close waits for the transactions that run, and closes the connections. It is called once.
func (r *Readers) Close() error {
	close(r.shut)
	for range cap(r.turns) {
		<-r.turns
	}
	var all error
	for _, c := range r.free {
		all = errors.Join(all, c.Close())
	}
	r.free = nil
	return all
}

// ErrClosed is the answer of readers that were closed.
var ErrClosed = errors.New("the readers are closed")

// Begin lends a connection in a transaction, on one state of the file. It waits for a free one as long as ctx lasts; what is
// asked then is not interrupted. It is ended once.
func (r *Readers) Begin(ctx context.Context) (*Reading, error) {
	select {
	case <-r.shut:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-r.turns:
		t, err := r.begin()
		if err != nil {
			r.turns <- struct{}{} // another is opened by who comes next
		}
		return t, err
	}
}

func (r *Readers) begin() (t *Reading, err error) {
	c, age, mapped := r.last()
	if c == nil {
		if c, err = r.open(mapped); err != nil {
			return nil, err
		}
	}
	if err := c.run("begin"); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &Reading{from: r, conn: c, age: age}, nil
}

func (r *Readers) open(mapped bool) (*direct, error) {
	if err := r.there(); err != nil {
		return nil, err
	}
	return openDirect(r.path, mapped)
}

// last is the connection that came back last, if any, and how another is opened.
func (r *Readers) last() (c *direct, age int, mapped bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.free); n > 0 {
		c, r.free = r.free[n-1], r.free[:n-1]
	}
	return c, r.age, mapping && !r.plain
}

// Renew closes each connection as soon as nobody reads by it, and others are opened: what SQLite knows of how many rows its
// tables hold is read once, when a connection first asks.
func (r *Readers) Renew() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.renew()
}

// unmap lets everybody read by calls from now on.
func (r *Readers) unmap() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.plain = true
	return r.renew()
}

func (r *Readers) renew() (err error) {
	for _, c := range r.free {
		err = errors.Join(err, c.Close())
	}
	r.free = nil
	r.age++
	return err
}

// Reading is a transaction that only reads. It belongs to one goroutine.
type Reading struct {
	from *Readers
	conn *direct
	age  int
}

// End gives the connection back. One that cannot end its transaction is closed.
func (t *Reading) End() error {
	r := t.from
	defer func() { r.turns <- struct{}{} }()
	if t.conn.broken {
		return r.unmap()
	}
	if err := t.conn.run("rollback"); err != nil {
		return errors.Join(err, t.conn.Close())
	}
	if !r.take(t) {
		return t.conn.Close()
	}
	return nil
}

// take takes a connection back, unless it was opened before they were renewed.
func (r *Readers) take(t *Reading) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t.age == r.age {
		r.free = append(r.free, t.conn)
	}
	return t.age == r.age
}

// Query runs a statement with rows, which are closed before the next one.
func (t *Reading) Query(text string, args []any) (*Rows, error) { return t.conn.query(text, args) }
