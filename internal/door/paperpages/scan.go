package paperpages

import (
	"bytes"
	"io"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/scan"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// shown are the kinds of scans that a browser draws by itself; the others are taken out as files.
var shown = map[string]bool{"image/jpeg": true, "image/png": true, "application/pdf": true}

// fax is the kind of scan that no browser draws: its first page is drawn anew.
const fax = "image/tiff"

type scanPage struct {
	web.Page
	File     journey.Filed
	Facts    web.Facts
	Picture  string // address of the picture, "" for a kind that is not drawn within a page
	Open     string // address at which the browser shows it alone, "" for a kind that it cannot show
	Download string
	Note     string // what of it is not seen here, "" when all is
}

// scan shows a paper that was brought, so that somebody sees at once whether the right one lies in the file.
func (d *desk) scan(r *web.Request) error {
	return d.within(r, census.Parts{}, func(f *file) error {
		which, err := r.ID("file")
		if err != nil {
			return err
		}
		got, err := d.brought(f, which)
		if err != nil {
			return err
		}
		p := scanPage{Page: d.page(r, f, r.T("papers.scan.title")), File: got, Download: "/people/" + string(f.Person.ID) + "/documents/" + string(which)}
		p.Crumbs = append(p.Crumbs, web.Crumb{Label: r.T("papers.scan.all"), URL: "/people/" + string(f.Person.ID) + "/documents"})
		inline := "/people/" + string(f.Person.ID) + "/scans/" + string(which) + "/content"
		switch {
		case got.MediaType == "application/pdf":
			p.Open = inline
		case shown[got.MediaType]:
			p.Picture, p.Open = inline, inline
		case got.MediaType == fax:
			p.Picture, p.Note = inline, p.T("papers.scan.first_page")
		}
		p.Facts = web.Facts{
			{Label: p.T("papers.scan.name"), Value: got.Name},
			{Label: p.T("papers.scan.filed"), Value: p.Moment(got.At)},
			{Label: p.T("papers.scan.size"), Value: p.T("papers.scan.kb", p.Number((got.Size+1023)>>10))},
		}
		return r.Draw(p.Page, scanView(p))
	})
}

// brought finds a file of the person by what is known of it, without opening it.
func (d *desk) brought(f *file, which id.ID) (journey.Filed, error) {
	list, err := store.Read(f.ctx, d.DB, func(tx *store.Tx) ([]journey.Filed, error) {
		return d.Journey.Documents(f.ctx, tx, f.Person.ID, seal.General)
	})
	if err != nil {
		return journey.Filed{}, err
	}
	for _, x := range list {
		if x.ID == which && x.ErasedAt.IsZero() {
			return x, nil
		}
	}
	return journey.Filed{}, errs.New(errs.NotFound, "document.not_found")
}

// content sends a scan to be looked at. Only what its bytes said when it was kept is sent as such.
func (d *desk) content(r *web.Request) error {
	return d.within(r, census.Parts{}, func(f *file) error {
		which, err := r.ID("file")
		if err != nil {
			return err
		}
		got, content, err := d.Journey.OpenDocument(f.ctx, f.Person.ID, which, seal.General)
		if err != nil {
			return err
		}
		switch {
		case got.MediaType == fax:
			return drawn(r, content)
		case !shown[got.MediaType]:
			return errs.New(errs.NotFound, "document.not_found")
		}
		return r.Send(web.Sent{MediaType: got.MediaType, Name: string(got.ID), Size: got.Size, Shown: true, Content: content})
	})
}

// drawn sends the first page of a fax as a picture.
func drawn(r *web.Request, content io.Reader) error {
	whole, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	picture, _, ok := scan.Drawn(whole)
	if !ok {
		return errs.New(errs.NotFound, "document.not_found")
	}
	return r.Send(web.Sent{MediaType: "image/png", Name: "scan", Size: int64(len(picture)), Shown: true, Content: bytes.NewReader(picture)})
}

// titled is what a scan is called on its page.
func titled(p scanPage) string {
	if title := telling.Filed(p.Printer, p.File); title != p.File.Name {
		return title
	}
	return p.T("papers.scan.of", text.DayOf(p.File.At))
}
