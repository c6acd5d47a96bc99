package document

import (
	"context"
	"io"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Away is the row of a file that was sealed away with its record, as it lies in its box.
type Away struct {
	ID        id.ID
	MediaType string
	Size      int64
	Pieces    int
	Meta      []byte // sealed
	At        time.Time
}

// Opened is what is known about a file that was sealed away, with its content, opened with its key for a reading that the law
// allows. The pieces are where they were: without the row and the key they are noise. The reader belongs to the transaction.
func (a Away) Opened(ctx context.Context, tx *store.Tx, key *seal.Key) (f File, content io.Reader, err error) {
	f = File{ID: a.ID, MediaType: a.MediaType, Size: a.Size, At: a.At, pieces: a.Pieces}
	f.Compartment = key.Compartment()
	if err := f.readMeta(key, a.Meta); err != nil {
		return f, nil, err
	}
	return f, &reader{file: f, key: key, read: func(n int) ([]byte, error) { return piece(ctx, tx, f, n) }}, nil
}
