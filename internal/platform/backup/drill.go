package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Drill is what is kept of the last backup that was put back and proven.
type Drill struct {
	At     time.Time `json:"at"` // UTC
	File   string    `json:"file"`
	SHA256 string    `json:"sha256"`
	Took   float64   `json:"took_seconds"`
	Facts  int64     `json:"facts"`
}

const drillFile = "drill.json"

// LastDrill is the last drill of the house in a data folder that ended well; the zero value where none did. It fails with
// backup.note when what is kept cannot be read.
func LastDrill(data string) (d Drill, err error) { return d, read(data, drillFile, &d) }

// Keep writes it down. It fails with backup.note.
func (d Drill) Keep(data string) error { return write(data, drillFile, d) }

// Digest is the SHA-256 of a whole file, hexadecimal. It fails with backup.no_file.
func Digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", at(path, errs.NotFound, "backup.no_file", err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", at(path, errs.Unavailable, "backup.no_file", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Spare makes a place beside the records that holds nothing: a folder below in, or a database on the same server. The
// answer's gone takes it away with all that was put there. It fails with backup.unwritable, and with backup.no_database
// where the role may make none.
func Spare(ctx context.Context, s Source, in string) (_ Source, gone func() error, err error) {
	if s.URL != "" {
		return s.spareDatabase(ctx)
	}
	folder, err := os.MkdirTemp(in, "guitu-drill-")
	if err != nil {
		return s, nil, at(in, errs.Invalid, "backup.unwritable", err)
	}
	s.Data = folder
	return s, func() error {
		if err := os.RemoveAll(folder); err != nil {
			left := errs.New(errs.Unavailable, "backup.left", folder)
			left.Err = err
			return left
		}
		return nil
	}, nil
}

func (s Source) spareDatabase(ctx context.Context) (Source, func() error, error) {
	place := "guitu_drill_" + string(id.New())
	u, err := url.Parse(s.URL)
	if err != nil {
		return s, nil, errs.New(errs.Invalid, "store.bad_url")
	}
	home := s.URL
	do := func(ctx context.Context, text string) error {
		pool, err := connect(home)
		if err != nil {
			return err
		}
		_, err = pool.ExecContext(ctx, text)
		return errors.Join(err, pool.Close())
	}
	if err := do(ctx, `create database "`+place+`" template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`); err != nil {
		return s, nil, errs.Because(errs.Invalid, "backup.no_database", err)
	}
	u.Path = "/" + place
	s.URL = u.String()
	return s, func() error {
		ctx := context.WithoutCancel(ctx) // who is interrupted leaves no copy of the records behind
		// Without force the server ends its own autovacuum there, and waits for who just left. With it, it asks whether
		// this role may end a worker of the server, which an owner may not.
		err := do(ctx, `drop database "`+place+`"`)
		if err != nil {
			err = do(ctx, `drop database "`+place+`" with (force)`)
		}
		if err != nil {
			left := errs.New(errs.Unavailable, "backup.left", place)
			left.Err = err
			return left
		}
		return nil
	}, nil
}

// read takes a note of the folder of backups; one that was never written changes nothing.
func read(data, name string, into any) error {
	b, err := os.ReadFile(filepath.Join(data, Folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		return errs.Because(errs.Unavailable, "backup.note", err)
	}
	return nil
}

// write puts a note down, whole or not at all.
func write(data, name string, note any) error {
	folder := filepath.Join(data, Folder)
	b, err := json.MarshalIndent(note, "", "  ")
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	part := filepath.Join(folder, name+".part")
	if err == nil {
		err = os.WriteFile(part, b, 0o600)
	}
	if err == nil {
		err = os.Rename(part, filepath.Join(folder, name))
	}
	if err != nil {
		return errs.Because(errs.Unavailable, "backup.note", err)
	}
	return nil
}
