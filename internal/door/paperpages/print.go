package paperpages

import (
	"bytes"
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/paper"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
)

type showPage struct {
	web.Page
	Person  id.ID
	Paper   paper.Printed
	Kind    string
	Status  string
	Tone    web.Tone
	Void    string // address of the form, "" for who may not
	PDF     string // address of the file, "" where the face lacks a character
	Missing string
	Other   string // address of the paper that stands in its place
}

// printed opens the paper of the address, which is one of the person's.
func (d *desk) printed(r *web.Request, f *file) (paper.Printed, error) {
	which, err := r.ID("paper")
	if err != nil {
		return paper.Printed{}, err
	}
	p, err := d.Paper.Print(f.ctx, which)
	if d.Demo && p.Sheet.Draft == "" {
		p.Sheet.Draft = d.Words.In(text.ZH).T("papers.demo")
	}
	if err == nil && (p.Person != f.Person.ID || p.Compartment != f.part) {
		return paper.Printed{}, errs.New(errs.NotFound, "paper.not_found")
	}
	return p, err
}

func (d *desk) show(r *web.Request) error {
	return d.within(r, census.Parts{}, func(f *file) error {
		got, err := d.printed(r, f)
		if err != nil {
			return err
		}
		p := showPage{Page: d.page(r, f, r.T(got.Kind.Key())), Person: f.Person.ID, Paper: got}
		p.Chapter = "paper-print" // by which the sheet is printed without the frame: css/paper.css
		p.Crumbs = append(p.Crumbs, web.Crumb{Label: r.T("papers.title"), URL: at(f.Person.ID, "")})
		l := lineOf(p.Page, got.Paper)
		p.Status, p.Tone = l.Word, l.Tone
		if got.ReplacedBy != "" {
			p.Other = at(f.Person.ID, string(got.ReplacedBy))
		}
		if got.InForce() && d.Policy.Allows(f.ctx, policy.PaperVoid, got.Resource()) {
			p.Void = at(f.Person.ID, string(got.ID)+"/void")
		}
		if p.Missing = press.Missing(got.Sheet.Text()); p.Missing == "" {
			p.PDF = f.address(got.ID) + "/pdf"
		}
		return r.Draw(p.Page, showView(p))
	})
}

// pdf sends the paper as a file, named by its number: a name on a desktop is read by others. A character that the face
// lacks is told, not left out.
func (d *desk) pdf(r *web.Request) error {
	return d.within(r, census.Parts{}, func(f *file) error {
		got, err := d.printed(r, f)
		if err != nil {
			return err
		}
		if missing := press.Missing(got.Sheet.Text()); missing != "" {
			return errs.New(errs.Conflict, "papers.no_glyph", missing)
		}
		body, err := press.PDF(got.Sheet)
		if err != nil {
			return err
		}
		return r.Send(web.Sent{MediaType: "application/pdf", Name: got.Number + ".pdf", Size: int64(len(body)), Content: bytes.NewReader(body)})
	})
}

type voidPage struct {
	web.Page
	Person  id.ID
	ID      id.ID
	What    string
	Version string
}

func (d *desk) voidForm(r *web.Request) error {
	return d.within(r, census.Parts{}, func(f *file) error {
		got, err := d.printed(r, f)
		if err != nil {
			return err
		}
		if !got.InForce() {
			return errs.New(errs.Conflict, "paper.not_in_force")
		}
		if !d.Policy.Allows(f.ctx, policy.PaperVoid, got.Resource()) {
			return errs.New(errs.Denied, "policy.denied")
		}
		p := voidPage{
			Page: d.page(r, f, r.T("papers.void.title")), Person: f.Person.ID, ID: got.ID, Version: strconv.FormatInt(got.Version, 10),
			What: r.T("papers.void.what", r.T(got.Kind.Key()), got.Number, text.DayOf(got.Issued)),
		}
		p.Crumbs = append(p.Crumbs, web.Crumb{Label: r.T("papers.title"), URL: at(f.Person.ID, "")}, web.Crumb{Label: r.T(got.Kind.Key()), URL: at(f.Person.ID, string(got.ID))})
		return r.Draw(p.Page, voidView(p))
	})
}

func (d *desk) void(r *web.Request) error {
	return d.within(r, census.Parts{}, func(f *file) error {
		which, err := r.ID("paper")
		if err != nil {
			return err
		}
		var form struct{ Reason, Version string }
		if err := r.Decode(&form); err != nil {
			return r.Again(err, d.voidForm)
		}
		version, err := strconv.ParseInt(form.Version, 10, 64)
		if err != nil {
			return errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		if err := d.Paper.Void(f.ctx, storeKey(r), which, version, form.Reason); err != nil {
			return r.Again(err, d.voidForm)
		}
		return r.Done(at(f.Person.ID, string(which)), "papers.voided")
	})
}
