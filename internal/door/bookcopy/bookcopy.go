// Package bookcopy keeps copies of the day books in a folder on another disk, for the hours in which there is no server.
//
// Each is a box (seal.SealTo) to a key whose private half is kept by the duty desk: the house writes copies and cannot open
// them, and who takes the disk reads nothing. They are opened without a house (Open), because that is when they are wanted.
// The name of a file says whose book it is and of when; it names nobody.
package bookcopy

import (
	"context"
	"embed"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/daybook"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
)

// Catalogue holds the words of this package.
//
//go:embed messages.*.json
var Catalogue embed.FS

const (
	info   = "guitu daybook copy"
	suffix = ".guitubook"
	stamp  = "20060102-1504"
)

// Folder is where copies lie.
type Folder struct {
	Path string // "" for none
	Key  string // public half, as NewKey gave it
	Days int    // how long a copy is kept: as long as its book
	Set  daybook.Setting
}

// Read gives a book to be copied.
type Read func(context.Context, id.ID) (daybook.Book, daybook.Content, error)

// Keep writes the copies of some books, and takes away those whose time is over.
func (f Folder) Keep(ctx context.Context, books []id.ID, read Read, now time.Time) error {
	if f.Path == "" {
		return nil
	}
	for _, x := range books {
		b, c, err := read(ctx, x)
		if err != nil {
			return err
		}
		if err := f.write(ctx, b, c); err != nil {
			return err
		}
	}
	return f.clear(now)
}

// write writes the copy of a book, whole or not at all.
func (f Folder) write(ctx context.Context, b daybook.Book, c daybook.Content) error {
	public, err := base64.StdEncoding.DecodeString(strings.TrimSpace(f.Key))
	if err != nil {
		return errs.Because(errs.Invalid, "bookcopy.key", err)
	}
	s := f.Set.Print(ctx, b, c).Sheet()
	pdf, err := press.PDF(press.Drawable(s))
	if err != nil {
		return err
	}
	box, err := seal.SealTo(public, info, pdf)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return unwritten(err)
	}
	path := filepath.Join(f.Path, b.Made.In(civil.Shanghai).Format(stamp)+" "+whose(s.Number)+suffix)
	if err := os.WriteFile(path+".part", box, 0o600); err != nil {
		return unwritten(err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		return unwritten(err)
	}
	return nil
}

// whose is the number of a book without its moment, as part of a file's name.
func whose(number string) string {
	name, _, _ := strings.Cut(number, " 20")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
}

func unwritten(err error) error { return errs.Because(errs.Unavailable, "bookcopy.folder", err) }

// clear takes away the copies whose time is over, by the day in their names: a folder that was copied elsewhere and back
// has other days of its own.
func (f Folder) clear(now time.Time) error {
	list, err := os.ReadDir(f.Path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritten(err)
	}
	before := now.AddDate(0, 0, -f.Days)
	for _, x := range list {
		day, _, _ := strings.Cut(x.Name(), " ")
		made, bad := time.ParseInLocation(stamp, day, civil.Shanghai)
		if bad == nil && strings.HasSuffix(x.Name(), suffix) && made.Before(before) {
			err = errors.Join(err, os.Remove(filepath.Join(f.Path, x.Name())))
		}
	}
	return err
}

// NewKey makes the key pair of the copies under a suite, as text: the public half for the house, the private one for the
// duty desk.
func NewKey(suite seal.Suite) (public, private string) {
	a, b := suite.NewBox()
	return base64.StdEncoding.EncodeToString(a), base64.StdEncoding.EncodeToString(b)
}

// Open opens a copy with the private half: the PDF. Another key, and another file, are seal.box_broken.
func Open(box []byte, private string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(private))
	if err != nil {
		return nil, errs.New(errs.Invalid, "seal.box_broken")
	}
	return seal.OpenWith(key, info, box)
}
