package app

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
)

// lend gives who looks a copy of records whose folder can only be read: a seized copy that is mounted so, or a disk that the
// kernel has made so because it is dying. SQLite opens such a file only where it may take for granted that nothing waits in
// its log, and after a power cut something does; so the file and its log are copied to where temporary files go, and opened
// there. The folder itself is left as it is.
func (h *House) lend(o Options, refused error) (err error) {
	if !o.Lent || h.Config.Database != "" || !errs.Is(refused, "app.folder_read_only") && !errs.Is(refused, "app.folder_denied") {
		return refused
	}
	c := h.Config
	if h.lent, err = os.MkdirTemp("", "guitu-read-"); err != nil {
		return errors.Join(refused, err)
	}
	if c.KeySource() == config.FileKey {
		c.KeyFile = c.KeyPath()
	}
	if err := copyOf(c.Data, h.lent); err != nil {
		return err
	}
	h.Log.Warn("the folder can only be read: a copy of the records is looked at", "folder", c.Data, "copy", h.lent)
	c.Data = h.lent
	h.Config = c
	return checkFolder(c, o)
}

// copyOf copies the records of a folder into another.
func copyOf(from, to string) error {
	return unmoved(from, func() error {
		for _, name := range lentFiles {
			into := filepath.Join(to, name)
			if err := os.Remove(into); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return unusable(to, err)
			}
			err := copied(filepath.Join(from, name), into)
			if err != nil && (name == dataFile || !errors.Is(err, fs.ErrNotExist)) {
				return err
			}
		}
		return nil
	})
}

// unmoved copies until nothing was written to the records of a folder meanwhile. It may be one that another machine or container
// writes and that can only be read from here: a copy of which a part is older than the other would look like an alteration.
func unmoved(folder string, copies func() error) error {
	for range 3 {
		before := stamps(folder)
		if err := copies(); err != nil {
			return err
		}
		if before == stamps(folder) {
			return nil
		}
	}
	return errs.New(errs.Unavailable, "app.copy_moves", folder)
}

var lentFiles = [2]string{dataFile, dataFile + "-wal"}

// stamp is by what a file is seen to have been written to.
type stamp struct {
	size  int64
	nanos int64
}

func stamps(folder string) (out [len(lentFiles)]stamp) {
	for i, name := range lentFiles {
		if info, err := os.Stat(filepath.Join(folder, name)); err == nil {
			out[i] = stamp{info.Size(), info.ModTime().UnixNano()}
		}
	}
	return out
}

// copied copies a file that somebody may still hold, to a new one.
func copied(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return noHouse(filepath.Dir(from))
	}
	if err != nil {
		return unusable(from, err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unusable(filepath.Dir(to), err)
	}
	if _, err := io.Copy(out, in); err != nil {
		return unusable(filepath.Dir(to), errors.Join(err, out.Close()))
	}
	return out.Close()
}

// giveBack takes the copy away.
func (h *House) giveBack() error {
	if h.lent == "" {
		return nil
	}
	return os.RemoveAll(h.lent)
}
