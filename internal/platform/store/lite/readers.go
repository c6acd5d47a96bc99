package lite

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

// Readers are the connections that only read, each lent for one transaction. They stand beside database/sql and not behind it:
// most statements of a page take a few microseconds, and its locks, its goroutine for every transaction and the driver's for
// every statement took as long again.
type Readers struct {
	connector driver.Connector
	free      chan *preparedConn // nil stands for one that is yet to be opened
	shut      chan struct{}
}

// OpenReaders opens them; the first at once, so that a file which cannot be read is noticed, the others when they are needed.
func OpenReaders(ctx context.Context, path string) (*Readers, error) {
	connector, err := newPreparing(readerSource(path))
	if err != nil {
		return nil, err
	}
	n := readers()
	r := &Readers{connector: connector, free: make(chan *preparedConn, n), shut: make(chan struct{})}
	first, err := r.connect(ctx)
	if err != nil {
		return nil, err
	}
	r.free <- first
	for range n - 1 {
		r.free <- nil
	}
	return r, nil
}

func (r *Readers) connect(ctx context.Context) (*preparedConn, error) {
	c, err := r.connector.Connect(context.WithoutCancel(ctx))
	if err != nil {
		return nil, err
	}
	return c.(*preparedConn), nil // as preparing makes them
}

// Close waits for the transactions that run, and closes the connections. It is called once.
func (r *Readers) Close() error {
	close(r.shut)
	var all error
	for range cap(r.free) {
		if c := <-r.free; c != nil {
			all = errors.Join(all, c.Close())
		}
	}
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
	case c := <-r.free:
		t, err := r.begin(ctx, c)
		if err != nil {
			r.free <- nil // another is opened by who comes next
		}
		return t, err
	}
}

func (r *Readers) begin(ctx context.Context, c *preparedConn) (t *Reading, err error) {
	if c == nil {
		if c, err = r.connect(ctx); err != nil {
			return nil, err
		}
	}
	if err := c.run("begin"); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &Reading{from: r, conn: c}, nil
}

// run runs a statement without rows and without arguments.
func (c *preparedConn) run(text string) error {
	_, err := c.ExecContext(context.Background(), text, nil)
	return err
}

// Reading is a transaction that only reads. It belongs to one goroutine.
type Reading struct {
	from *Readers
	conn *preparedConn
}

// End gives the connection back.
func (t *Reading) End() error {
	err := t.conn.run("rollback")
	if err == nil && t.conn.IsValid() {
		t.from.free <- t.conn
		return nil
	}
	t.from.free <- nil
	return errors.Join(err, t.conn.Close())
}

// Query runs a statement with rows, which are closed before the next one.
func (t *Reading) Query(text string, args []any) (*Rows, error) {
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		v, err := argument(a)
		if err != nil {
			return nil, err
		}
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	rows, err := t.conn.QueryContext(context.Background(), text, named)
	if err != nil {
		return nil, err
	}
	return &Rows{rows: rows, values: make([]driver.Value, len(rows.Columns()))}, nil
}

// Rows are read one by one.
type Rows struct {
	rows   driver.Rows
	values []driver.Value
	err    error
}

// Columns are the names of the columns; it does not fail, and is written as that of database/sql.
func (r *Rows) Columns() ([]string, error) { return r.rows.Columns(), nil }

// Next goes to the next row; false after the last one, and after an error.
func (r *Rows) Next() bool {
	if r.err != nil {
		return false
	}
	r.err = r.rows.Next(r.values)
	return r.err == nil
}

// Err is what ended the rows before their end.
func (r *Rows) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Close ends the reading.
func (r *Rows) Close() error { return r.rows.Close() }

// Scan reads the columns of the row, as database/sql does.
func (r *Rows) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return errors.New("a row has not as many columns as there are places for them")
	}
	for i, v := range r.values {
		if err := assign(dest[i], v); err != nil {
			return err
		}
	}
	return nil
}
