package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/demo"
	"guitu/internal/platform/config"
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
		for _, name := range []string{dataFile, dataFile + "-wal", dataFile + "-shm", demo.File} {
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
	ours := []string{Unfinished, filepath.Base(c.KeyPath()), demo.File}
	stands := false
	for _, e := range entries {
		switch name := e.Name(); {
		case name == dataFile || strings.HasPrefix(name, dataFile+"-"):
			stands = true
		case !slices.Contains(ours, name):
			return errs.New(errs.Conflict, "app.foreign_file", c.Data, name)
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
