package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/roster"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
)

// defaultFacility is the name of the facility that a roster founds when nobody says what it is called.
const defaultFacility = "强制隔离戒毒所"

// Import takes a roster in, as the part "import": the command line belongs to who holds the machine. It fails
// with app.file_unreadable, with what roster.Read answers, with app.no_facility, and, before anything is loaded, with what
// openReport answers. A report that cannot be written once the rows are in is app.report_unwritten, beside the counts.
func (h *House) Import(ctx context.Context, i Import) (_ Imported, err error) {
	defer errs.Wrap(&err, "app.Import")
	raw := i.Raw
	if raw == nil {
		if raw, err = ReadRoster(i.File); err != nil {
			return Imported{}, err
		}
	}
	report, err := openReport(i)
	if err != nil {
		return Imported{}, err
	}
	defer report.close()
	ctx = actor.With(ctx, actor.Part("import"))
	c := roster.Command{
		Key: store.NewKey(), Run: id.New(), Name: filepath.Base(i.File), Raw: raw, Words: i.Words, Progress: i.Progress,
	}
	if c.Facility, err = h.facilityOf(ctx, i); err != nil {
		return Imported{}, err
	}
	act := h.Roster.Import
	if i.DryRun {
		act = h.Roster.Preview
	}
	got, err := act(ctx, c)
	if err != nil {
		return Imported{}, err
	}
	return imported(got), report.write(got, i)
}

// ReadRoster reads a file and says whether it is a roster at all, before a house is founded for it.
func ReadRoster(file string) (raw []byte, err error) {
	defer errs.Wrap(&err, "app.ReadRoster")
	if raw, err = os.ReadFile(file); err != nil {
		return nil, unreadable(file, err)
	}
	return raw, roster.Check(raw)
}

// Bare tells whether there is no house yet where a configuration says: a trial must not found one.
func Bare(c config.Config) bool {
	if c.Database != "" {
		return false
	}
	_, err := os.Stat(filepath.Join(c.Data, "guitu.db"))
	return errors.Is(err, fs.ErrNotExist)
}

func unreadable(path string, err error) error {
	e := errs.New(errs.Invalid, "app.file_unreadable", filepath.Base(path))
	if errors.Is(err, fs.ErrNotExist) {
		e.Code = "app.no_file"
	}
	e.Err = err
	return e
}

// facilityOf is the facility that a roster is for. A house that has none gets it, unless nothing is to be
// written; a house that has one needs not be told which.
func (h *House) facilityOf(ctx context.Context, i Import) (id.ID, error) {
	only, n, err := h.onlyFacility(ctx)
	if err != nil {
		return "", err
	}
	switch {
	case n == 0 && i.DryRun:
		return "", nil
	case n == 0 && i.Facility == "":
		i.Facility = defaultFacility
	case n == 1 && i.Facility == "":
		return only, nil
	case i.Facility == "":
		return "", errs.New(errs.Invalid, "app.which_facility", n)
	}
	return h.FacilityNamed(ctx, store.NewKey(), i.Facility)
}

func (h *House) onlyFacility(ctx context.Context) (only id.ID, n int, err error) {
	_, err = store.Read(ctx, h.DB, func(tx *store.Tx) (int, error) {
		units, err := facility.All(ctx, tx)
		for _, u := range units {
			if u.Kind == facility.Facility {
				only, n = u.ID, n+1
			}
		}
		return 0, err
	})
	return only, n, err
}

func imported(r roster.Result) Imported {
	out := Imported{Rows: r.Rows, Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged, Rejected: []Problem{}, Warnings: []Problem{}, Unknown: r.Notes}
	for _, t := range r.Rejected {
		out.Rejected = append(out.Rejected, Problem{t.Row, string(t.Column), t.Code, t.Value, t.Right})
	}
	for _, t := range r.Warnings {
		out.Warnings = append(out.Warnings, Problem{t.Row, string(t.Column), t.Code, t.Value, t.Right})
	}
	for _, t := range r.Notices {
		out.Notices = append(out.Notices, Problem{t.Row, string(t.Column), t.Code, t.Value, t.Right})
	}
	return out
}
