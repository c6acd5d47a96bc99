// Package paperpages is the desk of papers: what the house issued about a person, each to be looked at, printed,
// taken as PDF, voided; the term sheet issued on the spot; and the page on which anybody checks a paper.
//
//	/people/{id}/papers                 the list, and what must be replaced
//	/people/{id}/papers/{paper}         the paper as it is printed; …/pdf the same as a file
//	/people/{id}/papers/{paper}/void    it no longer counts, and why
//	/people/{id}/closed/{part}/papers/{paper}  the same of a paper of a compartment, for a purpose
//	/people/{id}/scans/{file}           a paper that was brought, to be looked at
//	/papers/check                       for courts and families, without an account
package paperpages

import (
	"context"
	"embed"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/door/purpose"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB      *store.DB
	Policy  *policy.Engine
	Census  *census.Desk
	Person  *person.Desk
	Paper   *paper.Desk
	Journey *journey.Desk
	Words   *text.Catalogue // papers are in Chinese, whatever the reader reads
	Purpose *purpose.Desk
	Demo    bool // the people are invented, and the papers say so
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/people/{id}/papers", d.list)
	site.Post("/people/{id}/papers/term-sheet", d.termSheet)
	site.Get("/people/{id}/papers/{paper}", d.show)
	site.Get("/people/{id}/papers/{paper}/pdf", d.pdf)
	site.Get("/people/{id}/closed/{part}/papers/{paper}", d.show)
	site.Get("/people/{id}/closed/{part}/papers/{paper}/pdf", d.pdf)
	site.Get("/people/{id}/papers/{paper}/void", d.voidForm)
	site.Post("/people/{id}/papers/{paper}/void", d.void)
	site.Get("/people/{id}/scans/{file}", d.scan)
	site.Get("/people/{id}/scans/{file}/content", d.content)
	site.Open("GET /papers/check", d.checkForm)
	site.Open("POST /papers/check", d.check)
}

// at is an address below the papers of a person.
func at(p id.ID, part string) string {
	if part == "" {
		return "/people/" + string(p) + "/papers"
	}
	return "/people/" + string(p) + "/papers/" + part
}

// file is a person's file while one of its pages is being made.
type file struct {
	census.File
	ctx  context.Context  // with the purpose for which the file is open
	part seal.Compartment // of the papers looked at
}

// open reads the file named in the address and notes in the log that it was opened.
func (d *desk) open(r *web.Request, want census.Parts) (*file, error) {
	p, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	ctx := purpose.General(r, p)
	got, err := d.Census.File(ctx, p, want)
	if err != nil {
		return nil, err
	}
	if !got.Seen {
		if err := d.Person.Opened(ctx, store.NewKey(), got.At(), p); err != nil {
			return nil, err
		}
	}
	return &file{File: got, ctx: ctx, part: seal.General}, nil
}

// within opens the file for one of its pages. Who must say a purpose first is asked for it by the file itself.
func (d *desk) within(r *web.Request, want census.Parts, show func(*file) error) error {
	f, err := d.open(r, want)
	if errs.Is(err, "policy.purpose_needed") {
		return r.Redirect("/people/" + r.PathValue("id") + "/documents")
	}
	if err != nil {
		return err
	}
	part := seal.Compartment(r.PathValue("part"))
	if part == "" {
		return show(f)
	}
	if !slices.Contains(seal.All(), part) || part == seal.Complaint {
		return errs.New(errs.NotFound, "web.not_found")
	}
	if f.ctx, err = d.Purpose.For(r, f.Person.ID, part); err != nil {
		return err
	}
	f.part = part
	if err = show(f); errs.Is(err, "policy.purpose_needed") {
		return d.Purpose.Ask(r, purpose.Question{Record: f.Person.ID, Compartment: part, At: f.Resource(), Back: "/people/" + string(f.Person.ID)})
	}
	return err
}

// address is where a paper is looked at: under its compartment, where it has one of its own.
func (f *file) address(which id.ID) string {
	if f.part == seal.General {
		return at(f.Person.ID, string(which))
	}
	return "/people/" + string(f.Person.ID) + "/closed/" + string(f.part) + "/papers/" + string(which)
}

// resource is the file as policy sees its papers.
func (f *file) resource() policy.Resource {
	r := f.Resource()
	r.Kind, r.Compartment = "paper", string(seal.General)
	return r
}

// page begins a page of the papers of a person. Its title never holds the name; the h1 does.
func (d *desk) page(r *web.Request, f *file, title string) web.Page {
	p := r.Page(title, "papers")
	p.Heading, p.Sub = f.Person.Name, title
	p.Crumbs = []web.Crumb{{Label: r.T("papers.file"), URL: "/people/" + string(f.Person.ID)}}
	return p
}

type listPage struct {
	web.Page
	Person  id.ID
	Rows    []line
	Stale   int
	Denied  bool
	MayTerm bool
}

// line is a paper as the list tells it.
type line struct {
	Kind, Number, URL, On, States string
	Tone                          web.Tone
	Word                          string
}

func (d *desk) list(r *web.Request) error {
	return d.within(r, census.Parts{Measure: true}, func(f *file) error {
		p := listPage{Page: d.page(r, f, r.T("papers.title")), Person: f.Person.ID}
		list, err := d.papers(f)
		if p.Denied = errs.KindOf(err) == errs.Denied; err != nil && !p.Denied {
			return err
		}
		for _, x := range list {
			p.Rows = append(p.Rows, lineOf(p.Page, x))
			if x.MayBeReplaced() {
				p.Stale++
			}
		}
		_, none := term(f)
		p.MayTerm = !errs.Is(none, "papers.no_term") && d.Policy.Allows(f.ctx, policy.PaperIssue, f.resource())
		return r.Draw(p.Page, listView(p))
	})
}

func (d *desk) papers(f *file) ([]paper.Paper, error) {
	return store.Read(f.ctx, d.DB, func(tx *store.Tx) ([]paper.Paper, error) {
		if err := d.Policy.Check(f.ctx, tx, policy.PaperView, f.resource()); err != nil {
			return nil, err
		}
		return d.Paper.OfIn(f.ctx, tx, f.Person.ID, seal.General)
	})
}

func lineOf(p web.Page, x paper.Paper) line {
	l := line{
		Kind: p.T(x.Kind.Key()), Number: x.Number, URL: at(x.Person, string(x.ID)), On: p.Day(text.DayOf(x.Issued)),
		Tone: web.OK, Word: p.T("papers.in_force"),
	}
	if !x.States.IsZero() {
		l.States = p.Day(x.States)
	}
	switch {
	case x.MayBeReplaced():
		l.Tone, l.Word = web.Warn, p.T("papers.stale")
	case x.ReplacedBy != "":
		l.Tone, l.Word = web.Neutral, p.T("papers.replaced")
	case !x.InForce():
		l.Tone, l.Word = web.Neutral, p.T("papers.void")
	}
	return l
}
