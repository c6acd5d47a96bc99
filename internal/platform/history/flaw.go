package history

import (
	"bytes"
	"context"
	"encoding/binary"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// mark is what a kept version carries: a keyed mark over all that it says. No fact digests a version, so this alone tells
// whether it is as it was kept. That one was taken away it does not tell.
func mark(tx *store.Tx, table string, values []any) ([]byte, error) {
	b := make([]byte, 0, 1024)
	for _, v := range values {
		switch x := v.(type) {
		case string:
			b = append(binary.AppendUvarint(b, uint64(len(x))), x...)
		case id.ID:
			b = append(binary.AppendUvarint(b, uint64(len(x))), x...)
		case []byte:
			b = append(binary.AppendUvarint(b, uint64(len(x))), x...)
		case int64:
			b = binary.AppendVarint(b, x)
		case int:
			b = binary.AppendVarint(b, int64(x))
		default:
			return nil, errs.New(errs.Internal, "history.unreadable")
		}
	}
	return tx.Digest(table, b)
}

// marked are versions with their marks.
func marked(tx *store.Tx, table string, rows [][]any) ([][]any, error) {
	for i, r := range rows {
		mac, err := mark(tx, table, r)
		if err != nil {
			return nil, err
		}
		rows[i] = append(r, mac)
	}
	return rows, nil
}

// version is one as it stands.
type version struct {
	table  string
	record id.ID
	key    []any // its primary key, in the order of its table's update
	values []any
	mac    []byte
}

const (
	rowText     = `select month, record, source, version, at, actor, content, mac from history_row `
	versionText = `select month, record, source, compartment, version, at, actor, sealed, mac from history_version `
)

func scanRow(s store.Scanner) (version, error) {
	var month, number, at int64
	var record id.ID
	var source, actor, content string
	var mac []byte
	err := s.Scan(&month, &record, &source, &number, &at, &actor, &content, &mac)
	return version{
		table: "history_row", record: record, key: []any{month, record, source, number},
		values: []any{month, record, source, number, at, actor, content}, mac: mac,
	}, err
}

func scanVersion(s store.Scanner) (version, error) {
	var month, number, at int64
	var record id.ID
	var source, compartment, actor string
	var sealed, mac []byte
	err := s.Scan(&month, &record, &source, &compartment, &number, &at, &actor, &sealed, &mac)
	return version{
		table: "history_version", record: record, key: []any{month, record, source, number, compartment},
		values: []any{month, record, source, compartment, number, at, actor, sealed}, mac: mac,
	}, err
}

// Adopt marks the versions that an older program kept, in the transaction in which the house begins to mark (seal.Bind).
func Adopt(ctx context.Context, tx *store.Tx) error {
	for _, t := range []struct {
		text string
		scan func(store.Scanner) (version, error)
		set  string
	}{
		{rowText, scanRow, `update history_row set mac = $1 where month = $2 and record = $3 and source = $4 and version = $5`},
		{versionText, scanVersion, `update history_version set mac = $1 where month = $2 and record = $3 and source = $4 and version = $5 and compartment = $6`},
	} {
		for n := 1; n > 0; {
			list, err := store.Collect(ctx, tx, t.scan, t.text+`where mac is null limit 1000`)
			if err != nil {
				return err
			}
			n = len(list)
			for _, v := range list {
				mac, err := mark(tx, v.table, v.values)
				if err != nil {
					return err
				}
				if err := store.Update(ctx, tx, t.set, append([]any{mac}, v.key...)...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Flaw is a version that is not as it was kept.
type Flaw struct {
	Table  string
	Record id.ID
}

const mostFlaws = 100

// Flaws holds every version against its mark; none in a house that does not mark yet. An error means that it could not look.
func Flaws(ctx context.Context, db *store.DB, v *seal.Vault) (out []Flaw, err error) {
	defer errs.Wrap(&err, "history.Flaws")
	if !v.Bound() {
		return nil, nil
	}
	_, err = store.Read(ctx, db, func(tx *store.Tx) (int, error) {
		for text, scan := range map[string]func(store.Scanner) (version, error){rowText: scanRow, versionText: scanVersion} {
			for v, err := range store.Each(ctx, tx, scan, text) {
				if err != nil {
					return 0, err
				}
				mac, err := mark(tx, v.table, v.values)
				if err != nil {
					return 0, err
				}
				if !bytes.Equal(mac, v.mac) && len(out) < mostFlaws {
					out = append(out, Flaw{v.table, v.record})
				}
			}
		}
		return 0, nil
	})
	return out, err
}
