package lite

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

// maxPrepared bounds the statements kept on one connection; the program has some hundreds of texts.
const maxPrepared = 512

// preparing is SQLite's connector, whose connections keep the statements they have prepared: the parser was
// a quarter of the time of an act, and every act waits in one queue. (pgx does the same for PostgreSQL.)
type preparing struct{ driver.Connector }

func newPreparing(source string) (driver.Connector, error) {
	if spilling != nil {
		return nil, spilling
	}
	c, err := sqlite.NewConnector(source)
	return preparing{c}, err
}

// Connect opens a connection.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	lite, ok := c.(liteConn)
	if !ok {
		return nil, errors.Join(errors.New("the SQLite driver has lost an interface"), c.Close())
	}
	return &preparedConn{liteConn: lite, kept: map[string]liteStmt{}}, nil
}

// liteConn is what the driver promises of its connections.
type liteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type liteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// preparedConn keeps statements that are not running now. One that runs is taken out, so that the same text
// can be run again inside a loop over its rows.
type preparedConn struct {
	liteConn
	kept map[string]liteStmt
}

// Unwrap gives the driver's own connection, which its functions ask for.
func (c *preparedConn) Unwrap() driver.Conn { return c.liteConn }

// Close closes the statements and the connection.
func (c *preparedConn) Close() error { return errors.Join(c.forget(), c.liteConn.Close()) }

func (c *preparedConn) forget() error {
	var all error
	for _, s := range c.kept {
		all = errors.Join(all, s.Close())
	}
	clear(c.kept)
	return all
}

func (c *preparedConn) take(ctx context.Context, text string) (liteStmt, error) {
	if s := c.kept[text]; s != nil {
		delete(c.kept, text)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.(liteStmt), nil // a test runs it
}

func (c *preparedConn) put(text string, s liteStmt) error {
	if c.kept[text] != nil {
		return s.Close()
	}
	var err error
	if len(c.kept) >= maxPrepared {
		err = c.forget()
	}
	c.kept[text] = s
	return err
}

// ExecContext runs a statement without rows.
func (c *preparedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	done, err := s.ExecContext(ctx, args)
	if e := c.put(text, s); err == nil && e != nil {
		return nil, e
	}
	return done, err
}

// QueryContext runs a statement with rows; it is kept again when they are closed.
func (c *preparedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, c.put(text, s))
	}
	return &preparedRows{Rows: rows, conn: c, text: text, stmt: s}, nil
}

type preparedRows struct {
	driver.Rows
	conn *preparedConn
	text string
	stmt liteStmt
}

// Close ends the reading and gives the statement back.
func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	return errors.Join(err, r.conn.put(r.text, r.stmt))
}
