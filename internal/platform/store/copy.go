package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// Copy writes the records as they stand into a file of their own, whole and on the disk, while others go on: what the
// keeper of an upgrade goes back to. The folder is made, the file is readable by its owner alone, and none is
// overwritten. Only SQLite's records are a file: on PostgreSQL it fails with store.no_file, and pg_dump does it.
func (db *DB) Copy(ctx context.Context, to string) (err error) {
	defer errs.Wrap(&err, "store.Copy")
	if db.engine != SQLite {
		return errs.New(errs.Unavailable, "store.no_file")
	}
	kept := func(err error) error { return errs.Because(errs.Unavailable, "store.not_copied", err) }
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return kept(err)
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // SQLite takes an empty file as its own
	if err != nil {
		return kept(err)
	}
	defer func() {
		if err != nil {
			if gone := os.Remove(to); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}()
	pool, err := lite.Writer(ctx, db.path, 1) // the group's connection is never free of a transaction for long
	if err != nil {
		return errors.Join(kept(err), f.Close())
	}
	if _, err := pool.ExecContext(ctx, `vacuum into $1`, to); err != nil {
		return errors.Join(kept(err), f.Close(), pool.Close())
	}
	if err := errors.Join(f.Sync(), f.Close(), pool.Close()); err != nil {
		return kept(err)
	}
	return nil
}
