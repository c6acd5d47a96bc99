package audit

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Standing is a row of a table as it stands, whatever its columns, with what a fact would say of it.
type Standing struct {
	ID      id.ID
	Columns []string
	Values  []any
	Element []byte // tag and digest; nil of a table without ids
}

// Standings reads the rows of a table that a condition over t means, with the element that the log has of each while nobody
// altered it. It is for the room that takes rows away under a sealing: what the log last said of them is then kept beside
// the sealed content, and VerifyRows holds the two against each other as it would the row.
func Standings(ctx context.Context, tx *store.Tx, v *seal.Vault, t Table, where store.Cond) (_ []Standing, err error) {
	defer errs.Wrap(&err, "audit.Standings")
	rows, err := store.Collect(ctx, tx, scanRow, t.query()+"where "+where.SQL, where.Args...)
	if err != nil {
		return nil, err
	}
	out := make([]Standing, len(rows))
	for i := range rows {
		r := &rows[i]
		u := r.named(t.Name)
		out[i] = Standing{ID: r.id, Columns: r.columns, Values: r.values}
		if r.id == "" {
			continue
		}
		var key *seal.Key
		if u.record != "" {
			if key, err = v.Key(ctx, tx, u.record, u.part); err != nil {
				return nil, err
			}
		}
		mac := make([]byte, macSize) // zeros: it changes without a fact, and only that it was there is looked at
		if !t.Loose {
			if mac, err = r.mac(tx, key); err != nil {
				return nil, err
			}
		}
		t := r.tag()
		out[i].Element = append(t[:], mac...)
	}
	return out, nil
}

// Elements are what was kept of rows that went away: by their tags.
type Elements map[tag][macSize]byte

// ElementsOf reads elements that stand one after the other.
func ElementsOf(b []byte) Elements {
	out := Elements{}
	for ; len(b) >= elementSize; b = b[elementSize:] {
		out[tag(b[:tagSize])] = [macSize]byte(b[tagSize:elementSize])
	}
	return out
}

// Meets strikes a row out where it is what its element says, under one of some keys (nil: the house's). A row that no
// element is of was digested by no fact, and met.
func (e Elements) Meets(tx *store.Tx, table string, columns []string, values []any, keys []*seal.Key) (bool, error) {
	r := Made(table, columns, values)
	was, ok := e[r.tag()]
	if !ok || r.id == "" {
		return true, nil
	}
	for _, key := range keys {
		mac, err := r.mac(tx, key)
		if err != nil {
			return false, err
		}
		if slices.Equal(mac, was[:]) || was == ([macSize]byte{}) {
			delete(e, r.tag())
			return true, nil
		}
	}
	return false, nil
}

// AllMet tells whether every element was met by its row.
func (e Elements) AllMet() bool { return len(e) == 0 }
