package document

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// pieceSize keeps memory flat and rows small; SQLite reads a row of this size from 64 pages in a row.
const pieceSize = 256 << 10

// column binds a piece to its place, and the last one to being the last: a file that is cut, or whose pieces
// change places, does not open.
func column(n int, last bool) string {
	c := "document_piece.sealed/" + strconv.Itoa(n)
	if last {
		c += "/end"
	}
	return c
}

// keep seals the content piece by piece and notes its size and digest.
func (f *File) keep(ctx context.Context, tx *store.Tx, key *seal.Key, d Draft) error {
	if _, err := d.Content.Seek(0, io.SeekStart); err != nil {
		return errs.Because(errs.Unavailable, "document.unreadable", err)
	}
	sum := sha256.New()
	now, next := make([]byte, pieceSize), make([]byte, pieceSize)
	n, err := fill(d.Content, now)
	for err == nil && n > 0 {
		var ahead int
		if ahead, err = fill(d.Content, next); err != nil {
			break
		}
		if f.Size += int64(n); f.Size > d.Limit {
			return errs.New(errs.TooLarge, "document.too_large", d.Limit>>20)
		}
		sum.Write(now[:n])
		if err := store.Insert(ctx, tx, "document_piece", []string{"month", "file", "n", "sealed"},
			[][]any{{f.ID.Month(), string(f.ID), f.pieces, key.Seal(column(f.pieces, ahead == 0), now[:n])}}); err != nil {
			return err
		}
		f.pieces++
		now, next, n = next, now, ahead
	}
	if err != nil {
		return errs.Because(errs.Unavailable, "document.unreadable", err)
	}
	if f.Size == 0 {
		return errs.New(errs.Invalid, "document.bad_file")
	}
	f.SHA256 = sum.Sum(nil)
	return nil
}

// fill reads until the buffer is full or the content ends.
func fill(r io.Reader, b []byte) (int, error) {
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return n, err
}

// meta is what of a file is sealed beside its content: a name tells, and so does a digest of a known paper.
type meta struct {
	Title  string
	Name   string
	SHA256 []byte
}

const metaColumn = "document_file.meta"

func (f File) sealMeta(key *seal.Key) ([]byte, error) {
	plain, err := json.Marshal(meta{Title: f.Title, Name: f.Name, SHA256: f.SHA256})
	if err != nil {
		return nil, errs.Because(errs.Internal, "document.unreadable", err)
	}
	return key.Seal(metaColumn, plain), nil
}

func (f *File) readMeta(key *seal.Key, sealed []byte) error {
	plain, err := key.Open(metaColumn, sealed)
	if err != nil {
		return err
	}
	var m meta
	if err := json.Unmarshal(plain, &m); err != nil {
		return errs.Because(errs.Internal, "document.unreadable", err)
	}
	f.Title, f.Name, f.SHA256 = m.Title, m.Name, m.SHA256
	return nil
}

// reader reads a file's content, a piece at a time.
type reader struct {
	file File
	key  *seal.Key
	read func(n int) ([]byte, error) // a sealed piece
	n    int                         // the next piece
	rest []byte                      // of the piece at hand
}

// Read gives the next bytes; a file whose content was altered ends in seal.broken.
func (r *reader) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.n == r.file.pieces {
			return 0, io.EOF
		}
		sealed, err := r.read(r.n)
		if err != nil {
			return 0, err
		}
		if r.rest, err = r.key.Open(column(r.n, r.n == r.file.pieces-1), sealed); err != nil {
			return 0, err
		}
		r.n++
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
