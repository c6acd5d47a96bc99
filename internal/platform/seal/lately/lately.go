// Package lately keeps in memory, for some minutes, what was opened of a sealed column that everybody looks at.
package lately

import (
	"bytes"
	"context"
	"sync"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const (
	keptFor  = 10 * time.Minute // a value that nobody asks for leaves memory after at most twice that
	keptMost = 10_000           // of a generation
)

// Column opens a sealed column of many records at once, and keeps for a while what it opened: a floor shows fifteen
// hundred people at every look, and opening them is most of what a look costs.
//
// It answers from memory only for the very bytes that stand in the row, as the reader's own transaction sees them, and
// only where Keys would open the record in that transaction, which Row.Open says or is asked: nothing that was changed, rolled back, sealed away or
// destroyed comes from there. Keys are never kept. Values are shared between readers, who change nothing in place.
type Column[T any] struct {
	vault       *seal.Vault
	column      string
	compartment seal.Compartment

	mu         sync.Mutex
	young, old map[id.ID]opened[T] // what is used moves to the younger generation; with each turn the older one goes
	turned     time.Time
}

// Row is a record's sealed column as it stands.
type Row struct {
	Record id.ID
	Sealed []byte
	Open   bool // the statement that read the row has seen that its record has an open key of the compartment
}

type opened[T any] struct {
	sealed []byte
	value  T
}

// New is for a column, written "table.column", of values that SealValue sealed.
func New[T any](v *seal.Vault, column string, c seal.Compartment) *Column[T] {
	return &Column[T]{vault: v, column: column, compartment: c}
}

// Open gives the values of rows. Records without an open key are not in the answer.
func (l *Column[T]) Open(ctx context.Context, tx *store.Tx, rows []Row) (_ map[id.ID]T, err error) {
	defer errs.Wrap(&err, "lately.Open(%s)", l.column)
	out := make(map[id.ID]T, len(rows))
	known, fresh := l.recall(tx.Now(), rows, out)
	if err := l.stillOpen(ctx, tx, known, out); err != nil {
		return nil, err
	}
	if len(fresh) == 0 {
		return out, nil
	}
	keys, err := l.vault.Keys(ctx, tx, recordsOf(fresh), l.compartment)
	if err != nil {
		return nil, err
	}
	for _, r := range fresh {
		key, ok := keys[r.Record]
		if !ok {
			continue
		}
		var value T
		if err := key.OpenValue(l.column, r.Sealed, &value); err != nil {
			return nil, err
		}
		out[r.Record] = value
	}
	l.keep(fresh, out)
	return out, nil
}

// recall puts what is in memory into out, and parts the rows by that.
func (l *Column[T]) recall(now time.Time, rows []Row, out map[id.ID]T) (known, fresh []Row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.young == nil || now.Sub(l.turned) > keptFor || len(l.young) > keptMost {
		l.old, l.young, l.turned = l.young, map[id.ID]opened[T]{}, now
	}
	for _, r := range rows {
		k, ok := l.young[r.Record]
		if !ok {
			if k, ok = l.old[r.Record]; ok {
				l.young[r.Record] = k
			}
		}
		if ok && bytes.Equal(k.sealed, r.Sealed) {
			out[r.Record] = k.value
			known = append(known, r)
			continue
		}
		fresh = append(fresh, r)
	}
	return known, fresh
}

// stillOpen takes those out whose record has no open key any more, and forgets them.
func (l *Column[T]) stillOpen(ctx context.Context, tx *store.Tx, known []Row, out map[id.ID]T) error {
	asked := make([]id.ID, 0, len(known))
	for _, r := range known {
		if !r.Open {
			asked = append(asked, r.Record)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	open, err := l.vault.Opens(ctx, tx, asked, l.compartment)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range known {
		if !r.Open && !open[r.Record] {
			delete(out, r.Record)
			delete(l.young, r.Record)
			delete(l.old, r.Record)
		}
	}
	return nil
}

func (l *Column[T]) keep(fresh []Row, values map[id.ID]T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range fresh {
		if v, ok := values[r.Record]; ok {
			l.young[r.Record] = opened[T]{r.Sealed, v}
		}
	}
}

func recordsOf(rows []Row) []id.ID {
	out := make([]id.ID, len(rows))
	for i, r := range rows {
		out[i] = r.Record
	}
	return out
}
