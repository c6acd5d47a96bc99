package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/config"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/keyfile"
	"guitu/internal/verify"
)

// source is where the records of a configuration are.
func (h *House) source() backup.Source {
	c := h.Config
	return backup.Source{Data: c.Data, URL: c.Database, Node: c.Node, Key: c.KeyPath(), Clock: h.Clock}
}

// Backup writes a backup beside the business, to a file or into a folder. The log is numbered and signed first, so that
// the copy can be held against a checkpoint of its own. A log that somebody altered is copied all the same, as it is: who
// numbers it says so each time, and without a copy every act from that day on would be lost with the disk. It fails with what
// backup.Make answers.
func (h *House) Backup(ctx context.Context, to string) (path string, m backup.Manifest, err error) {
	defer errs.Wrap(&err, "app.Backup")
	ledger, err := audit.NewLedger(ctx, h.DB, h.Vault)
	if err != nil {
		return "", m, err
	}
	if err := ledger.Finish(ctx); audit.Doubted(err) {
		h.Log.Warn("the log is doubted, and is copied all the same", "code", errs.CodeOf(err), "cause", err)
	} else if err != nil {
		return "", m, err
	}
	return backup.Make(ctx, h.source(), to)
}

// BackupOf is Backup for who does not serve. A house that is older than the program is copied as it is, as guitu migrate
// copies it: its log is not numbered by a program that does not know its tables.
func BackupOf(ctx context.Context, c config.Config, to string, o Options) (path string, m backup.Manifest, err error) {
	defer errs.Wrap(&err, "app.BackupOf")
	h, err := Open(ctx, c, o)
	if errs.Is(err, "app.not_migrated") {
		h = &House{Config: c, Clock: o.clock()}
		return backup.Make(ctx, h.source(), to)
	}
	if err != nil {
		return "", m, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	return h.Backup(ctx, to)
}

// Restored is what became of a backup that was put back.
type Restored struct {
	Manifest backup.Manifest
	Report   verify.Report
	Took     time.Duration
}

// Restore puts a backup back where nothing is, brings its schema up to this program's and proves it against the
// checkpoints that it was made with. What cannot be opened, because the key is another, or be held against its checkpoint, because that is none (manifests had no
// digest before December 2026), is taken away again. It fails with
// what backup.Restore answers, with seal.no_root where the key is missing and seal.wrong_root where it is another's.
func Restore(ctx context.Context, c config.Config, file string, o Options, begins func(verify.Stage)) (r Restored, err error) {
	defer errs.Wrap(&err, "app.Restore")
	now := o.clock()
	start := now()
	if err := c.Validate(); err != nil {
		return r, err
	}
	if r.Manifest, err = backup.Check(ctx, file); err != nil {
		return r, err
	}
	if err := fits(ctx, c, r.Manifest.Roots); err != nil {
		return r, err
	}
	into := backup.Source{Data: c.Data, URL: c.Database, Node: c.Node, Clock: now}
	if _, err := backup.Restore(ctx, file, into); err != nil {
		return r, err
	}
	o.Migrate, o.Unsaved, o.Way = true, true, seal.Works // the backup is there; how it seals is its own
	h, err := Open(ctx, c, o)
	if err != nil {
		return r, errors.Join(err, backup.Undo(into))
	}
	r.Report, err = verify.Run(ctx, verify.House{DB: h.DB, Vault: h.Vault, Measures: h.Measure, Persons: h.Person}, r.Manifest.Checkpoints(), begins)
	unproven := err != nil && ctx.Err() == nil // who breaks the proof off may want the records without it
	if err = errors.Join(err, h.Close()); unproven {
		err = errors.Join(err, backup.Undo(into))
	}
	r.Took = now().Sub(start)
	return r, err
}

// fits tells whether the key of a configuration opens what was wrapped by some root keys.
func fits(ctx context.Context, c config.Config, roots []string) error {
	suite, err := seal.ParseSuite(c.Suite)
	if err != nil {
		return err
	}
	key, err := keyfile.Open(c.KeyPath(), suite, c.Handed()...)
	if c.KeySource() != config.FileKey {
		key, err = (&House{Config: c}).root(ctx, suite)
	}
	if err != nil {
		return err
	}
	for _, root := range roots {
		if _, err := key.Unwrap(ctx, root, nil, nil); errs.Is(err, "seal.wrong_root") {
			return err
		}
	}
	return nil
}

// saveBefore makes a backup before the schema of a house is changed, in its data folder or where it is told.
func (h *House) saveBefore(ctx context.Context, o Options) error {
	n, err := h.DB.Pending(ctx)
	if err != nil || n == 0 || o.Unsaved {
		return err
	}
	to := o.SaveIn
	if to == "" {
		to = filepath.Join(h.Config.Data, backup.Folder)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return unusable(to, err)
	}
	h.Saved, _, err = backup.Make(ctx, h.source(), to)
	return err
}
