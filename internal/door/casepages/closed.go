package casepages

import (
	"context"
	"errors"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/roster/book"
	"guitu/internal/door/purpose"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// closedPage is a part of the file that is kept apart: what lies in it, for who opened it for a purpose; else who keeps it.
type closedPage struct {
	filePage
	Part   string
	Open   bool
	Why    string    // for what it is open
	Urgent bool      // by emergency
	Steps  web.Facts // of his affairs, by the day
	Papers web.Facts // issued
	Files  web.Facts // brought
	Notes  web.Facts // what rosters said of it
	MayPut bool
	Limit  int64
}

// closed says who keeps a compartment and how to ask, the same for every person; or asks for what it is opened, and opens it.
func (d *desk) closed(r *web.Request) error {
	return d.within(r, func(r *web.Request, f *file, c seal.Compartment) error {
		p := closedPage{filePage: d.page(r, f, r.T("case.closed."+string(c)), "locks"), Part: string(c)}
		if !d.opens(r, f, c) {
			return r.Draw(p.Page, closedView(p))
		}
		ctx, err := d.Purpose.For(r, f.Person.ID, c)
		if err == nil {
			err = d.Person.OpenedPart(ctx, store.NewKey(), f.At(), f.Person.ID, c)
		}
		if err != nil {
			return d.why(r, f, c, err)
		}
		p.Open, p.Urgent = true, policy.Purpose(ctx) == policy.Emergency
		p.Why = telling.Purpose(p.Printer, policy.Purpose(ctx))
		if err := d.fill(ctx, &p, c); err != nil {
			return err
		}
		return r.Draw(p.Page, closedView(p))
	})
}

// within opens the file for a compartment named in the address.
func (d *desk) within(r *web.Request, show func(*web.Request, *file, seal.Compartment) error) error {
	part := r.PathValue("part")
	if !slices.Contains(closed, part) {
		return errs.New(errs.NotFound, "web.not_found")
	}
	return d.tab("closed/"+part, census.Parts{Notes: true}, func(r *web.Request, f *file) error { return show(r, f, seal.Compartment(part)) })(r)
}

// opens tells whether a compartment of a file could be the reader's to open, for some purpose. Complaints lie with their office.
func (d *desk) opens(r *web.Request, f *file, c seal.Compartment) bool {
	return c != seal.Complaint && d.Policy.May(r.Actor(), policy.Action(string(c)+".view"), f.Resource())
}

// why asks for a purpose where one is lacking; any other error passes.
func (d *desk) why(r *web.Request, f *file, c seal.Compartment, err error) error {
	if !errs.Is(err, "policy.purpose_needed") {
		return err
	}
	return d.Purpose.Ask(r, purpose.Question{
		Record: f.Person.ID, Compartment: c, At: f.Resource(), Back: at(f.Person.ID, ""),
	})
}

// fill gathers what lies in a compartment: steps of his affairs, papers that the house issued, what was brought.
func (d *desk) fill(ctx context.Context, p *closedPage, c seal.Compartment) error {
	who := p.File.Person.ID
	_, err := store.Read(ctx, d.DB, func(tx *store.Tx) (int, error) {
		cases, err := journey.OfPerson(ctx, tx, who)
		for i := 0; err == nil && i < len(cases); i++ {
			err = d.steps(ctx, tx, p, cases[i].ID, c)
		}
		if err != nil {
			return 0, err
		}
		brought, err := d.Journey.Documents(ctx, tx, who, c)
		for _, x := range brought {
			if x.ErasedAt.IsZero() {
				p.Files = append(p.Files, web.Line{Label: p.Day(text.DayOf(x.At)), Value: telling.Filed(p.Printer, x), URL: at(who, "closed/"+p.Part+"/files/"+string(x.ID))})
			}
		}
		if err != nil {
			return 0, err
		}
		issued, err := d.Paper.OfIn(ctx, tx, who, c)
		for _, x := range issued {
			p.Papers = append(p.Papers, web.Line{Label: p.Day(text.DayOf(x.Issued)), Value: p.T(x.Kind.Key()) + " " + x.Number, URL: at(who, "closed/"+p.Part+"/papers/"+string(x.ID))})
		}
		return 0, err
	})
	for _, n := range p.File.Notes {
		if c == seal.Clinical && n.Header == string(book.Drugs) {
			p.Notes = append(p.Notes, web.Line{Label: n.Header, Value: n.Text})
		}
	}
	put := p.File.Resource()
	put.Kind, put.Compartment = "document", string(c)
	p.MayPut, p.Limit = p.File.still == nil && d.Policy.Allows(ctx, policy.DocumentPut, put), d.Document.Limit()
	return err
}

// steps lists what a case says in a compartment, where the reader may follow the case; each opens for itself.
func (d *desk) steps(ctx context.Context, tx *store.Tx, p *closedPage, of id.ID, c seal.Compartment) error {
	f, err := d.Journey.FileIn(ctx, tx, of)
	if k := errs.KindOf(err); k == errs.Denied || k == errs.NotFound || errs.Is(err, "seal.no_key") {
		return nil
	}
	if err != nil {
		return err
	}
	for _, s := range f.Course.Steps {
		if e, ok := f.Last(s.Name); ok && e.Hides() && e.Compartment == c {
			p.Steps = append(p.Steps, web.Line{Label: p.Day(journey.DayOf(e)), Value: p.T(string(journey.Title(f.Kind, s.Name))), URL: "/journeys/" + string(of) + "/open/" + s.Name})
		}
	}
	return nil
}

// closedFile sends what was brought of a compartment: shown where a browser can, else taken out.
func (d *desk) closedFile(r *web.Request) error {
	return d.within(r, func(r *web.Request, f *file, c seal.Compartment) error {
		which, err := r.ID("file")
		if err != nil {
			return err
		}
		ctx, err := d.Purpose.For(r, f.Person.ID, c)
		if err != nil {
			return err
		}
		got, content, err := d.Journey.OpenDocument(ctx, f.Person.ID, which)
		if err != nil {
			return d.why(r, f, c, err)
		}
		if got.Compartment != c {
			return errs.New(errs.NotFound, "document.not_found")
		}
		shown := slices.Contains([]string{"image/jpeg", "image/png", "application/pdf"}, got.MediaType)
		return r.Send(web.Sent{MediaType: got.MediaType, Name: got.Name, Size: got.Size, Shown: shown, Content: content})
	})
}

// closedPut puts a scan into a compartment, for who keeps it.
func (d *desk) closedPut(r *web.Request) error {
	return d.within(r, func(r *web.Request, f *file, c seal.Compartment) error {
		ctx, err := d.Purpose.For(r, f.Person.ID, c)
		if err != nil {
			return err
		}
		var form struct{ Title string }
		if err := r.Decode(&form); err != nil {
			return r.Again(err, d.closed)
		}
		content, head, err := r.Upload("content", d.Document.Limit())
		if err != nil {
			return r.Again(err, d.closed)
		}
		place := d.place(f)
		place.Compartment = c
		_, err = d.Journey.FilePaper(ctx, store.Key(r.Key()), document.Draft{Place: place, ID: id.New(), Title: form.Title, Name: head.Filename, Content: content})
		if err := errors.Join(err, content.Close()); err != nil {
			return r.Again(d.why(r, f, c, err), d.closed)
		}
		return r.Done(at(f.Person.ID, "closed/"+string(c)), "case.document.added")
	})
}
