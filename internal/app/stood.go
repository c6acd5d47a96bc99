package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
)

// stood tells by what remains in the data folder that a house stood there: its key, its backups, the notes of a server.
// Where these are and the records are not, a disk is not mounted, a file was moved or another database is named; a new house
// founded there would take the place of the one that was lost, and print its link for a first administrator. A key that is kept
// elsewhere says nothing: a package makes it before the house.
func stood(c config.Config) string {
	names := []string{backup.Folder, "serving.db"}
	if c.KeySource() == config.FileKey && filepath.Dir(c.KeyPath()) == filepath.Clean(c.Data) {
		names = append(names, filepath.Base(c.KeyPath()))
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(c.Data, name)); err == nil {
			return name
		}
	}
	return ""
}

// mayFound refuses to found a house where one stood, unless that is what is asked for.
func mayFound(c config.Config, o Options) error {
	if !o.Found || o.Anew || o.making {
		return nil
	}
	if left := stood(c); left != "" {
		return errs.New(errs.NotFound, "app.records_gone", c.Place(), left, c.Data)
	}
	return nil
}

// aheadMost is how far the newest fact may lie in the future before a start says so: the doctor's measure.
const aheadMost = time.Minute

// sayAhead warns when the newest fact lies in the future. Acts still work: they cannot wait for a clock. But terms are counted
// by it, and nobody would see that it was set back.
func (h *House) sayAhead(ctx context.Context) error {
	last, err := store.Read(ctx, h.DB, func(tx *store.Tx) (time.Time, error) { return audit.Last(ctx, tx) })
	if err != nil {
		return err
	}
	if now := h.Clock(); last.After(now.Add(aheadMost)) {
		h.Log.Warn("the newest fact in the log lies in the future: the clock of this machine was set back, or is wrong; terms are counted by it",
			"code", "app.clock_back", "newest", last.UTC().Format(time.RFC3339), "now", now.UTC().Format(time.RFC3339))
	}
	return nil
}
