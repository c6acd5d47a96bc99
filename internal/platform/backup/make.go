package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// Source is where the records are.
type Source struct {
	Data  string      // the data folder
	URL   string      // postgres://… ; "" for SQLite's file in the folder
	Node  string      // who makes the backup
	Key   string      // where the key file lies; "" where there is none
	Clock clock.Clock // of the manifest
}

func (s Source) engine() store.Engine {
	if s.URL != "" {
		return store.Postgres
	}
	return store.SQLite
}

const (
	records      = "records.db"
	manifestName = "manifest.json"
	suffix       = ".guitubackup"
)

// Name is that of a backup made at a moment, in a folder.
func Name(node string, at time.Time) string {
	return "guitu-" + node + "-" + at.In(clock.Shanghai).Format("20060102-150405") + suffix
}

// Make writes a backup, to a new file, or to a new file in a folder that stands. What stands is never written over, and
// a backup that was interrupted leaves no file of that name. It fails with backup.exists, backup.beside_key,
// backup.unwritable, backup.records, each with the path.
func Make(ctx context.Context, s Source, to string) (path string, m Manifest, err error) {
	defer errs.Wrap(&err, "backup.Make")
	m = Manifest{Format: 1, Made: s.Clock().UTC(), Engine: s.engine(), Node: s.Node, Roots: []string{}, Trees: []Tree{}}
	if info, err := os.Stat(to); err == nil && info.IsDir() {
		to = filepath.Join(to, Name(s.Node, m.Made))
	}
	if err := s.free(to); err != nil {
		return to, m, err
	}
	part := to + ".part"
	sum, size, err := s.write(ctx, &m, part)
	if err == nil {
		err = settle(part, to)
	}
	if err != nil {
		return to, m, errors.Join(err, gone(part))
	}
	whole, err := filepath.Abs(to) // whoever looks for it may stand in another folder
	if err != nil {
		return to, m, writing(to, err)
	}
	return to, m, Note{Made: m.Made, File: whole, SHA256: sum, Size: size, Facts: m.Facts()}.keep(s.Data)
}

// free tells whether a backup may be written there.
func (s Source) free(to string) error {
	folder := filepath.Dir(to)
	if _, err := os.Lstat(to); err == nil {
		return at(to, errs.Conflict, "backup.exists", fs.ErrExist)
	}
	if _, err := os.Stat(folder); err != nil {
		return at(folder, errs.Invalid, "backup.unwritable", err)
	}
	if s.Key != "" && same(folder, filepath.Dir(s.Key)) {
		return at(to, errs.Invalid, "backup.beside_key", fs.ErrPermission)
	}
	return nil
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// write fills the file, and gives its digest and size once the disk has it.
func (s Source) write(ctx context.Context, m *Manifest, path string) (sum string, size int64, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", 0, at(path, errs.Invalid, "backup.unwritable", err)
	}
	whole := sha256.New()
	count := &counted{to: io.MultiWriter(f, whole)}
	b := &box{tar: tar.NewWriter(count), manifest: m, spool: path + ".spool"}
	if s.engine() == store.Postgres {
		err = b.postgres(ctx, s.URL)
	} else {
		err = b.sqlite(ctx, filepath.Join(s.Data, "guitu.db"))
	}
	if err == nil {
		m.Took = s.Clock().Sub(m.Made).Seconds()
		err = b.end()
	}
	if err == nil {
		err = writing(path, f.Sync())
	}
	err = errors.Join(err, writing(path, f.Close()), gone(b.spool), gone(b.spool+"-journal"))
	return hex.EncodeToString(whole.Sum(nil)), count.n, err
}

type counted struct {
	to io.Writer
	n  int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.n += int64(n)
	return n, err
}

// box is a backup that is being filled.
type box struct {
	tar      *tar.Writer
	manifest *Manifest
	spool    string // a part is written here first: a tar file wants its size before
}

// add puts the spooled part in.
func (b *box) add(entry string) error {
	f, err := os.Open(b.spool)
	if err != nil {
		return writing(b.spool, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return writing(b.spool, err)
	}
	if err := b.tar.WriteHeader(&tar.Header{Name: entry, Mode: 0o600, Size: info.Size(), ModTime: b.manifest.Made}); err != nil {
		return writing(b.spool, err)
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(b.tar, sum), f); err != nil {
		return writing(b.spool, err)
	}
	b.manifest.Parts = append(b.manifest.Parts, Part{Entry: entry, Size: info.Size(), SHA256: hex.EncodeToString(sum.Sum(nil))})
	return gone(b.spool)
}

// end closes it with the manifest.
func (b *box) end() error {
	text, err := b.manifest.encode()
	if err == nil {
		err = b.tar.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: b.manifest.Made})
	}
	if err == nil {
		_, err = b.tar.Write(text)
	}
	return writing(b.spool, errors.Join(err, b.tar.Close()))
}

// settle gives a file its name, and waits until the disk knows it.
func settle(part, to string) error {
	if err := os.Rename(part, to); err != nil {
		return writing(to, err)
	}
	d, err := os.Open(filepath.Dir(to))
	if err != nil {
		return writing(to, err)
	}
	return errors.Join(writing(to, d.Sync()), d.Close())
}

func gone(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return writing(path, err)
	}
	return nil
}

func writing(path string, err error) error {
	if err == nil {
		return nil
	}
	return at(path, errs.Unavailable, "backup.unwritable", err)
}

// at names a path and what the system says of it.
func at(path string, k errs.Kind, code string, cause error) error {
	var inner *fs.PathError
	if errors.As(cause, &inner) {
		cause = inner.Err
	}
	e := errs.New(k, code, path, cause.Error())
	e.Err = &fs.PathError{Op: "use", Path: path, Err: cause}
	return e
}
