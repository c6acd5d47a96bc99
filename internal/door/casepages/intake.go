package casepages

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	issued "guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// arrivalForm is the place and the decision of somebody who is taken in.
type arrivalForm struct {
	Unit, Phase, Bed, Admitted, Decided, By, Ground, Letter, Organ, Words string

	Happened bool
}

// entryForm is somebody new with his arrival.
type entryForm struct {
	identityForm
	arrivalForm
	Known bool   // the officer has looked at the candidates: it is nobody of them
	Shown string // who they were, by commas: the tick says nothing of others
}

// arrivalPage is what the two forms of an arrival have.
type arrivalPage struct {
	web.Page
	Units   []web.Option
	Beds    []web.Option // free ones, for who may give one
	Refused bool
}

type newPage struct {
	arrivalPage
	Same  []census.Duplicate // bear the number that was typed
	Alike []census.Duplicate
	Else  int  // more of them, of whom only the bureau tells
	Whole bool // the number is whole and nobody bears it: who is only alike is folded
}

// shown are the candidates on the page, for the tick beside them.
func (p newPage) shown() string {
	ids := make([]string, len(p.Alike))
	for i, x := range p.Alike {
		ids[i] = string(x.Person)
	}
	return strings.Join(ids, ",")
}

func (d *desk) arrivalPage(r *web.Request, title string) (arrivalPage, error) {
	places, err := d.Census.Places(r.Context(), policy.ResidentOpen)
	if err != nil {
		return arrivalPage{}, err
	}
	if len(places) == 0 {
		return arrivalPage{}, web.Known(errs.New(errs.Denied, "policy.denied"), "case.new.denied")
	}
	p := arrivalPage{Page: r.Page(title, "people"), Units: placesToEnter(places)}
	if p.Beds, err = d.freeBeds(r, p.Page, places); err != nil {
		return p, err
	}
	p.Refused = refused(p.Form)
	if len(p.Form.Basis) > 0 && p.Form.Remedy == "" {
		p.Form.Remedy = p.T("case.remedy.admission")
	}
	return p, nil
}

func (d *desk) newForm(r *web.Request) error { return d.showNew(r, newPage{}) }

func (d *desk) showNew(r *web.Request, p newPage) (err error) {
	if p.arrivalPage, err = d.arrivalPage(r, r.T("case.new.title")); err != nil {
		return err
	}
	p.Sub = p.T("case.new.sub")
	return r.Draw(p.Page, newView(p))
}

// placesToEnter lists brigades with the house they belong to, where there is more than one house.
func placesToEnter(places []facility.Unit) []web.Option {
	houses := map[id.ID]string{}
	for _, u := range places {
		if u.Kind == facility.Facility {
			houses[u.ID] = u.Name
		}
	}
	var out []web.Option
	for _, u := range places {
		label := u.Name
		if u.Kind == facility.Brigade && len(houses) > 1 {
			label = houses[u.Facility] + " " + u.Name
		}
		out = append(out, web.Option{Value: string(u.ID), Label: label})
	}
	return out
}

// freeBeds lists the free beds of the houses where the reader may give one, by the brigade that keeps the room.
func (d *desk) freeBeds(r *web.Request, p web.Page, places []facility.Unit) ([]web.Option, error) {
	return store.Read(r.Context(), d.DB, func(tx *store.Tx) (out []web.Option, err error) {
		for _, house := range places {
			if house.Kind != facility.Facility || !d.Policy.Allows(r.Context(), policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: house.ID}) {
				continue
			}
			beds, err := placement.Free(r.Context(), tx, house.ID)
			if err != nil {
				return nil, err
			}
			for _, u := range places { // of the house itself first: rooms that no brigade keeps
				for _, b := range beds {
					if u.Facility == house.ID && (b.Unit == u.ID || b.Unit == "" && u.ID == house.ID) {
						out = append(out, web.Option{Value: string(b.Bed), Label: telling.Bed(p.Printer, b.Place.Room, b.Place.Bed), Group: u.Name})
					}
				}
			}
		}
		return out, nil
	})
}

