package casepages

import (
	"slices"

	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type familyPage struct {
	filePage
	Kin    []relative
	MayAdd bool
}

// relative is a line of the family: his telephone shows four figures until the numbers are opened.
type relative struct {
	Name, Relation, Phone string
	Contact               bool
}

func (d *desk) family(r *web.Request, f *file) error {
	p := familyPage{filePage: d.page(r, f, r.T("case.tab.family"), "people")}
	p.Kin = relatives(p.Page, f, false)
	p.MayAdd = d.Policy.Allows(r.Context(), policy.PersonContact, f.Resource())
	return r.Draw(p.Page, familyView(p))
}

func relatives(p web.Page, f *file, whole bool) []relative {
	var out []relative
	for _, k := range f.Kin {
		x := relative{Name: k.Who.Name, Relation: p.T("relation." + k.Relation), Phone: k.Who.Phone, Contact: k.Contact}
		if !whole {
			x.Phone = masked(p.Printer, k.Who.Phone)
		}
		out = append(out, x)
	}
	return out
}

// masked keeps the last four of a number.
func masked(p text.Printer, number string) string {
	if number == "" {
		return p.T("case.none")
	}
	return p.T("case.last_four", number[max(0, len(number)-4):])
}

// addKin enters a relative. What was typed stays when something is wrong.
func (d *desk) addKin(r *web.Request) error {
	f, err := d.open(r, family, census.Parts{})
	if err != nil {
		return err
	}
	var form struct {
		Name, Relation, Phone string
		Contact               bool
	}
	if err := r.Decode(&form); err != nil {
		return err
	}
	draft := person.KinDraft{Draft: person.Draft{Name: form.Name, Phone: form.Phone}, Relation: form.Relation, Contact: form.Contact}
	if _, err := d.Person.AddKin(f.ctx, store.Key(r.Key()), f.At(), f.Person.ID, draft); err != nil {
		return again(r, err, ofKin, d.tab(family, census.Parts{Kin: true}, d.family))
	}
	return r.Done(at(f.Person.ID, family), "case.kin.added")
}

type identityPage struct {
	filePage
	Lines   web.Facts
	Kin     []relative
	Whole   bool // the numbers stand here in full
	MayEdit bool
	Reasons []web.Option
}

func (d *desk) identity(r *web.Request, f *file) error { return d.drawIdentity(r, f, false) }

func (d *desk) drawIdentity(r *web.Request, f *file, whole bool) error {
	p := identityPage{filePage: d.page(r, f, r.T("case.tab.identity"), "people"), Whole: whole}
	p.Lines, p.Kin = d.lines(p.Page, f, whole), relatives(p.Page, f, whole)
	p.MayEdit = d.Policy.Allows(r.Context(), policy.PersonChange, f.Resource())
	p.Reasons = reasonsToOpen(p.Page)
	return r.Draw(p.Page, identityView(p))
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
// nowhere; looking again is another opening.
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
	if err := d.Person.OpenNumbers(ctx, store.Key(r.Key()), f.At(), f.Person.ID); err != nil {
		return r.Again(err, d.tab(identity, census.Parts{Kin: true}, d.identity))
	}
	return d.drawIdentity(r, f, true)
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
	for _, o := range f.Openings {
		why := p.T("case.purpose.own")
		if o.Purpose != "" {
			why = telling.Purpose(p.Printer, o.Purpose)
		}
		p.Rows = append(p.Rows, []string{p.Moment(o.At), telling.Seat(p.Printer, o.Seats), p.Or("case.did."+o.Kind, p.T("case.did")), why})
	}
	return r.Draw(p.Page, trailView(p))
}
