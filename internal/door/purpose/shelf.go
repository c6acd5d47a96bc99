package purpose

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
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// A Shelf is what lies in a compartment of a file, for who opened it for a purpose. Its titles stand here; each thing opens
// for itself, and each is a reading.
type Shelf struct {
	Why    string // for what it is open
	Until  string // by emergency: until when; "" for who keeps it
	Steps  web.Facts
	Papers web.Facts // issued
	Files  web.Facts // brought
	Notes  web.Facts // what rosters said of it
	Put    string    // where a scan is added, "" for who may not
	Limit  int64
}

// Part is a compartment of a file.
type Part struct {
	File        *census.File
	Compartment seal.Compartment
	Still       bool // nothing is written there any more
}

func (x Part) at(rest string) string {
	return "/people/" + string(x.File.Person.ID) + "/closed/" + string(x.Compartment) + rest
}

// Opens tells whether a part could be the reader's to open, for some purpose. Complaints lie with the office they are for.
func (d *Desk) Opens(r *web.Request, x Part) bool {
	return x.Compartment != seal.Complaint && d.Policy.May(r.Actor(), policy.Action(string(x.Compartment)+".view"), x.File.Resource())
}

// Asked asks for a purpose where one is lacking; any other error passes.
func (d *Desk) Asked(r *web.Request, x Part, err error) error {
	if !errs.Is(err, "policy.purpose_needed") {
		return err
	}
	return d.Ask(r, Question{Record: x.File.Person.ID, Compartment: x.Compartment, At: x.File.Resource(), Back: "/people/" + string(x.File.Person.ID)})
}

// Shelf opens a part, which is a fact, and gathers what lies in it. It fails with policy.purpose_needed as long as none was said.
func (d *Desk) Shelf(r *web.Request, p web.Page, x Part) (s Shelf, err error) {
	who := x.File.Person.ID
	ctx, err := d.For(r, who, x.Compartment)
	if err != nil {
		return s, err
	}
	if err := d.Person.OpenedPart(ctx, store.NewKey(), x.File.At(), who, x.Compartment); err != nil {
		return s, err
	}
	s.Why = telling.Purpose(p.Printer, policy.Purpose(ctx))
	if until := policy.EmergencyUntil(ctx); !until.IsZero() {
		s.Until = p.Moment(until)
	}
	for _, n := range x.File.Notes {
		if x.Compartment == seal.Clinical && n.Header == string(book.Drugs) {
			s.Notes = append(s.Notes, web.Line{Label: n.Header, Value: n.Text})
		}
	}
	put := x.File.Resource()
	put.Kind, put.Compartment = "document", string(x.Compartment)
	if s.Limit = d.Document.Limit(); !x.Still && d.Policy.Allows(ctx, policy.DocumentPut, put) {
		s.Put = x.at("/files")
	}
	_, err = store.Read(ctx, d.DB, func(tx *store.Tx) (int, error) { return 0, d.fill(ctx, tx, p, x, &s) })
	return s, err
}

// fill gathers steps of his affairs, what was brought, and papers that the house issued.
func (d *Desk) fill(ctx context.Context, tx *store.Tx, p web.Page, x Part, s *Shelf) error {
	who := x.File.Person.ID
	cases, err := journey.OfPerson(ctx, tx, who)
	for i := 0; err == nil && i < len(cases); i++ {
		var said []journey.Entry
		said, err = d.steps(ctx, tx, cases[i].ID, x.Compartment)
		for _, e := range said {
			title := p.T(string(journey.Title(cases[i].Kind, e.Step)))
			s.Steps = append(s.Steps, web.Line{Label: p.Day(journey.DayOf(e)), Value: title, URL: "/journeys/" + string(e.Case) + "/open/" + e.Step})
		}
	}
	if err != nil {
		return err
	}
	brought, err := d.Journey.Documents(ctx, tx, who, x.Compartment)
	if err != nil {
		return err
	}
	for _, f := range brought {
		if f.ErasedAt.IsZero() {
			s.Files = append(s.Files, web.Line{Label: p.Day(text.DayOf(f.At)), Value: telling.Filed(p.Printer, f), URL: x.at("/files/" + string(f.ID))})
		}
	}
	issued, err := d.Paper.OfIn(ctx, tx, who, x.Compartment)
	for _, i := range issued {
		s.Papers = append(s.Papers, web.Line{Label: p.Day(text.DayOf(i.Issued)), Value: p.T(i.Kind.Key()) + " " + i.Number, URL: x.at("/papers/" + string(i.ID))})
	}
	return err
}

// steps lists what a case says in a compartment, where the reader may follow the case.
func (d *Desk) steps(ctx context.Context, tx *store.Tx, of id.ID, c seal.Compartment) (out []journey.Entry, err error) {
	f, err := d.Journey.FileIn(ctx, tx, of)
	if k := errs.KindOf(err); k == errs.Denied || k == errs.NotFound || errs.Is(err, "seal.no_key") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, step := range f.Course.Steps {
		if e, ok := f.Last(step.Name); ok && e.Hides() && e.Compartment == c {
			out = append(out, e)
		}
	}
	return out, nil
}

// File sends what was brought of a part: shown where a browser can, else taken out. It asks for a purpose where none was said.
func (d *Desk) File(r *web.Request, x Part, which id.ID) error {
	if !d.Opens(r, x) {
		return errs.New(errs.NotFound, "document.not_found")
	}
	ctx, err := d.For(r, x.File.Person.ID, x.Compartment)
	if err != nil {
		return err
	}
	got, content, err := d.Journey.OpenDocument(ctx, x.File.Person.ID, which, x.Compartment)
	if err != nil {
		return d.Asked(r, x, err)
	}
	shown := slices.Contains([]string{"image/jpeg", "image/png", "application/pdf"}, got.MediaType)
	return r.Send(web.Sent{MediaType: got.MediaType, Name: got.Name, Size: got.Size, Shown: shown, Content: content})
}

// Put keeps a scan in a part, for who keeps it; again shows the form.
func (d *Desk) Put(r *web.Request, x Part, again web.Handler) error {
	if !d.Opens(r, x) {
		return errs.New(errs.Denied, "policy.denied")
	}
	ctx, err := d.For(r, x.File.Person.ID, x.Compartment)
	if err != nil {
		return err
	}
	var form struct{ Title string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, again)
	}
	content, head, err := r.Upload("content", d.Document.Limit())
	if err != nil {
		return r.Again(err, again)
	}
	at := x.File.Resource()
	_, err = d.Journey.FilePaper(ctx, store.Key(r.Key()), document.Draft{
		Place: document.Place{Record: x.File.Person.ID, About: x.File.Person.ID, Facility: at.Facility, Unit: at.Unit, Compartment: x.Compartment},
		ID:    id.New(), Title: form.Title, Name: head.Filename, Content: content,
	})
	if err := errors.Join(err, content.Close()); err != nil {
		return r.Again(err, again)
	}
	return r.Done(x.at(""), "case.document.added")
}
