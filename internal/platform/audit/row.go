package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Row is one row that an act wrote. The fact keeps only its keyed digest.
type Row struct {
	table, key string // key: the column that names the row
	id         id.ID
	columns    []string
	values     []any    // nil: read back when the fact is recorded
	only       []string // of its columns; nil for all
}

// Kept is a row of a table by its id, as it stands when the fact is recorded: record the fact after the last change.
func Kept(table string, row id.ID) Row { return Row{table: table, key: "id", id: row} }

// KeptBy is Kept for a table whose rows go by another column than id.
func KeptBy(table, column string, row id.ID) Row { return Row{table: table, key: column, id: row} }

// KeptOf is Kept for some columns of a row whose others change by themselves: that the row is there is another element.
// The columns stand in one text by blanks, and are the same for a table for ever (Table.Only).
func KeptOf(table string, row id.ID, columns string) Row {
	return Row{table: table, key: "id", id: row, only: strings.Fields(columns)}
}

// name is what the row is called in digests.
func (r Row) name() string {
	if len(r.only) > 0 {
		return r.table + ":lasting"
	}
	return r.table
}

// Made is a row just as it was inserted, by its column id: for acts that make many, which need not read them back.
func Made(table string, columns []string, values []any) Row {
	r := Row{table: table, key: "id", columns: columns, values: values}
	if i := slices.Index(columns, "id"); i >= 0 {
		r.id = id.ID(reflect.ValueOf(values[i]).String())
	}
	return r
}

// ID is the id of the row.
func (r Row) ID() id.ID { return r.id }

// Table is where the row stands.
func (r Row) Table() string { return r.table }

// Content is the row by column, as it was made or as it stands now, with its version. A row whose table has no such
// column is made once (1) and changed once (2), as a stay in a bed is.
func (r Row) Content(ctx context.Context, tx *store.Tx) (version int64, columns map[string]any, err error) {
	version = 1
	if r.values == nil {
		version = 2
		if r, err = readBack(ctx, tx, r); err != nil {
			return 0, nil, err
		}
	}
	columns = make(map[string]any, len(r.columns))
	for i, name := range r.columns {
		columns[name] = r.values[i]
		if name == "version" {
			version = reflect.ValueOf(r.values[i]).Int()
		}
	}
	return version, columns, nil
}

// AllMade is Made for every row of an insert.
func AllMade(table string, columns []string, rows [][]any) []Row {
	out := make([]Row, len(rows))
	for i, values := range rows {
		out[i] = Made(table, columns, values)
	}
	return out
}

// An element of a digest says of one row which it is and what stood in it. A fact has one for every row it wrote.
const (
	tagSize     = 8
	macSize     = 16
	elementSize = tagSize + macSize
)

// tag tells rows apart; it hides nothing, for the fact stands beside the rows.
type tag [tagSize]byte

func (r Row) tag() tag {
	sum := sha256.Sum256([]byte(r.name() + "/" + string(r.id)))
	return tag(sum[:tagSize])
}

// digest is the digest of rows: under the key of the record where the act has it, else under the house's.
func digest(ctx context.Context, tx *store.Tx, key *seal.Key, rows []Row) ([]byte, error) {
	out := make([]byte, 0, elementSize*len(rows))
	for _, r := range rows {
		if r.values == nil {
			found, err := readBack(ctx, tx, r)
			if err != nil {
				return nil, err
			}
			r = found
		}
		mac, err := r.mac(tx, key)
		if err != nil {
			return nil, err
		}
		t := r.tag()
		out = append(append(out, t[:]...), mac...)
	}
	return out, nil
}

func (r Row) mac(tx *store.Tx, key *seal.Key) ([]byte, error) {
	plain, err := r.bytes()
	if err != nil {
		return nil, err
	}
	if key != nil {
		return key.Digest([]byte(r.table), plain)[:macSize], nil
	}
	room, _, _ := strings.Cut(r.table, "_")
	mac, err := tx.Digest(room, plain)
	if err != nil {
		return nil, err
	}
	return mac[:macSize], nil
}

// bytes is a row in its canonical form: its table and id, then name and value of every column that holds something,
// by name, each with its length in front. A column that holds nothing (NULL, ”) is left out: a column that a later
// migration adds empty changes no digest. A number, a moment and a truth value are numbers, a text and bytes are bytes:
// that is how both engines give them back.
func (r Row) bytes() ([]byte, error) {
	order := make([]int, len(r.columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(r.columns[a], r.columns[b]) })
	b := append(make([]byte, 0, 512), "guitu row 1\n"...)
	b = appendText(appendText(b, r.name()), string(r.id))
	for _, i := range order {
		if len(r.only) > 0 && !slices.Contains(r.only, r.columns[i]) {
			continue
		}
		var err error
		if b, err = appendColumn(b, r.columns[i], r.values[i]); err != nil {
			return nil, errs.Because(errs.Internal, "audit.bad_row", err)
		}
	}
	return b, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendColumn(b []byte, name string, value any) ([]byte, error) {
	text, n := "", int64(0)
	switch v := value.(type) {
	case nil:
		return b, nil
	case string:
		text = v
	case id.ID:
		text = string(v)
	case []byte:
		text = string(v)
	case int64:
		return appendNumber(b, name, v), nil
	case int:
		return appendNumber(b, name, int64(v)), nil
	default:
		r := reflect.ValueOf(value)
		switch r.Kind() {
		case reflect.String:
			text = r.String()
		case reflect.Bool:
			if r.Bool() {
				n = 1
			}
			return appendNumber(b, name, n), nil
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			return appendNumber(b, name, r.Int()), nil
		case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32:
			return appendNumber(b, name, int64(r.Uint())), nil
		default:
			return b, fmt.Errorf("column %s holds a %T", name, value)
		}
	}
	if text == "" {
		return b, nil
	}
	return appendText(append(appendText(b, name), 's'), text), nil
}

func appendNumber(b []byte, name string, n int64) []byte {
	return binary.AppendVarint(append(appendText(b, name), 'n'), n)
}

// readBack reads a row as it stands now. One that is not there is an empty row: that it is gone is content too.
func readBack(ctx context.Context, tx *store.Tx, r Row) (Row, error) {
	list, err := store.Collect(ctx, tx, scanRow, "select * from "+r.table+" where "+r.key+" = $1", string(r.id))
	if err != nil {
		return r, err
	}
	if len(list) == 0 {
		return r, nil
	}
	r.columns, r.values = list[0].columns, list[0].values
	return r, nil
}

// scanRow reads whatever columns a row has.
func scanRow(s store.Scanner) (r Row, err error) {
	named, ok := s.(interface{ Columns() ([]string, error) })
	if !ok {
		return r, errs.New(errs.Internal, "audit.bad_row")
	}
	if r.columns, err = named.Columns(); err != nil {
		return r, err
	}
	r.values = make([]any, len(r.columns))
	into := make([]any, len(r.columns))
	for i := range r.values {
		into[i] = &r.values[i]
	}
	return r, s.Scan(into...)
}
