package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guitu/internal/base/errs"
)

// copied is from how many rows on an insert of DB.Bulk goes to PostgreSQL by COPY: it parses no text of a thousand places, and the
// rows go in one stream. COPY asks once more which types the columns have, which a few rows are not worth.
const copied = 20

// copies gives the connection on which rows are copied; nil where they are inserted.
func (tx *Tx) copies(rows int) *sql.Conn {
	if tx.may != writing || rows < copied {
		return nil
	}
	return tx.db.line.Load()
}

// copyIn is Insert by COPY, in the transaction that runs on the connection.
func (tx *Tx) copyIn(ctx context.Context, line *sql.Conn, table string, columns []string, rows [][]any) error {
	ctx, s, err := tx.prepare(ctx, insertText(table, columns, 1)) // what it may, and which room it writes, as of any statement
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(row) != len(columns) {
			return errs.Because(errs.Internal, "store.bad_statement", errWidth)
		}
	}
	plain := make([]any, len(columns)) // of one row: it is written before the next is asked for
	values := pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		for c, v := range rows[i] {
			if plain[c], err = driver.DefaultParameterConverter.ConvertValue(v); err != nil {
				return nil, err
			}
		}
		return plain, nil
	})
	err = line.Raw(func(conn any) error {
		c, ok := conn.(*stdlib.Conn)
		if !ok {
			return errors.New("the connection is not PostgreSQL's")
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, values)
		return err
	})
	if err != nil {
		return tx.fail(s, err)
	}
	return nil
}
