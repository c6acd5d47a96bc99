package casepages

import (
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/domain/roster/book"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type identityPage struct {
	filePage
	Lines   web.Facts
	Kin     []relative
	Whole   bool // the numbers stand here in full
	Shown   bool // they did, once: this is the same form sent again
	MayEdit bool
	Reasons []web.Option
	Notes   web.Facts // from rosters, as they were written
}

func (d *desk) identity(r *web.Request, f *file) error { return d.drawIdentity(r, f, identityPage{}) }

func (d *desk) drawIdentity(r *web.Request, f *file, p identityPage) error {
	p.filePage = d.page(r, f, r.T("case.tab.identity"), "people")
	p.Lines, p.Kin = d.lines(p.Page, f, p.Whole), relatives(p.Page, f, p.Whole)
	p.MayEdit = f.still == nil && d.Policy.Allows(r.Context(), policy.PersonChange, f.Resource())
	p.Reasons = reasonsToOpen(p.Page)
	p.Notes = d.brought(r, f)
	return r.Draw(p.Page, identityView(p))
}

// brought is what rosters said of somebody that the house has no place for. Drugs are a matter of health: who cares for
// that reads them in its compartment.
func (d *desk) brought(r *web.Request, f *file) (out web.Facts) {
	for _, n := range f.Notes {
		if n.Header == string(book.Drugs) {
			n.Text = r.T("case.notes.clinical")
		}
		out = append(out, web.Line{Label: n.Header, Value: n.Text})
	}
	return out
}

// Purposes of the house itself for which numbers are shown in full, besides those of policy.
const (
	checkIdentity = "identity_check"
	paperwork     = "paperwork"
)

func reasonsToOpen(p web.Page) []web.Option {
	out := []web.Option{
		{Value: checkIdentity, Label: telling.Purpose(p.Printer, checkIdentity)},
		{Value: paperwork, Label: telling.Purpose(p.Printer, paperwork)},
	}
	for _, x := range []string{policy.Handover, policy.PersonRequest, policy.LegalReview, policy.Supervision} {
		out = append(out, web.Option{Value: x, Label: p.T("policy.purpose." + x)})
	}
	return out
}

// lines are the identity as label and value. Numbers show four figures unless they were opened.
func (d *desk) lines(p web.Page, f *file, whole bool) web.Facts {
	who := f.Person
	number := func(n string) string {
		if whole && n != "" {
			return n
		}
		return masked(p.Printer, n)
	}
	known := func(s string) string {
		if s == "" {
			return p.T("case.unknown")
		}
		return s
	}
	born := p.T("case.unknown")
	if !who.Born.IsZero() {
		born = p.T("case.born", who.Born, who.Born.Age(telling.Today(p)))
	}
	out := web.Facts{
		{Label: p.T("case.field.name"), Value: who.Name},
		{Label: p.T("case.field.aliases"), Value: orNone(p, p.List(who.Aliases))},
		{Label: p.T("case.field.sex"), Value: p.Or("case.sex."+string(who.Sex), p.T("case.unknown"))},
		{Label: p.T("case.field.born"), Value: born},
		{Label: p.T("case.field.ethnic"), Value: known(ethnic(p.Printer, who.Ethnic))},
		{Label: p.T("case.field.home"), Value: known(d.address(who.Home))},
		{Label: p.T("case.field.residence"), Value: known(d.address(who.Residence))},
		{Label: p.T("case.field.phone"), Value: number(who.Phone)},
	}
	for _, i := range who.Identifiers {
		value := number(i.Value)
		if i.Kind == person.FileNumber {
			value = i.Value
		}
		out = append(out, web.Line{Label: p.T("case.number." + i.Kind), Value: value})
	}
	return out
}

func orNone(p web.Page, s string) string {
	if s == "" {
		return p.T("case.none")
	}
	return s
}

func (d *desk) address(a person.Address) string {
	if a.Division == "" {
		return a.Rest
	}
	return d.Places.FullName(a.Division) + a.Rest
}

// openNumbers shows the numbers in full, for a purpose, once: the page is the answer itself and is kept
// nowhere; looking again is another opening, and the same form sent again shows nothing.
func (d *desk) openNumbers(r *web.Request) error {
	f, err := d.open(r, identity, census.Parts{Kin: true})
	if err != nil {
		return err
	}
	var form struct{ Purpose string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if !offered(form.Purpose) {
		form.Purpose = ""
	}
	ctx := policy.WithPurpose(f.ctx, form.Purpose)
	once, err := d.Person.OpenNumbers(ctx, store.Key(r.Key()), f.At(), f.Person.ID)
	if err != nil {
		return r.Again(err, d.tab(identity, census.Parts{Kin: true}, d.identity))
	}
	return d.drawIdentity(r, f, identityPage{Whole: once, Shown: !once})
}

func offered(purpose string) bool {
	return slices.ContainsFunc(reasonsToOpen(web.Page{}), func(o web.Option) bool { return o.Value == purpose })
}

type trailPage struct {
	filePage
	Rows [][]string
}

// trail says which posts opened or changed the file, and why; never who sat there.
func (d *desk) trail(r *web.Request, f *file) error {
	p := trailPage{filePage: d.page(r, f, r.T("case.tab.trail"), "audit")}
	brought, err := d.filed(f)
	if err != nil && errs.KindOf(err) != errs.Denied {
		return err
	}
	names := map[id.ID]string{} // which document it was is said to who may look at it himself
	for _, x := range brought {
		names[x.ID] = telling.Filed(p.Printer, x)
	}
	for _, o := range f.Openings {
		did := p.Or("case.did."+o.Kind, p.T("case.did"))
		if name := names[o.Record]; name != "" {
			did = p.T("case.did.which", did, name)
		}
		p.Rows = append(p.Rows, []string{p.Moment(o.At), telling.Seat(p.Printer, o.Seats), did, telling.Why(p.Printer, o)})
	}
	return r.Draw(p.Page, trailView(p))
}
