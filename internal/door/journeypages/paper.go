package journeypages

import (
	"bytes"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/paper"
	"guitu/internal/door/web"
	"guitu/internal/platform/press"
)

// paperPage is a paper that came out of a step, as it is printed.
type paperPage struct {
	web.Page
	Paper paper.Printed
	PDF   string // "" where the face lacks a character
	Back  string
}

// printed opens a paper of the case of the address.
func (d *desk) printed(r *web.Request) (p paper.Printed, back string, err error) {
	f, _, err := d.load(r)
	if err != nil {
		return p, "", err
	}
	which, err := r.ID("paper")
	if err != nil {
		return p, "", err
	}
	var ours []id.ID
	for _, e := range f.Entries {
		ours = append(ours, course.Papers(e)...)
	}
	if !slices.Contains(ours, which) {
		return p, "", errs.New(errs.NotFound, "web.not_found")
	}
	p, err = d.Paper.Print(r.Context(), which)
	if d.Demo && p.Sheet.Draft == "" {
		p.Sheet.Draft = d.Words.In(text.ZH).T("journeys.demo")
	}
	return p, at(&f.Case, ""), err
}

func (d *desk) paper(r *web.Request) error {
	got, back, err := d.printed(r)
	if err != nil {
		return err
	}
	p := paperPage{Page: r.Page(r.T(got.Kind.Key()), "paper-print"), Paper: got, Back: back}
	if press.Missing(got.Sheet.Text()) == "" {
		p.PDF = r.URL.Path + "/pdf"
	}
	return r.Draw(p.Page, paperView(p))
}

func (d *desk) pdf(r *web.Request) error {
	got, _, err := d.printed(r)
	if err != nil {
		return err
	}
	body, err := press.PDF(got.Sheet)
	if err != nil {
		return err
	}
	return r.Send(web.Sent{MediaType: "application/pdf", Name: got.Number + ".pdf", Size: int64(len(body)), Content: bytes.NewReader(body)})
}
