package app

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/export"
	"guitu/internal/door/lawpages"
	"guitu/internal/door/outpages"
	"guitu/internal/door/rosterpages"
	"guitu/internal/platform/store"
)

// openExports opens the desk of what leaves the house. The lists are those that the pages show.
func (h *House) openExports(context.Context, Options) error {
	h.Exports = export.New(h.DB, h.Vault, h.Policy, append(
		rosterpages.Lists(rosterpages.Sources{DB: h.DB, Policy: h.Policy, Census: h.Census, Roster: h.Roster, Staff: h.Staff}),
		lawpages.Export(lawpages.Deps{DB: h.DB, Rules: h.Rules, Staff: h.Staff, Policy: h.Policy}),
		outpages.Export(outpages.Deps{DB: h.DB, Policy: h.Policy, Census: h.Census, Outing: h.Outing}),
	))
	return nil
}

// Export writes a list to a file, .csv or .xlsx by its name, as the part "export": the command line belongs to who
// holds the machine, and the log has it all the same. The count is told first; a list of more than export.Alone rows about
// persons needs the signature of a second one. It fails with export.no_list, export.bad_input, export.second_needed, what
// authn.Vouch answers, policy.denied and app.export_unwritable; then there is no file.
func (h *House) Export(ctx context.Context, e Export) (rows int, err error) {
	defer errs.Wrap(&err, "app.Export(%s)", e.List)
	ctx = actor.With(ctx, export.Keeper())
	if e.Words == (text.Printer{}) {
		e.Words = h.Words.In(text.ZH)
	}
	c := export.Command{
		Key: store.NewKey(), List: e.List, Purpose: e.Purpose,
		Format: export.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(e.File)), ".")),
	}
	if err := h.approve(ctx, &c, e); err != nil {
		return 0, err
	}
	q, err := h.Exports.Build(ctx, c, e.Words)
	if err != nil {
		return 0, err
	}
	return h.writeExport(ctx, q, e)
}

// approve tells the count and gets the signature of a second person where the list needs one.
func (h *House) approve(ctx context.Context, c *export.Command, e Export) error {
	n, err := h.Exports.Size(ctx, e.Words, c.List, nil)
	if err != nil {
		return err
	}
	if e.Counted != nil {
		e.Counted(n)
	}
	if l, err := h.Exports.Find(c.List); err != nil || l.Alone(n) || e.Second == nil {
		return err // without a second person Build says that one is needed
	}
	a, err := e.Second()
	if err != nil {
		return err
	}
	if c.Second, err = h.Accounts.Vouch(ctx, a); err != nil {
		return err
	}
	if only, places, err := h.onlyFacility(ctx); err != nil || places != 1 {
		return err
	} else {
		c.Facility = only
	}
	return nil
}

// writeExport writes the rows of a request beside the file and puts them in its place when they are whole.
func (h *House) writeExport(ctx context.Context, q export.Request, e Export) (rows int, err error) {
	if there, err := os.Lstat(e.File); err == nil && !there.Mode().IsRegular() {
		return 0, errs.New(errs.Unavailable, "app.export_unwritable") // a device such as the null one would be a file from then on, for everybody
	}
	part := e.File + ".part" // a list that is cut short must not look like a list
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, errs.Because(errs.Unavailable, "app.export_unwritable", err)
	}
	b := bufio.NewWriter(f)
	rows, err = h.Exports.Write(ctx, b, q, e.Words)
	for _, last := range []func() error{b.Flush, f.Close} {
		if bad := last(); err == nil && bad != nil {
			err = errs.Because(errs.Unavailable, "app.export_unwritable", bad)
		}
	}
	if err == nil {
		if bad := os.Rename(part, e.File); bad != nil {
			err = errs.Because(errs.Unavailable, "app.export_unwritable", bad)
		}
	}
	if err != nil {
		_ = os.Remove(part) // what is left of it says less than the error
		return rows, err
	}
	return rows, nil
}
