package casepages

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

type documentsPage struct {
	filePage
	Files  []paper
	Denied bool
	MayPut bool
	Limit  int64 // of a scan, in bytes
}

// paper is a kept file as the page lists it; Name is that of the file, where it says more than the title.
type paper struct {
	Title, Name, When, Size, URL, Look string
	Old                                string // since when another stands in its place
	New                                []link // which
}

type link struct{ Label, URL string }

func (d *desk) documents(r *web.Request, f *file) error {
	p := documentsPage{filePage: d.page(r, f, r.T("case.tab.documents"), "people")}
	list, err := d.filed(f)
	if p.Denied = errs.KindOf(err) == errs.Denied; err != nil && !p.Denied {
		return err
	}
	for _, x := range list {
		row := paperOf(p.Page, f.Person.ID, x)
		for _, by := range list {
			if slices.Contains(x.By, by.ID) {
				row.New = append(row.New, link{by.Name, at(f.Person.ID, "scans/"+string(by.ID))})
			}
		}
		p.Files = append(p.Files, row)
	}
	p.Limit = d.Document.Limit()
	p.MayPut = f.still == nil && d.Policy.Allows(f.ctx, policy.DocumentPut, resourceOf(f))
	return r.Draw(p.Page, documentsView(p))
}

// filed lists what was brought of the person of a file, for who may look at it.
func (d *desk) filed(f *file) ([]journey.Filed, error) {
	return store.Read(f.ctx, d.DB, func(tx *store.Tx) ([]journey.Filed, error) {
		return d.Journey.Documents(f.ctx, tx, f.Person.ID, seal.General)
	})
}

func paperOf(p web.Page, who id.ID, x journey.Filed) paper {
	row := paper{Title: telling.Filed(p.Printer, x), Name: x.Name, When: p.Day(text.DayOf(x.At)), Size: size(p.Printer, x.Size), URL: at(who, "documents/"+string(x.ID))}
	if row.Title == row.Name {
		row.Name = ""
	}
	row.Look = at(who, "scans/"+string(x.ID))
	if !x.Since.IsZero() {
		row.Old = p.T("case.document.replaced", p.Moment(x.Since))
	}
	if !x.ErasedAt.IsZero() {
		row.Look = ""
		row.Title, row.URL = p.T("case.document.erased", text.DayOf(x.ErasedAt)), ""
	}
	return row
}

// filePaper puts a scan or a photo into the file, in the general compartment: the others have keepers of their own.
func (d *desk) filePaper(r *web.Request) error {
	f, err := d.open(r, documents, census.Parts{})
	if err != nil {
		return err
	}
	again := d.tab(documents, census.Parts{}, d.documents)
	var form struct{ Title string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, again)
	}
	content, head, err := r.Upload("content", d.Document.Limit())
	if err != nil {
		return r.Again(err, again)
	}
	_, err = d.Journey.FilePaper(f.ctx, store.Key(r.Key()), document.Draft{
		Place: d.place(f), ID: id.New(), Title: form.Title, Name: head.Filename, Content: content,
	})
	if err := errors.Join(err, content.Close()); err != nil {
		return r.Again(err, again)
	}
	return r.Done(at(f.Person.ID, documents), "case.document.added")
}

// letter is the scan of a decision's letter that came with a form: judged now, filed in the act that records the
// decision. nil where none came.
func (d *desk) letter(r *web.Request, f *file, t term.Type) (func(context.Context, *store.Tx) (id.ID, error), error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["scan"]) == 0 {
		return nil, nil
	}
	content, head, err := r.Upload("scan", d.Document.Limit())
	if err != nil {
		return nil, err
	}
	draft, err := d.Document.Ready(f.ctx, document.Draft{
		Place: d.place(f), ID: id.New(), Title: telling.Fact(r.Page("", "").Printer, t), Name: head.Filename, Content: content,
	})
	return func(ctx context.Context, tx *store.Tx) (id.ID, error) {
		x, err := d.Document.PutIn(ctx, tx, draft)
		return x.ID, err
	}, errors.Join(errs.Renamed(err, "content", "scan"), content.Close())
}

// place is where the papers of a file lie.
func (d *desk) place(f *file) document.Place {
	res := f.Resource()
	return document.Place{Record: f.Person.ID, About: f.Person.ID, Facility: res.Facility, Unit: res.Unit, Compartment: seal.General}
}

func resourceOf(f *file) policy.Resource {
	r := f.Resource()
	r.Kind, r.Compartment = "document", string(seal.General)
	return r
}

func size(p text.Printer, n int64) string {
	if n < 1<<20 {
		return p.T("case.size.kb", strconv.Itoa(int(n+1023)>>10))
	}
	return p.T("case.size.mb", strconv.Itoa(int(n+(1<<20)-1)>>20))
}

// download sends a file. Its name is the sender's, so the browser saves it and never shows it as a page.
func (d *desk) download(r *web.Request) error {
	f, err := d.open(r, documents, census.Parts{})
	if err != nil {
		return err
	}
	which, err := r.ID("file")
	if err != nil {
		return err
	}
	got, content, err := d.Journey.OpenDocument(f.ctx, f.Person.ID, which, seal.General)
	if err != nil {
		return err
	}
	return r.Send(web.Sent{MediaType: got.MediaType, Name: got.Name, Size: got.Size, Content: content})
}
