package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// sqlite copies the file of the records: one reading transaction, whatever is written meanwhile; pages that are free are
// left out. The log of SQLite grows until it is done.
func (b *box) sqlite(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return at(path, errs.NotFound, "backup.nothing", err)
	}
	path, err := filepath.Abs(path) // SQLite takes an address
	if err != nil {
		return unreadable(err)
	}
	spool, err := filepath.Abs(b.spool)
	if err != nil {
		return unreadable(err)
	}
	if err := gone(b.spool); err != nil {
		return err
	}
	if err := ours(b.spool); err != nil {
		return err
	}
	pool, err := lite.Writer(ctx, path, 1)
	if err != nil {
		return unreadable(err)
	}
	if _, err := pool.ExecContext(ctx, "vacuum into $1", b.spool); err != nil {
		if lite.Full(err) {
			return errors.Join(at(b.spool, errs.Unavailable, "backup.unwritable", err), pool.Close())
		}
		return errors.Join(unreadable(err), pool.Close())
	}
	if err := pool.Close(); err != nil {
		return unreadable(err)
	}
	copied, err := lite.Reader(ctx, spool)
	if err != nil {
		return unreadable(err)
	}
	if err := errors.Join(b.manifest.describe(ctx, copied), copied.Close()); err != nil {
		return err
	}
	return b.add(records)
}

// ours makes an empty file that only its owner reads: SQLite would make one that the world reads, whose copy lasts minutes, and
// for ever where the program is killed.
func ours(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return at(path, errs.Unavailable, "backup.unwritable", err)
	}
	return writing(path, f.Close())
}
