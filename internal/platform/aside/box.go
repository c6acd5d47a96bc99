package aside

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// pieceRows is how many rows lie in one piece of a box.
const pieceRows = 100

// value is a value of a column, with what it is: a row comes back on either engine as it went.
type value struct {
	Text  *string `json:"t,omitempty"`
	Int   *int64  `json:"n,omitempty"`
	Bytes []byte  `json:"b,omitempty"`
	Bool  *bool   `json:"y,omitempty"`
}

// valueOf is a value as an engine gives it. Neither gives anything but these: columns are TEXT, BIGINT, bytea and BOOLEAN.
func valueOf(x any) value {
	switch x := x.(type) {
	case string:
		return value{Text: &x}
	case int64:
		return value{Int: &x}
	case bool:
		return value{Bool: &x}
	case []byte:
		if x == nil {
			x = []byte{}
		}
		return value{Bytes: x}
	}
	return value{}
}

func (v value) plain() any {
	switch {
	case v.Text != nil:
		return *v.Text
	case v.Int != nil:
		return *v.Int
	case v.Bool != nil:
		return *v.Bool
	case v.Bytes != nil:
		return v.Bytes
	}
	return nil
}

func (v value) text() string {
	switch {
	case v.Text != nil:
		return *v.Text
	case v.Int != nil:
		return strconv.FormatInt(*v.Int, 10)
	case v.Bytes != nil:
		return base64.StdEncoding.EncodeToString(v.Bytes)
	}
	return ""
}

func pieceColumn(box id.ID, n int) string {
	return "aside_piece.sealed/" + string(box) + "/" + strconv.Itoa(n)
}

// keep seals the rows in pieces and writes the box.
func (t *taking) keep(ctx context.Context, tx *store.Tx) error {
	key, err := t.vault.Create(ctx, tx, t.Box, seal.General)
	if err != nil {
		return err
	}
	var pieces [][]any
	for part := range slices.Chunk(t.rows, pieceRows) {
		n := len(pieces)
		sealed, err := key.SealValue(pieceColumn(t.Box, n), part)
		if err != nil {
			return err
		}
		pieces = append(pieces, []any{t.Box.Month(), string(t.Box), n, sealed})
	}
	if err := store.Insert(ctx, tx, "aside_piece", []string{"month", "box", "n", "sealed"}, pieces); err != nil {
		return err
	}
	elements := t.elements
	if elements == nil {
		elements = []byte{}
	}
	return store.Insert(ctx, tx, "aside_box", []string{"id", "version", "pieces", "elements"}, [][]any{{string(t.Box), 1, len(pieces), elements}})
}

// Row is one row of an opened box. Values that were sealed in its table are still sealed: Keys open them.
type Row struct {
	Table  string
	values map[string]value
}

// Text is a column of text, "" where it holds none.
func (r Row) Text(column string) string {
	if p := r.values[column].Text; p != nil {
		return *p
	}
	return ""
}

// ID is a column that names a record.
func (r Row) ID(column string) id.ID { return id.ID(r.Text(column)) }

// Int is a column of numbers, 0 where it holds none.
func (r Row) Int(column string) int64 {
	if p := r.values[column].Int; p != nil {
		return *p
	}
	return 0
}

// Bytes is a column of bytes, nil where it holds none.
func (r Row) Bytes(column string) []byte { return r.values[column].Bytes }

// Columns are the columns that hold something, in their alphabetical order.
func (r Row) Columns() []string {
	var out []string
	for c, v := range r.values {
		if v.plain() != nil && v.text() != "" {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// Open reads a box, with keys that are opened for this reading. What there is no box of is aside.no_box (NotFound).
func Open(ctx context.Context, tx *store.Tx, v *seal.Vault, box id.ID) (_ []Row, err error) {
	defer errs.Wrap(&err, "aside.Open(%s)", box)
	keys, err := v.Peek(ctx, tx, box)
	if errs.Is(err, "seal.no_key") {
		return nil, errs.New(errs.NotFound, "aside.no_box")
	} else if err != nil {
		return nil, err
	}
	pieces, err := store.Collect(ctx, tx, store.Value[[]byte], `select sealed from aside_piece where month = $1 and box = $2 order by n`, box.Month(), string(box))
	if err != nil {
		return nil, err
	}
	want, err := store.One(ctx, tx, store.Value[int], `select pieces from aside_box where id = $1`, string(box))
	if err != nil {
		return nil, err
	}
	if want != len(pieces) {
		return nil, errs.New(errs.Internal, "aside.broken")
	}
	var out []Row
	for n, sealed := range pieces {
		var rows []row
		if err := keys[seal.General].OpenValue(pieceColumn(box, n), sealed, &rows); err != nil {
			return nil, err
		}
		for _, r := range rows {
			x := Row{Table: r.Table, values: make(map[string]value, len(r.Columns))}
			for i, c := range r.Columns {
				x.values[c] = r.Values[i]
			}
			out = append(out, x)
		}
	}
	return out, nil
}

// Elements gives what the log last said of the rows of every box: audit.Away, for verify.
func Elements(ctx context.Context, tx *store.Tx, each func(table string, row id.ID, elements []byte)) error {
	type kept struct {
		box      id.ID
		elements []byte
	}
	for k, err := range store.Each(ctx, tx, func(s store.Scanner) (k kept, err error) { return k, s.Scan(&k.box, &k.elements) },
		`select id, elements from aside_box order by id`) {
		if err != nil {
			return err
		}
		each("aside_box", k.box, k.elements)
	}
	return nil
}
