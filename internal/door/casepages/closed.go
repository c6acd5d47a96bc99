package casepages

import (
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/domain/census"
	"guitu/internal/door/purpose"
	"guitu/internal/door/web"
	"guitu/internal/platform/seal"
)

// closedPage is a part of the file that is kept apart: what lies in it, for who opened it for a purpose; else who keeps it.
type closedPage struct {
	filePage
	Part  string
	Open  bool
	Shelf purpose.Shelf
}

// closed says who keeps a compartment and how to ask, the same for every person; or asks for what it is opened, and opens it.
func (d *desk) closed(r *web.Request) error {
	return d.within(r, func(r *web.Request, f *file, x purpose.Part) (err error) {
		p := closedPage{filePage: d.page(r, f, r.T("case.closed."+string(x.Compartment)), "locks"), Part: string(x.Compartment)}
		if p.Open = d.Purpose.Opens(r, x); p.Open {
			if p.Shelf, err = d.Purpose.Shelf(r, p.Page, x); err != nil {
				return d.Purpose.Asked(r, x, err)
			}
		}
		return r.Draw(p.Page, closedView(p))
	})
}

// within opens the file for a compartment named in the address.
func (d *desk) within(r *web.Request, show func(*web.Request, *file, purpose.Part) error) error {
	part := r.PathValue("part")
	if !slices.Contains(closed, part) {
		return errs.New(errs.NotFound, "web.not_found")
	}
	return d.tab("closed/"+part, census.Parts{Notes: true}, func(r *web.Request, f *file) error {
		return show(r, f, purpose.Part{File: &f.File, Compartment: seal.Compartment(part), Still: f.still != nil})
	})(r)
}

// closedFile sends what was brought of a compartment.
func (d *desk) closedFile(r *web.Request) error {
	return d.within(r, func(r *web.Request, _ *file, x purpose.Part) error {
		which, err := r.ID("file")
		if err != nil {
			return err
		}
		return d.Purpose.File(r, x, which)
	})
}

// closedPut puts a scan into a compartment, for who keeps it.
func (d *desk) closedPut(r *web.Request) error {
	return d.within(r, func(r *web.Request, _ *file, x purpose.Part) error { return d.Purpose.Put(r, x, d.closed) })
}
