package document

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

func insert(ctx context.Context, tx *store.Tx, key *seal.Key, f File) error {
	sealed, err := f.sealMeta(key)
	if err != nil {
		return err
	}
	return store.Insert(ctx, tx, "document_file", []string{
		"id", "record", "about", "facility", "unit", "compartment", "media_type", "size", "pieces", "meta", "at", "erase_at",
	}, [][]any{{
		string(f.ID), string(f.Record), string(f.About), string(f.Facility), string(f.Unit), string(f.Compartment),
		f.MediaType, f.Size, f.pieces, sealed, store.Micros(f.At), store.NullMicros(f.EraseAt),
	}})
}

// row is a file with its sealed part.
type row struct {
	File
	meta []byte
}

const fileText = `select id, record, about, facility, unit, compartment, media_type, size, pieces, meta, at, erase_at, erased_at
	from document_file `

func scanFile(s store.Scanner) (f row, err error) {
	return f, s.Scan(&f.ID, &f.Record, &f.About, &f.Facility, &f.Unit, &f.Compartment, &f.MediaType, &f.Size, &f.pieces,
		&f.meta, store.Instant(&f.At), store.Instant(&f.EraseAt), store.Instant(&f.ErasedAt))
}

func find(ctx context.Context, tx *store.Tx, file id.ID) (File, []byte, error) {
	f, err := store.One(ctx, tx, scanFile, fileText+"where id = $1", string(file))
	if errs.Is(err, "store.not_found") {
		return File{}, nil, errs.New(errs.NotFound, "document.not_found")
	}
	return f.File, f.meta, err
}

// Kept is the file itself while somebody can still open it, and "" once it was erased or sealed away.
func Kept(ctx context.Context, tx *store.Tx, file id.ID) (id.ID, error) {
	f, _, err := find(ctx, tx, file)
	if errs.Is(err, "document.not_found") || err == nil && !f.ErasedAt.IsZero() {
		return "", nil
	}
	return f.ID, err
}

func rowsOf(ctx context.Context, tx *store.Tx, record id.ID, c seal.Compartment) ([]row, error) {
	return store.Collect(ctx, tx, scanFile, fileText+"where record = $1 and compartment = $2 order by at desc, id desc",
		string(record), string(c))
}

// piece reads a sealed piece. One that is gone was erased while somebody read, if its row says so; else somebody took it.
func piece(ctx context.Context, tx *store.Tx, f File, n int) ([]byte, error) {
	sealed, err := store.One(ctx, tx, store.Value[[]byte],
		"select sealed from document_piece where month = $1 and file = $2 and n = $3", f.ID.Month(), string(f.ID), n)
	if errs.Is(err, "store.not_found") {
		now, _, err := find(ctx, tx, f.ID)
		if err == nil && !now.ErasedAt.IsZero() {
			return nil, errs.New(errs.NotFound, "document.erased", now.ErasedAt)
		}
		return nil, errs.New(errs.Internal, "seal.broken", "document_piece.sealed", string(f.ID))
	}
	return sealed, err
}

func erase(ctx context.Context, tx *store.Tx, f File) error {
	if _, err := tx.Exec(ctx, "delete from document_piece where month = $1 and file = $2", f.ID.Month(), string(f.ID)); err != nil {
		return err
	}
	return store.Update(ctx, tx, "update document_file set meta = null, erased_at = $1 where id = $2 and erased_at is null",
		store.Micros(tx.Now()), string(f.ID))
}