// checked is what the tick says: of files that nobody showed him he cannot have seen whether it is one of them.
func (p newPage) checked() string {
	if len(p.Alike) == 0 {
		return p.T("case.duplicates.unseen", p.Else)
	}
	return p.T("case.duplicates.none")
}

// create begins a file. Who may be the same person is shown first; nothing typed is lost on the way.
func (d *desk) create(r *web.Request) error {
	var form entryForm
	if err := r.Decode(&form); err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	key := store.Key(r.Key())
	if p, done, err := d.Measure.Entered(r.Context(), key); done { // sent again, he would be the one who is alike
		return r.Done(at(p, ""), "case.entered")
	} else if err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	entry, who, err := d.entry(r, form)
	if err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	found, err := d.Census.Duplicates(r.Context(), who)
	if err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	if p, err := form.compare(found); err != nil {
		r.PostForm.Del("known") // said of others than those who are shown now
		return again(r, err, ofIdentity, func(r *web.Request) error { return d.showNew(r, p) })
	}
	p, err := d.Measure.Enter(r.Context(), key, entry)
	if err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	return r.Done(at(p, ""), "case.entered")
}

// compare holds the candidates against what the officer has said of them. The same number always stops: there is no
// second file for it. Of others the tick counts, if they were on the page that he ticked.
func (x entryForm) compare(found census.Alike) (newPage, error) {
	p := newPage{Whole: x.Number != "", Else: found.Elsewhere}
	shown, unseen := strings.Split(x.Shown, ","), !x.Known
	for _, c := range found.Shown {
		if c.Same {
			p.Same = append(p.Same, c)
			continue
		}
		p.Alike = append(p.Alike, c)
		unseen = unseen || !slices.Contains(shown, string(c.Person))
	}
	if len(p.Same) > 0 {
		var f errs.Fields
		f.Add("number", "measure.number_known", x.Number)
		p.Alike = nil
		return p, f.Err("person.bad_input")
	}
	if len(p.Alike) > 0 && unseen || p.Else > 0 && !x.Known {
		return p, errs.New(errs.Invalid, "case.duplicates", len(p.Alike)+p.Else)
	}
	return p, nil
}

// decision are the fields that a decision cannot be without; it may be left out as a whole.
var decision = map[string]bool{"decided": true, "by": true, "ground": true}

// taking puts the faults of a part of an entry with the others; what is no fault of a field is given back.
func taking(f *errs.Fields, err error) error {
	e := errs.Find(err)
	if err == nil || e == nil || e.Kind != errs.Invalid {
		return err
	}
	for _, x := range e.Fields {
		if x.Name == "at" {
			x.Name = "decided"
		}
		if decision[x.Name] && x.Value == "" {
			x.Code, x.Args = "case.decision_part", []any{text.Key(ofIdentity(x.Name))}
		}
		f.Add(x.Name, x.Code, x.Value, x.Args...)
	}
	return nil
}

// entry makes the command, or answers every field that is wrong: of the identity, the place and the decision.
func (d *desk) entry(r *web.Request, form entryForm) (measure.Entry, person.Person, error) {
	var f errs.Fields
	who, err := d.Person.Parse(form.draft())
	if err := taking(&f, err); err != nil {
		return measure.Entry{}, who, err
	}
	e, err := d.arrival(r, &f, form.arrivalForm)
	if err != nil {
		return e, who, err
	}
	e.Who = form.draft()
	e.Days(&f, who.Born, civil.DateOf(r.Now()))
	return e, who, f.Err("person.bad_input")
}

