package daybook

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const contentColumn = "daybook_book.content"

var columns = []string{
	"month", "id", "facility", "unit", "zone", "made_at", "made_by", "heads", "present", "away", "waiting", "leaving", "content", "digest",
	"erase_at", "erased_at",
}

const listed = `id, facility, unit, zone, made_at, made_by, heads, present, away, waiting, leaving, digest, erase_at, erased_at is not null`

func (b Book) row(sealed, digest []byte) []any {
	return []any{
		b.ID.Month(), b.ID, b.Facility, b.Unit, b.Zone, store.Micros(b.Made), b.By, b.Tally.Heads, b.Tally.Present, b.Tally.Away,
		b.Tally.Waiting, b.Leaving, sealed, digest, store.Micros(b.Erase), nil,
	}
}

func (b *Book) fields(digest *[]byte) []any {
	return []any{
		&b.ID, &b.Facility, &b.Unit, &b.Zone, store.Instant(&b.Made), &b.By, &b.Tally.Heads, &b.Tally.Present, &b.Tally.Away,
		&b.Tally.Waiting, &b.Leaving, digest, store.Instant(&b.Erase), &b.erased,
	}
}

func scan(s store.Scanner) (b Book, err error) {
	var digest []byte
	err = s.Scan(b.fields(&digest)...)
	b.Code = code(digest)
	return b, err
}

// sealedBook is a book with what is sealed of it.
type sealedBook struct {
	Book
	content []byte
}

// get is one book; NotFound when there is none.
func get(ctx context.Context, tx *store.Tx, book id.ID) (sealedBook, error) {
	return store.One(ctx, tx, func(s store.Scanner) (b sealedBook, err error) {
		var digest []byte
		err = s.Scan(append(b.fields(&digest), &b.content)...)
		b.Code = code(digest)
		return b, err
	}, `select `+listed+`, content from daybook_book where month = $1 and id = $2`, book.Month(), book)
}

func (b Book) fact(kind string) audit.Fact {
	return audit.Fact{Room: "daybook", Kind: kind, Record: b.ID, Version: 1, Facility: b.Facility, Compartment: seal.General}
}
