package seal

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// States of a data key.
const (
	open   = "open"
	sealed = "sealed" // wrapped for the escrow
)

// keyRow is a data key as it stands in seal_key.
type keyRow struct {
	record      id.ID
	compartment Compartment
	wrapped     []byte
	kek         string
}

const keyColumns = "record, compartment, wrapped, kek"

func scanKey(s store.Scanner) (r keyRow, err error) {
	err = s.Scan(&r.record, &r.compartment, &r.wrapped, &r.kek)
	return r, err
}

const maxIn = 256

// openRows finds the open keys of records.
func openRows(ctx context.Context, tx *store.Tx, records []id.ID, c Compartment) ([]keyRow, error) {
	where, args := whereOpen(records, c)
	return store.Collect(ctx, tx, scanKey, "select "+keyColumns+where, args...)
}

// openOf is which records have an open key.
func openOf(ctx context.Context, tx *store.Tx, records []id.ID, c Compartment) ([]id.ID, error) {
	where, args := whereOpen(records, c)
	return store.Collect(ctx, tx, store.Value[id.ID], "select record"+where, args...)
}

// whereOpen asks for the open keys of records. The list is filled up to a power of two with its last id, so that
// the engines see nine statements, not 256.
func whereOpen(records []id.ID, c Compartment) (string, []any) {
	n := 1
	for n < len(records) {
		n *= 2
	}
	names := make([]string, n)
	for i := range names {
		names[i] = string(records[min(i, len(records)-1)])
	}
	list, args := store.In(3, names)
	return " from seal_key where compartment = $1 and state = $2 and record in " + list, append([]any{string(c), open}, args...)
}

func rowsOf(ctx context.Context, tx *store.Tx, record id.ID, state string) ([]keyRow, error) {
	return store.Collect(ctx, tx, scanKey, "select "+keyColumns+
		" from seal_key where record = $1 and state = $2 order by compartment", string(record), state)
}

func exists(ctx context.Context, tx *store.Tx, record id.ID, c Compartment) (bool, error) {
	rows, err := store.Collect(ctx, tx, scanKey, "select "+keyColumns+
		" from seal_key where record = $1 and compartment = $2", string(record), string(c))
	return len(rows) > 0, err
}

// rewrite puts a data key under another wrapping, if it is still as it was read.
func rewrite(ctx context.Context, tx *store.Tx, old keyRow, next keyRow, state string) error {
	return store.Update(ctx, tx, `update seal_key set wrapped = $1, kek = $2, state = $3
		where record = $4 and compartment = $5 and kek = $6`,
		next.wrapped, next.kek, state, string(old.record), string(old.compartment), old.kek)
}
