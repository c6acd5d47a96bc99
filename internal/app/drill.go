package app

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/config"
	"guitu/internal/verify"
)

// Drilled is what a drill came to.
type Drilled struct {
	Restored
	File string
}

// Trial is which backup is tried, "" for the last one that was made here, and where the folder for it is made, "" for the
// system's place for temporary files.
type Trial struct{ File, In string }

// Drill puts a backup back into a place made for it, proves it there as Restore does, and takes it away again; the last
// one must be byte for byte what it was when it was made. It opens nothing of the house but its key,
// so that it runs beside a service. A drill that proved everything is noted in the data folder. It fails with
// backup.none where no backup was made yet, backup.damaged, and with what Restore answers.
func Drill(ctx context.Context, c config.Config, t Trial, o Options, begins func(verify.Stage)) (d Drilled, err error) {
	defer errs.Wrap(&err, "app.Drill")
	now := o.clock()
	start := now()
	if d.File, err = drilled(c, t.File); err != nil {
		return d, err
	}
	sum, err := backup.Digest(d.File)
	if err != nil {
		return d, err
	}
	last, err := backup.Last(c.Data)
	if err != nil && t.File == "" { // else nobody asks the note which file is meant
		return d, err
	}
	if last.File == d.File && last.SHA256 != sum {
		return d, errs.New(errs.Invalid, "backup.damaged", d.File)
	}
	spare, gone, err := backup.Spare(ctx, backup.Source{Data: c.Data, URL: c.Database, Node: c.Node, Clock: now}, t.In)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, gone()) }()
	there := c
	if c.KeySource() == config.FileKey {
		there.KeyFile = c.KeyPath()
	}
	there.Data, there.Database = spare.Data, spare.URL
	if d.Restored, err = Restore(ctx, there, d.File, o, begins); err != nil || !d.Report.Proven() {
		return d, err
	}
	d.Took = now().Sub(start)
	return d, backup.Drill{At: now().UTC().Truncate(time.Second), File: d.File, SHA256: sum, Took: d.Took.Seconds(), Facts: d.Manifest.Facts()}.Keep(c.Data)
}

// drilled is the backup that is tried.
func drilled(c config.Config, file string) (string, error) {
	if file != "" {
		whole, err := filepath.Abs(file)
		if err != nil {
			return "", errs.Because(errs.Invalid, "backup.no_file", err)
		}
		return whole, nil
	}
	last, err := backup.Last(c.Data)
	if err == nil && last.File == "" {
		err = errs.New(errs.NotFound, "backup.none", c.Data)
	}
	return last.File, err
}
