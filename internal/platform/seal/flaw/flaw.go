// Package flaw tells which keys of records are not as seal made them, for who proves a house: he must not stop at the first
// one that somebody destroyed, but name it and go on. It reads, and knows no cipher.
package flaw

import (
	"cmp"
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const (
	page   = "1000"
	most   = 100
	atOnce = 500 // ids in one list of a statement
)

// Key names a data key: a compartment of a record.
type Key struct {
	Record      id.ID
	Compartment seal.Compartment
}

// Keys tries every data key, those that were sealed away too, and tells those that do not open: at most 100, by record. Who
// holds the database seals to the escrow as the house does, for its half of that is public: so a key counts as sealed away
// where taken, the caller, knows of its record that a sealing took it. An error means that it could not look.
func Keys(ctx context.Context, db *store.DB, v *seal.Vault, taken func(id.ID) bool) (out []Key, err error) {
	defer errs.Wrap(&err, "flaw.Keys")
	type row struct {
		Key
		state string
	}
	text, args := `order by record, compartment limit `+page, []any(nil)
	for last := (row{}); len(out) < most; {
		rows, err := store.Read(ctx, db, func(tx *store.Tx) ([]row, error) {
			rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r row, err error) { return r, s.Scan(&r.Record, &r.Compartment, &r.state) },
				`select record, compartment, state from seal_key `+text, args...)
			if err != nil {
				return nil, err
			}
			open := map[seal.Compartment][]id.ID{}
			for _, r := range rows {
				if r.state == "open" {
					open[r.Compartment] = append(open[r.Compartment], r.Record)
					continue
				}
				if _, err := v.Peek(ctx, tx, r.Record); NotAsMade(err) || err == nil && !taken(r.Record) {
					out = append(out, r.Key)
				} else if err != nil {
					return nil, err
				}
			}
			for c, records := range open {
				_, broken, err := usable(ctx, tx, v, records, c)
				if err != nil {
					return nil, err
				}
				for _, record := range broken {
					out = append(out, Key{record, c})
				}
			}
			return rows, nil
		})
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 || rows[len(rows)-1] == last { // the same again: names that are no text, and greater than any
			break
		}
		last = rows[len(rows)-1]
		text = `where (record, compartment) > ($1, $2) order by record, compartment limit ` + page
		args = []any{string(last.Record), string(last.Compartment)}
	}
	slices.SortFunc(out, func(a, b Key) int { return cmp.Compare(a.Record, b.Record) })
	return out[:min(len(out), most)], nil
}

// Found is what became of the keys of some records. One whose key does not open is in none of the three: Keys tells it.
type Found struct {
	Open map[id.ID]*seal.Key
	Gone []id.ID // they have none at all, neither open nor sealed away
	Away []id.ID // sealed away, or said to be: what a sealing takes leaves its table, and does not stand there any more
}

// Usable is seal.Vault.Keys for who proves.
func Usable(ctx context.Context, tx *store.Tx, v *seal.Vault, records []id.ID, c seal.Compartment) (f Found, err error) {
	defer errs.Wrap(&err, "flaw.Usable(%s)", c)
	keys, broken, err := usable(ctx, tx, v, records, c)
	if err != nil {
		return f, err
	}
	f.Open = keys
	seen := map[id.ID]bool{}
	for _, r := range broken {
		seen[r] = true
	}
	for _, r := range records {
		if keys[r] == nil && !seen[r] {
			seen[r] = true
			f.Gone = append(f.Gone, r)
		}
	}
	for part := range slices.Chunk(slices.Clone(f.Gone), atOnce) {
		in, args := store.In(2, part)
		away, err := store.Collect(ctx, tx, store.Value[id.ID], `select record from seal_key where compartment = $1 and record in `+in, append([]any{string(c)}, args...)...)
		if err != nil {
			return f, err
		}
		f.Away = append(f.Away, away...)
		f.Gone = slices.DeleteFunc(f.Gone, func(r id.ID) bool { return slices.Contains(away, r) })
	}
	return f, nil
}

// usable opens what opens: all at once where everything does, one by one where something does not.
func usable(ctx context.Context, tx *store.Tx, v *seal.Vault, records []id.ID, c seal.Compartment) (map[id.ID]*seal.Key, []id.ID, error) {
	keys, err := v.Keys(ctx, tx, records, c)
	if !NotAsMade(err) {
		return keys, nil, err
	}
	keys = map[id.ID]*seal.Key{}
	var broken []id.ID
	for _, r := range slices.Compact(slices.Sorted(slices.Values(records))) {
		key, err := v.Key(ctx, tx, r, c)
		switch {
		case err == nil:
			keys[r] = key
		case NotAsMade(err):
			broken = append(broken, r)
		case !errs.Is(err, "seal.no_key"):
			return nil, nil, err
		}
	}
	return keys, broken, nil
}

// NotAsMade tells whether an error is of something sealed that is not as the house made it.
func NotAsMade(err error) bool {
	return errs.Is(err, "seal.broken") || errs.Is(err, "seal.box_broken") || errs.Is(err, "seal.unknown_kek")
}
