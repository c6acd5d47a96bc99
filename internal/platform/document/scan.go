package document

import (
	"bytes"
	"context"
	"io"
	"unicode/utf8"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// Scans are the names of what a scanner or a telephone makes of a paper, as a file dialog takes them.
const Scans = ".pdf,.jpg,.jpeg,.png,.tif,.tiff"

// scans are the first bytes of each kind. A name proves nothing: what is kept is what the bytes say, so that no
// page and no program ever lies in a person's file under the name of a letter.
var scans = []struct{ begins, mediaType string }{
	{"%PDF-", "application/pdf"},
	{"\xff\xd8\xff", "image/jpeg"},
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"II*\x00", "image/tiff"},
	{"MM\x00*", "image/tiff"},
}

// titleLongest bounds a title, in characters.
const titleLongest = 100

// parse makes a draft of what somebody brings, or answers every field that is wrong.
func parse(d Draft) (Draft, error) {
	var f errs.Fields
	switch n := utf8.RuneCountInString(d.Title); {
	case n == 0:
		f.Add("title", "document.title_missing", "")
	case n > titleLongest:
		f.Add("title", "document.title_long", d.Title, n, titleLongest)
	}
	kind, err := scanType(d.Content)
	if err != nil {
		return d, err
	}
	if kind == "" {
		f.Add("content", "document.not_a_scan", d.Name, d.Name)
	}
	d.MediaType = kind
	return d, f.Err("document.bad_input")
}

// ScanIn is Put as a step of a larger act; what it is stands in the act, so it needs no title.
func (r *Room) ScanIn(ctx context.Context, tx *store.Tx, d Draft) (f File, err error) {
	defer errs.Wrap(&err, "document.Scan(%s)", d.ID)
	if d.Title == "" {
		name := []rune(d.Name)
		d.Title = string(name[:min(len(name), titleLongest)])
	}
	if d, err = parse(d); err != nil {
		return f, err
	}
	return r.PutIn(ctx, tx, d)
}

// scanType is the media type of a scan by how its content begins, "" when it is none.
func scanType(content io.ReadSeeker) (string, error) {
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", errs.Because(errs.Unavailable, "document.unreadable", err)
	}
	head := make([]byte, 8)
	n, err := fill(content, head)
	if err != nil {
		return "", errs.Because(errs.Unavailable, "document.unreadable", err)
	}
	for _, s := range scans {
		if bytes.HasPrefix(head[:n], []byte(s.begins)) {
			return s.mediaType, nil
		}
	}
	return "", nil
}
