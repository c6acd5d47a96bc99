package pg

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Few is how many rows are better inserted: COPY asks once more which types the columns have.
const Few = 20

// Copy adds rows to a table by COPY, in the transaction that runs on the connection; every row has a value for each column. No
// text of a thousand places is parsed, and the rows go in one stream. The error is pgx's.
func Copy(ctx context.Context, line *sql.Conn, table string, columns []string, rows [][]any) error {
	plain := make([]any, len(columns)) // of one row: it is written before the next is asked for
	values := pgx.CopyFromSlice(len(rows), func(i int) (_ []any, err error) {
		for c, v := range rows[i] {
			if plain[c], err = driver.DefaultParameterConverter.ConvertValue(v); err != nil {
				return nil, err
			}
		}
		return plain, nil
	})
	return line.Raw(func(conn any) error {
		c, ok := conn.(*stdlib.Conn)
		if !ok {
			return errors.New("the connection is not PostgreSQL's")
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, values)
		return err
	})
}
