package document

import (
	"bytes"
	"context"
	"io"
	"unicode/utf8"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/scan"
	"guitu/internal/platform/store"
)

// What a scanner or a telephone makes of a paper, and what a camera makes of a face, as a file dialog takes them.
const (
	Scans    = scan.Names
	Pictures = scan.Pictures
)

// Shows tells whether what was brought is a picture; it is known once Ready has looked at it.
func (d Draft) Shows() bool { return scan.Shows(d.MediaType) }

// titleLongest bounds a title, in characters.
const titleLongest = 100

// usualLimit is how large a scan may be where nobody said otherwise: some forty pages.
const usualLimit = 20 << 20

// Guard looks for what may not be kept, such as a virus. It fails with its own words for what it found, and as
// Unavailable where it cannot look: then nothing is kept either.
type Guard interface {
	Check(ctx context.Context, content []byte) error
}

// Admits sets how large a scan may be, in bytes (0 for the usual), and who looks at it first (nil for nobody). It is
// called once, before the room is used.
func (r *Room) Admits(limit int64, g Guard) { r.limit, r.guard = limit, g }

// Limit is how large a scan may be, in bytes.
func (r *Room) Limit() int64 {
	if r.limit > 0 {
		return r.limit
	}
	return usualLimit
}

// Ready judges what somebody brings before anything is written: its title, its size, what its bytes say, and what the
// guard says. What the sender did not mean to send is taken out. It fails with document.bad_input naming the fields,
// with document.too_large, and with what the guard answers.
func (r *Room) Ready(ctx context.Context, d Draft) (_ Draft, err error) {
	defer errs.Wrap(&err, "document.Ready(%s)", d.ID)
	var f errs.Fields
	switch n := utf8.RuneCountInString(d.Title); {
	case n == 0:
		f.Add("title", "document.title_missing", "")
	case n > titleLongest:
		f.Add("title", "document.title_long", d.Title, n, titleLongest)
	}
	if d.Limit <= 0 || d.Limit > r.Limit() {
		d.Limit = r.Limit()
	}
	content, err := whole(d)
	if err != nil {
		return d, err
	}
	s, err := scan.Read(content)
	if e := errs.Find(err); e != nil && e.Kind == errs.Invalid {
		f.Add("content", e.Code, d.Name, append([]any{d.Name}, e.Args...)...)
	} else if err != nil {
		return d, err
	}
	if err := f.Err("document.bad_input"); err != nil {
		return d, err
	}
	if r.guard != nil {
		err := r.guard.Check(ctx, content) // as it came: what was taken out may be what matters
		if e := errs.Find(err); e != nil && e.Kind == errs.Invalid {
			f.Add("content", e.Code, d.Name, e.Args...)
			return d, f.Err("document.bad_input")
		}
		if err != nil {
			return d, err
		}
	}
	d.MediaType, d.Content = s.MediaType, bytes.NewReader(s.Content)
	return d, nil
}

// whole reads a content from its beginning, if it is no larger than it may be.
func whole(d Draft) ([]byte, error) {
	if _, err := d.Content.Seek(0, io.SeekStart); err != nil {
		return nil, errs.Because(errs.Unavailable, "document.unreadable", err)
	}
	content, err := io.ReadAll(io.LimitReader(d.Content, d.Limit+1))
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "document.unreadable", err)
	}
	if int64(len(content)) > d.Limit {
		return nil, errs.New(errs.TooLarge, "document.too_large", int(d.Limit>>20))
	}
	return content, nil
}

// Put files a paper that somebody brings, as an act of its own: document.put. It fails as Ready and PutIn do. Sent
// twice, it files once.
func (r *Room) Put(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "document.Put(%s)", d.ID)
	if d, err = r.Ready(ctx, d); err != nil {
		return "", err
	}
	return store.Write(ctx, r.db, key, func(tx *store.Tx) (id.ID, error) {
		f, err := r.PutIn(ctx, tx, d)
		return f.ID, err
	})
}
