package app

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
)

// usable tells why a data folder cannot be used, before the database would say only that it is not available: the
// folder, why, and (in the words of the code) what would be right. found lets a missing one be made.
func usable(folder string, found bool) error {
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) && found {
		if err = os.MkdirAll(folder, 0o700); err == nil {
			info, err = os.Stat(folder)
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noHouse(folder)
	case err != nil:
		return unusable(folder, err)
	case !info.IsDir():
		return unusable(folder, &fs.PathError{Op: "open", Path: folder, Err: syscall.ENOTDIR})
	}
	probe, err := os.CreateTemp(folder, ".guitu-")
	if err != nil {
		return unusable(folder, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// unusable names the folder and why it cannot be used; the path of the cause is the folder's.
func unusable(folder string, cause error) error {
	code := "app.folder_unusable"
	switch {
	case errors.Is(cause, syscall.ENOTDIR):
		code = "app.folder_is_file"
	case errors.Is(cause, fs.ErrPermission):
		code = "app.folder_denied"
	case errors.Is(cause, syscall.EROFS):
		code = "app.folder_read_only"
	case errors.Is(cause, syscall.ENOSPC):
		code = "app.folder_full"
	}
	return at(folder, errs.Invalid, code, cause)
}

// noHouse is the answer to a mistyped folder: nothing is made there.
func noHouse(folder string) error { return at(folder, errs.NotFound, "app.no_house", fs.ErrNotExist) }

func at(path string, k errs.Kind, code string, cause error) error {
	var inner *fs.PathError
	if errors.As(cause, &inner) {
		cause = inner.Err
	}
	e := errs.New(k, code, path, cause.Error())
	e.Err = &fs.PathError{Op: "use", Path: path, Err: cause}
	return e
}

// fileHeader begins every SQLite file.
var fileHeader = []byte("SQLite format 3\x00")

// checkFolder looks at the data folder before the store does. With PostgreSQL the folder holds the key and is not
// asked for a database.
func checkFolder(c config.Config, o Options) error {
	if c.Database != "" && c.KeyFile != "" {
		return nil
	}
	if err := usable(c.Data, o.Found || o.Migrate); err != nil || c.Database != "" {
		return err
	}
	path := filepath.Join(c.Data, dataFile)
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && (o.Found || o.Migrate):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return noHouse(c.Data)
	case err != nil:
		return unusable(path, err)
	}
	defer f.Close()
	head := make([]byte, len(fileHeader))
	if n, err := io.ReadFull(f, head); n > 0 && !bytes.Equal(head, fileHeader) {
		return at(path, errs.Invalid, "app.not_a_database", errors.Join(err, errors.New("no SQLite file")))
	}
	return nil
}