// arrival reads the place and the decision.
func (d *desk) arrival(r *web.Request, f *errs.Fields, form arrivalForm) (e measure.Entry, err error) {
	e = measure.Entry{Region: cn.Home, Happened: form.Happened, Phase: resident.Phase(form.Phase), Bed: id.ID(form.Bed)}
	if err := d.entryPlace(r, f, form, &e); err != nil {
		return e, err
	}
	switch e.Admitted, err = civil.ParseDate(form.Admitted); {
	case err != nil:
		f.Add("admitted", "date.bad", form.Admitted)
	case e.Admitted == civil.DateOf(r.Now()): // told with the other faults
		f.Add("admitted", "measure.arrived_today", form.Admitted)
	}
	for _, x := range []struct {
		name, text string
		most       int
	}{{"letter", form.Letter, longPaper}, {"organ", form.Organ, longPaper}, {"words", form.Words, longWords}} {
		if len([]rune(x.text)) > x.most {
			f.Add(x.name, "case.too_long", x.text, x.most)
		}
	}
	if form.Decided != "" || form.By != "" || form.Ground != "" || form.Letter != "" {
		fact, err := written.ParseFact(term.CIDecided.String(), form.Decided, written.Values{"by": form.By, "ground": form.Ground})
		if err := taking(f, err); err != nil {
			return e, err
		}
		e.Decided, e.Note = fact, measure.Note{Number: form.Letter, Organ: form.Organ, Words: form.Words}
		if err := taking(f, issued.Letter{Number: form.Letter, Words: form.Words}.Asked(term.CIDecided)); err != nil {
			return e, err
		}
	}
	return e, nil
}

func (d *desk) entryPlace(r *web.Request, f *errs.Fields, form arrivalForm, e *measure.Entry) error {
	places, err := d.Census.Places(r.Context(), policy.ResidentOpen)
	if err != nil {
		return err
	}
	for _, u := range places {
		if string(u.ID) == form.Unit {
			e.Facility = u.Facility
			if u.Kind == facility.Brigade {
				e.Unit = u.ID
			}
			return nil
		}
	}
	f.Add("unit", "case.unit_missing", form.Unit)
	return nil
}

// againPage is the arrival of somebody who has a file. Of a file of another house it shows what the list of candidates
// does, and no more until he is here.
type againPage struct {
	arrivalPage
	Who  census.Duplicate
	From arrivalForm // what was typed in the form for somebody new
}

func (d *desk) againForm(r *web.Request) error { return d.showAgain(r, arrivalForm{}) }

func (d *desk) showAgain(r *web.Request, from arrivalForm) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	p := againPage{From: from}
	if p.arrivalPage, err = d.arrivalPage(r, r.T("case.again")); err != nil {
		return err
	}
	p.Sub = p.T("case.again.sub")
	if p.Who, err = d.Census.Known(r.Context(), who); err != nil {
		return err
	}
	if p.Who.Mine {
		p.Crumbs = []web.Crumb{{Label: p.T("case.title"), URL: at(who, "")}}
	}
	return r.Draw(p.Page, againView(p))
}

// admitAgain takes in somebody who has a file: the facts and the stay in one act. Who comes from the form for somebody new
// is shown first whom he is about to take in, with what he typed.
func (d *desk) admitAgain(r *web.Request) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		arrivalForm
		From string
	}
	if err := r.Decode(&form); err != nil {
		return again(r, err, ofIdentity, d.againForm)
	}
	if form.From == "new" {
		return d.showAgain(r, form.arrivalForm)
	}
	var f errs.Fields
	e, err := d.arrival(r, &f, form.arrivalForm)
	if err != nil {
		return err
	}
	e.Days(&f, civil.Date{}, civil.DateOf(r.Now()))
	if err := f.Err("person.bad_input"); err != nil {
		return again(r, err, ofIdentity, d.againForm)
	}
	e.Person = who
	if _, err := d.Measure.Enter(r.Context(), store.Key(r.Key()), e); err != nil {
		return again(r, err, ofIdentity, d.againForm)
	}
	return r.Done(at(who, ""), "case.entered.again")
}

// comesAgain tells whether the reader may take in the person of a file that has no stay.
func (d *desk) comesAgain(r *web.Request, f *file) bool {
	return f.still == nil && (f.Stay.ID == "" || !f.Stay.Here()) && d.Policy.Somewhere(r.Actor(), policy.ResidentOpen)
}
