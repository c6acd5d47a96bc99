package audit

import (
	"slices"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// A digest does not tell a text from the same bytes, nor an empty text from none, and queries do: a row whose column holds the
// one instead of the other leaves the lists that ask for it, and is digested as before. Nor does a digest speak of a row
// that no fact could name. So both are held against what the schema means.

// place is where the next page goes on after a row: its columns as they stand, for those of a row that was slipped in may
// be of any kind.
func (r Row) place(t Table) []any {
	at := func(column string) any { return r.values[slices.Index(r.columns, column)] }
	if t.Month {
		return []any{at("id"), at("month")}
	}
	return []any{at("id")}
}

// known leaves out the rows whose id, or month, the house cannot have made, and names them.
func (c *rowCheck) known(t Table, rows []Row) []Row {
	return slices.DeleteFunc(rows, func(r Row) bool {
		at := r.place(t)
		text, _ := at[0].(string)
		i, err := id.Parse(text)
		if t.Words && text != "" || err == nil && (!t.Month || at[1] == any(int64(i.Month()))) {
			return false
		}
		if c.share == 0 {
			c.found(RowFinding{Table: t.Name, Row: id.ID(asText(at[0])), What: RowUnsaid})
		}
		return true
	})
}

// shaped tells whether every column holds what the schema means. No room writes an empty text where there may be none.
func (r Row) shaped(shape []store.Shaped) bool {
	for i, value := range r.values {
		if i >= len(shape) || shape[i].Name != r.columns[i] || !fits(shape[i], value) {
			return false
		}
	}
	return true
}

func fits(column store.Shaped, value any) bool {
	switch v := value.(type) {
	case nil:
		return column.Null
	case string:
		return column.Kind == "text" && (v != "" || !column.Null)
	case []byte:
		return column.Kind == "bytes"
	case int64, bool:
		return column.Kind == "number"
	}
	return false
}
