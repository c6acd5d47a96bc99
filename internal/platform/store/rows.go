package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/pg"
	"guitu/internal/platform/store/sqltext"
)

// Scanner is a row being read; a scan function reads its columns into a value.
type Scanner interface{ Scan(dest ...any) error }

// rowsOf are the rows of a statement, whoever reads them.
type rowsOf interface {
	Scanner
	Next() bool
	Err() error
	Close() error
}

func (tx *Tx) query(ctx context.Context, s *sqltext.Statement, args []any) (rowsOf, error) {
	if tx.lite != nil {
		return tx.lite.Query(s.Lite, args)
	}
	return tx.sql.QueryContext(ctx, tx.db.text(s), args...)
}

// Exec runs a statement and returns how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	ctx, s, err := tx.prepare(ctx, sql)
	if err != nil {
		return 0, err
	}
	if tx.lite != nil { // it names no table of ours, or prepare would have refused it
		return 0, tx.fail(s, errReads)
	}
	done, err := tx.sql.ExecContext(ctx, tx.db.text(s), args...)
	if err != nil {
		return 0, tx.fail(s, err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		return 0, tx.fail(s, err)
	}
	return n, nil
}

// Update runs a statement that must touch exactly one row: `update … where id = $1 and version = $2`. When it
// touches none the record was changed meanwhile: Conflict store.changed_meanwhile. More than one is a defect.
func Update(ctx context.Context, tx *Tx, sql string, args ...any) error {
	n, err := tx.Exec(ctx, sql, args...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Conflict, "store.changed_meanwhile")
	case n > 1:
		return errs.New(errs.Internal, "store.not_one", n)
	}
	return nil
}

// Each reads rows one by one, flat in memory however many there are:
//
//	for fact, err := range store.Each(ctx, tx, scanFact, `select … where resident = $1`, r) {
//
// After an error there are no more rows. No other statement may run inside the loop: PostgreSQL cannot.
func Each[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), sql string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		none, asking := *new(T), ctx
		ctx, s, err := tx.prepare(ctx, sql)
		if err != nil {
			yield(none, err)
			return
		}
		rows, err := tx.query(ctx, s, args)
		if err != nil {
			yield(none, tx.fail(s, err))
			return
		}
		tx.busy = true
		defer func() {
			tx.busy = false
			rows.Close()
		}()
		for rows.Next() {
			if tx.may == reading && asking.Err() != nil {
				yield(none, gone(asking))
				return
			}
			row, err := scan(rows)
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, tx.fail(s, err))
		}
	}
}

// Collect reads all rows of a query. It is for queries with a bound; Each is for those without.
func Collect[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), sql string, args ...any) ([]T, error) {
	var all []T
	for row, err := range Each(ctx, tx, scan, sql, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// One reads the only row of a query. None is NotFound store.not_found; a second one is a defect.
func One[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), sql string, args ...any) (T, error) {
	var found T
	n := 0
	for row, err := range Each(ctx, tx, scan, sql, args...) {
		if err != nil {
			return *new(T), err
		}
		if n++; n > 1 {
			return *new(T), errs.New(errs.Internal, "store.not_one", n)
		}
		found = row
	}
	if n == 0 {
		return found, errs.New(errs.NotFound, "store.not_found")
	}
	return found, nil
}

// Value scans a row of one column, for counts and ids: store.One(ctx, tx, store.Value[int], `select count(*) …`).
func Value[T any](row Scanner) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}

// chunk bounds the placeholders of one insert: SQLite takes 32,766 and PostgreSQL 65,535, but a text of that
// length is parsed more slowly than a few shorter ones.
const chunk = 2000

var errReads = errors.New("a transaction that only reads runs queries")

var errWidth = errors.New("a row has not as many values as there are columns")

// Insert adds rows to a table, as many in one statement as is good. Every row has a value for each column.
func Insert(ctx context.Context, tx *Tx, table string, columns []string, rows [][]any) error {
	if line := tx.db.line.Load(); line != nil && len(rows) > pg.Few && tx.may == writing {
		return tx.copyIn(ctx, line, table, columns, rows)
	}
	most := max(1, chunk/max(1, len(columns)))
	for len(rows) > 0 {
		n := min(most, len(rows))
		args := make([]any, 0, n*len(columns))
		for _, row := range rows[:n] {
			if len(row) != len(columns) {
				return errs.Because(errs.Internal, "store.bad_statement", errWidth)
			}
			args = append(args, row...)
		}
		if _, err := tx.Exec(ctx, insertText(table, columns, n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// copyIn is Insert of many rows by COPY, on the connection of a DB.Bulk.
func (tx *Tx) copyIn(ctx context.Context, line *sql.Conn, table string, columns []string, rows [][]any) error {
	for _, row := range rows {
		if len(row) != len(columns) {
			return errs.Because(errs.Internal, "store.bad_statement", errWidth)
		}
	}
	ctx, s, err := tx.prepare(ctx, insertText(table, columns, 1)) // what it may, and which room it writes, as of any statement
	if err != nil {
		return err
	}
	if err := pg.Copy(ctx, line, table, columns, rows); err != nil {
		return tx.fail(s, err)
	}
	return nil
}

func insertText(table string, columns []string, rows int) string {
	var b strings.Builder
	b.WriteString("insert into " + table + " (" + strings.Join(columns, ", ") + ") values ")
	for i := range rows * len(columns) {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%len(columns) == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteString(")")
	return b.String()
}
