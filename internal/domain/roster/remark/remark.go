// Package remark keeps what rosters say of people that the house has no other place for (备注): unknown columns, free
// words, drugs as a facility wrote them, a room without a bed. Each is sealed with its person's key.
package remark

import (
	"context"
	"slices"

	"guitu/internal/base/id"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const column = "roster_note.sealed"

// Line is what one row says of somebody.
type Line struct {
	Person id.ID
	Row    int
	Notes  []book.Note
}

// KeepIn writes the lines of a run.
func KeepIn(ctx context.Context, tx *store.Tx, v *seal.Vault, run id.ID, lines []Line) error {
	ids := make([]id.ID, len(lines))
	for i, l := range lines {
		ids[i] = l.Person
	}
	keys, err := v.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, l := range lines {
		if len(l.Notes) == 0 || keys[l.Person] == nil {
			continue
		}
		sealed, err := keys[l.Person].SealValue(column, l.Notes)
		if err != nil {
			return err
		}
		rows = append(rows, []any{id.New(), run, l.Person, l.Row, sealed})
	}
	return store.Insert(ctx, tx, "roster_note", []string{"id", "run", "person", "line", "sealed"}, rows)
}

// Of opens what rosters said of people, in the order in which it was brought. The caller has checked that the reader may
// see their files.
func Of(ctx context.Context, tx *store.Tx, v *seal.Vault, people []id.ID) (map[id.ID][]book.Note, error) {
	out := map[id.ID][]book.Note{}
	for part := range slices.Chunk(people, 500) {
		keys, err := v.Keys(ctx, tx, part, seal.General)
		if err != nil {
			return nil, err
		}
		in, args := store.In(1, part)
		type sealed struct {
			person id.ID
			notes  []book.Note
		}
		scan := func(s store.Scanner) (n sealed, err error) {
			var b []byte
			if err = s.Scan(&n.person, &b); err != nil || keys[n.person] == nil {
				return n, err
			}
			return n, keys[n.person].OpenValue(column, b, &n.notes)
		}
		for n, err := range store.Each(ctx, tx, scan, `select person, sealed from roster_note where person in `+in+` order by id`, args...) {
			if err != nil {
				return nil, err
			}
			out[n.person] = append(out[n.person], n.notes...)
		}
	}
	return out, nil
}
