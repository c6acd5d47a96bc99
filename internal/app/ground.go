package app

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"guitu/internal/base/errs"
	"guitu/internal/demo"
	"guitu/internal/demo/voices"
	"guitu/internal/platform/config"
	"guitu/internal/platform/hold"
)

// Unfinished is the file that marks a folder in which a demo province is being made. It is there before anything
// else and goes last, so that a making that was interrupted is never taken for a house: such a province has
// officers without accounts, and nobody could enter it. The Makefile knows the name too.
const Unfinished = "demo-unfinished"

const dataFile = "guitu.db"

// ground is the folder of a province that is being made. The open mark is locked for as long as the process lives,
// so that a second one does not clear the ground under the first.
type ground struct{ mark *os.File }

// breakGround readies the folder: what an interrupted making left is cleared away. It fails with
// app.demo_stands where there is a house, app.foreign_file where anything else lies, and app.demo_running.
func breakGround(c config.Config) (*ground, error) {
	if err := usable(c.Data, true); err != nil {
		return nil, err
	}
	path := filepath.Join(c.Data, Unfinished)
	marked := halfMade(c)
	if err := vacant(c, marked); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unusable(c.Data, err)
	}
	if !lock(f) {
		return nil, errors.Join(errs.New(errs.Conflict, "app.demo_running", c.Data), f.Close())
	}
	if marked {
		for _, name := range []string{dataFile, dataFile + "-wal", dataFile + "-shm", demo.File, voices.File} {
			if err := os.Remove(filepath.Join(c.Data, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, errors.Join(unusable(c.Data, err), f.Close())
			}
		}
	}
	return &ground{f}, nil
}

// halfMade tells whether the folder bears the mark.
func halfMade(c config.Config) bool {
	_, err := os.Stat(filepath.Join(c.Data, Unfinished))
	return err == nil
}

// vacant refuses a folder that holds something: a house that stands, unless it is marked as half made, or files of
// somebody else. With PostgreSQL the folder holds the key alone, and the database tells whether a house stands.
func vacant(c config.Config, marked bool) error {
	entries, err := os.ReadDir(c.Data)
	if err != nil {
		return unusable(c.Data, err)
	}
	ours := append([]string{Unfinished, filepath.Base(c.KeyPath()), demo.File, voices.File}, hold.Locks...)
	stands := false
	for _, e := range entries {
		switch entry := e.Name(); {
		case entry == dataFile || strings.HasPrefix(entry, dataFile+"-"):
			stands = true
		case !slices.Contains(ours, entry):
			return errs.New(errs.Conflict, "app.foreign_file", c.Data, entry)
		}
	}
	if stands && !marked {
		return errs.New(errs.Conflict, "app.demo_stands", c.Data)
	}
	return nil
}

// finish takes the mark away: the province is whole.
func (g *ground) finish() error { return errors.Join(os.Remove(g.mark.Name()), g.mark.Close()) }

// leave lets go of the ground and leaves the mark, for the next making to clear.
func (g *ground) leave() error { return g.mark.Close() }

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
	if c.Database != "" && (c.KeyFile != "" || c.KeySource() != config.FileKey) {
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
