package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"math"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/flaw"
	"guitu/internal/platform/store"
)

const flawsPage = "200"

// Flaws are the files that are not whole, though nobody erased them: a piece is missing or one too many, something does not
// open, or the digest is another. Every content is read, a piece at a time. A file whose key is sealed away while its row
// stands is whole where taken knows of it, as the letters of an opening are. An error means that it could not look.
func Flaws(ctx context.Context, db *store.DB, v *seal.Vault, taken func(id.ID) bool) (out []id.ID, err error) {
	defer errs.Wrap(&err, "document.Flaws")
	text, args := ` order by id limit `+flawsPage, []any(nil)
	for last := id.ID(""); ; {
		after := last
		if _, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			rows, err := store.Collect(ctx, tx, scanFile, fileText+`where erased_at is null`+text, args...)
			if err != nil || len(rows) == 0 {
				return 0, err
			}
			last = rows[len(rows)-1].ID
			flawed, err := flawedOf(ctx, tx, v, rows, taken)
			out = append(out, flawed...)
			return 0, err
		}); err != nil {
			return nil, err
		}
		if last == after { // no more, or the same again: ids that are no text
			return out, nil
		}
		text, args = ` and id > $1 order by id limit `+flawsPage, []any{string(last)}
	}
}

// Strays are files of which pieces stand where there is no such file: it was erased, was never brought, or is of another
// month. A sealing leaves the pieces of what it took where they were: taken knows of those.
func Strays(ctx context.Context, db *store.DB, taken func(id.ID) bool) (out []id.ID, err error) {
	defer errs.Wrap(&err, "document.Strays")
	type place struct {
		month int
		file  id.ID
		stays bool // its file stands in the table
	}
	scan := func(s store.Scanner) (p place, err error) { return p, s.Scan(&p.month, &p.file, &p.stays) }
	for last := (place{month: math.MinInt64}); ; {
		rows, err := store.Read(ctx, db, func(tx *store.Tx) ([]place, error) {
			return store.Collect(ctx, tx, scan, `select distinct p.month, p.file,
				exists (select 1 from document_file f where f.id = p.file and f.erased_at is null) from document_piece p
				where (p.month, p.file) > ($1, $2) order by p.month, p.file limit `+flawsPage, last.month, string(last.file))
		})
		if err != nil {
			return nil, err
		}
		for _, p := range rows {
			if p.month != p.file.Month() || !p.stays && !taken(p.file) {
				out = append(out, p.file)
			}
		}
		if len(rows) == 0 || rows[len(rows)-1] == last { // no more, or the same again: names that are no text
			return out, nil
		}
		last = rows[len(rows)-1]
	}
}

func flawedOf(ctx context.Context, tx *store.Tx, v *seal.Vault, rows []row, taken func(id.ID) bool) (out []id.ID, err error) {
	by := map[seal.Compartment][]id.ID{}
	for _, r := range rows {
		by[r.Compartment] = append(by[r.Compartment], r.ID)
	}
	keys := map[id.ID]*seal.Key{}
	for c, files := range by {
		found, err := flaw.Usable(ctx, tx, v, files, c)
		if err != nil {
			return nil, err
		}
		for file, key := range found.Open {
			keys[file] = key
		}
		for _, file := range found.Away {
			if !taken(file) {
				continue
			}
			peeked, err := v.Peek(ctx, tx, file)
			if err != nil && !flaw.NotAsMade(err) {
				return nil, err
			}
			keys[file] = peeked[c]
		}
	}
	for _, r := range rows {
		whole, err := r.whole(ctx, tx, keys[r.ID])
		if err != nil {
			return nil, err
		}
		if !whole {
			out = append(out, r.ID)
		}
	}
	return out, nil
}

// Whole tells the same of a file that was sealed away, by its key for this reading.
func (a Away) Whole(ctx context.Context, tx *store.Tx, key *seal.Key) (bool, error) {
	return row{File{ID: a.ID, MediaType: a.MediaType, Size: a.Size, At: a.At, pieces: a.Pieces}, a.Meta}.whole(ctx, tx, key)
}

// whole reads a file to its end.
func (r row) whole(ctx context.Context, tx *store.Tx, key *seal.Key) (bool, error) {
	if key == nil || len(r.meta) == 0 {
		return false, nil
	}
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from document_piece where month = $1 and file = $2`, r.ID.Month(), string(r.ID))
	if err != nil || n != r.pieces {
		return false, err
	}
	f, sum := r.File, sha256.New()
	if err = f.readMeta(key, r.meta); err == nil {
		_, err = io.Copy(sum, &reader{file: f, key: key, read: func(n int) ([]byte, error) { return piece(ctx, tx, f, n) }})
	}
	if flaw.NotAsMade(err) || errs.Is(err, "document.unreadable") {
		return false, nil
	}
	return err == nil && bytes.Equal(sum.Sum(nil), f.SHA256), err
}
