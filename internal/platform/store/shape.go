package store

import (
	"context"
	"strings"
)

// Shaped is a column as the schema means it.
type Shaped struct {
	Name string
	Kind string // what its values are: "text", "number" (truth values too) or "bytes"
	Null bool   // it may hold nothing
}

// Shape tells the columns of a table in their order, for who proves that what stands in them is what the schema means. SQLite
// holds values of any kind in every column, and one of another kind than the column's is equal to nothing that a query asks for.
func Shape(ctx context.Context, tx *Tx, table string) ([]Shaped, error) {
	text := `select name, type, 1 - "notnull" from pragma_table_info($1) order by cid`
	if tx.db.engine == Postgres {
		text = `select column_name, data_type, case is_nullable when 'YES' then 1 else 0 end from information_schema.columns
			where table_schema = current_schema() and table_name = $1 order by ordinal_position`
	}
	return Collect(ctx, tx, func(s Scanner) (c Shaped, err error) {
		var null int
		err = s.Scan(&c.Name, &c.Kind, &null)
		c.Kind, c.Null = kindOf(c.Kind), null == 1
		return c, err
	}, text, table)
}

func kindOf(declared string) string {
	switch strings.ToLower(declared) {
	case "text":
		return "text"
	case "bytea", "blob":
		return "bytes"
	}
	return "number"
}
