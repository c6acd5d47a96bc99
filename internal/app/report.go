package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/domain/roster"
)

// report is the file for the rejected rows, open before anything is loaded; nil when nobody wants one.
type report struct {
	file  *os.File
	fresh bool // there was no such file
	done  bool
}

// openReport opens the file for the rejected rows, that only its owner reads: it holds names and numbers. What stands
// there is left alone until there is something to write. It fails with app.report_is_input, app.report_not_xlsx and
// app.report_unwritable.
func openReport(i Import) (*report, error) {
	if i.Report == "" {
		return nil, nil
	}
	there, err := os.Stat(i.Report)
	r := &report{fresh: errors.Is(err, fs.ErrNotExist)}
	if roster, bad := os.Stat(i.File); err == nil && bad == nil && os.SameFile(there, roster) {
		return nil, errs.New(errs.Invalid, "app.report_is_input", filepath.Base(i.Report))
	}
	if x := strings.ToLower(filepath.Ext(i.Report)); x != "" && x != ".xlsx" {
		return nil, errs.New(errs.Invalid, "app.report_not_xlsx", filepath.Base(i.Report))
	}
	if r.file, err = os.OpenFile(i.Report, os.O_WRONLY|os.O_CREATE, 0o600); err != nil {
		return nil, errs.Because(errs.Unavailable, "app.report_unwritable", err)
	}
	return r, nil
}

// write writes the rejected rows over what stood there.
func (r *report) write(got roster.Result, i Import) error {
	if r == nil {
		return nil
	}
	r.done = true
	if at, err := r.file.Stat(); err == nil && at.Mode().IsRegular() {
		if err := r.file.Truncate(0); err != nil {
			return errs.Because(errs.Unavailable, "app.report_unwritten", err)
		}
	}
	err := got.WriteReport(r.file, i.Words)
	if err = errors.Join(err, r.file.Close()); err != nil {
		return errs.Because(errs.Unavailable, "app.report_unwritten", err)
	}
	return nil
}

// close leaves nothing behind where nothing was written.
func (r *report) close() {
	if r == nil || r.done {
		return
	}
	_ = r.file.Close() // nothing was written
	if r.fresh {
		_ = os.Remove(r.file.Name()) // an empty file says nothing that the error does not
	}
}
