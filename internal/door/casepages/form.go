package casepages

import (
	"strconv"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// version is the version of the life that a form was drawn from.
func version(p filePage) string { return strconv.FormatInt(p.File.Measure.Life.Version, 10) }

// identityForm is an identity as somebody types it, with the place and the decision when a file begins.
type identityForm struct {
	Name, Aliases, Sex, Number, Born, Ethnic, Home, Residence, Phone, Language string

	Version int64

	Unit, Admitted, Decided, By, Ground, Letter, Organ string
	Known                                              bool // the officer has looked at the candidates: it is nobody of them
	Happened                                           bool
	Words                                              string
}

func (x identityForm) draft() person.Draft {
	return person.Draft{
		Name: x.Name, Aliases: x.Aliases, Sex: x.Sex, Number: x.Number, Born: x.Born, Ethnic: x.Ethnic, Home: x.Home,
		Residence: x.Residence, Phone: x.Phone, Language: x.Language,
	}
}

type newPage struct {
	web.Page
	Units      []web.Option
	Duplicates []census.Duplicate
	Refused    bool
}

func (d *desk) newForm(r *web.Request) error { return d.showNew(r, nil) }

func (d *desk) showNew(r *web.Request, found []census.Duplicate) error {
	places, err := d.Census.Places(r.Context(), policy.ResidentOpen)
	if err != nil {
		return err
	}
	if len(places) == 0 {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "case.new.denied")
	}
	p := newPage{Page: r.Page(r.T("case.new.title"), "people"), Duplicates: found}
	p.Sub = p.T("case.new.sub")
	p.Units = placesToEnter(places)
	p.Refused = refused(p.Form)
	if len(p.Form.Basis) > 0 && p.Form.Remedy == "" {
		p.Form.Remedy = p.T("case.remedy.admission")
	}
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

// create begins a file. Who may be the same person is shown first; nothing typed is lost on the way.
func (d *desk) create(r *web.Request) error {
	var form identityForm
	if err := r.Decode(&form); err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	entry, who, err := d.entry(r, form)
	if err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	if !form.Known {
		found, err := d.Census.Duplicates(r.Context(), who)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return r.Again(errs.New(errs.Invalid, "case.duplicates", len(found)), func(r *web.Request) error { return d.showNew(r, found) })
		}
	}
	p, err := d.Measure.Enter(r.Context(), store.Key(r.Key()), entry)
	if err != nil {
		return again(r, err, ofIdentity, d.newForm)
	}
	return r.Done(at(p, ""), "case.entered")
}

// decision are the fields that a decision cannot be without; it may be left out as a whole.
var decision = map[string]bool{"decided": true, "by": true, "ground": true}

// entry makes the command, or answers every field that is wrong: of the identity, the place and the decision.
func (d *desk) entry(r *web.Request, form identityForm) (measure.Entry, person.Person, error) {
	var f errs.Fields
	take := func(err error) error {
		e := errs.Find(err)
		if err != nil && (e == nil || e.Kind != errs.Invalid) {
			return err
		}
		if e != nil {
			for _, x := range e.Fields {
				if x.Name == "at" {
					x.Name = "decided"
				}
				if decision[x.Name] && x.Value == "" {
					x.Code, x.Args = "case.decision_part", []any{text.Key(ofIdentity(x.Name))}
				}
				f.Add(x.Name, x.Code, x.Value, x.Args...)
			}
		}
		return nil
	}
	who, err := d.Person.Parse(form.draft())
	if err := take(err); err != nil {
		return measure.Entry{}, who, err
	}
	e := measure.Entry{Who: form.draft(), Region: cn.Home, Happened: form.Happened}
	if err := d.entryPlace(r, &f, form, &e); err != nil {
		return e, who, err
	}
	if e.Admitted, err = civil.ParseDate(form.Admitted); err != nil {
		f.Add("admitted", "date.bad", form.Admitted)
	} else if e.Admitted.After(civil.DateOf(r.Now())) {
		f.Add("admitted", "case.future", form.Admitted)
	}
	if form.Decided != "" || form.By != "" || form.Ground != "" || form.Letter != "" {
		e.Decided, err = measure.ParseFact(term.CIDecided.String(), form.Decided, measure.Values{"by": form.By, "ground": form.Ground})
		if err := take(err); err != nil {
			return e, who, err
		}
		e.Note = measure.Note{Number: form.Letter, Organ: form.Organ, Words: form.Words}
	}
	return e, who, f.Err("person.bad_input")
}

func (d *desk) entryPlace(r *web.Request, f *errs.Fields, form identityForm, e *measure.Entry) error {
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

// editPage is the identity as a form; a version that somebody else made meanwhile stands beside it.
type editPage struct {
	filePage
	Now  identityForm
	Diff *web.Diff
}

func (d *desk) editForm(r *web.Request) error {
	return d.tab(identity, census.Parts{}, func(r *web.Request, f *file) error {
		if !d.Policy.Allows(r.Context(), policy.PersonChange, f.Resource()) {
			return web.Known(errs.New(errs.Denied, "policy.denied"), "case.edit.denied")
		}
		p := editPage{filePage: d.page(r, f, r.T("case.identity.edit"), "people"), Now: d.written(f.Person)}
		p.Head.Primary = web.Act{}
		p.Crumbs = []web.Crumb{{Label: p.T("case.tab.identity"), URL: at(f.Person.ID, identity)}}
		if p.Form.Changed {
			p.Diff = identityDiff(p.Page, p.Now)
		}
		return r.Draw(p.Page, editView(p))
	})(r)
}

// written is a person as the form writes him.
func (d *desk) written(p person.Person) identityForm {
	x := identityForm{
		Name: p.Name, Sex: string(p.Sex), Number: p.Number(), Ethnic: p.Ethnic.String(), Home: d.address(p.Home),
		Residence: d.address(p.Residence), Phone: p.Phone, Language: p.Language, Version: p.Version,
	}
	for i, a := range p.Aliases {
		if i > 0 {
			x.Aliases += "、"
		}
		x.Aliases += a
	}
	if !p.Born.IsZero() {
		x.Born = p.Born.String()
	}
	return x
}

// identityDiff sets what was typed beside what stands there now, where they differ. Numbers are not shown:
// that they differ is said.
func identityDiff(p web.Page, now identityForm) *web.Diff {
	out := &web.Diff{Mine: p.T("case.mine"), Theirs: p.T("case.theirs")}
	for _, x := range []struct{ name, theirs string }{
		{"name", now.Name},
		{"aliases", now.Aliases},
		{"born", now.Born},
		{"ethnic", now.Ethnic},
		{"home", now.Home},
		{"residence", now.Residence},
		{"phone", now.Phone},
		{"number", now.Number},
	} {
		mine := p.Form.Value(x.name, "")
		if mine != x.theirs {
			out.Fields = append(out.Fields, web.DiffField{Name: x.name, Label: p.T("case.field." + x.name), Mine: orNone(p, mine), Theirs: orNone(p, x.theirs)})
		}
	}
	return out
}

func (d *desk) edit(r *web.Request) error {
	f, err := d.open(r, identity, census.Parts{})
	if err != nil {
		return err
	}
	var form identityForm
	if err := r.Decode(&form); err != nil {
		return again(r, err, ofIdentity, d.editForm)
	}
	next, err := d.Person.Parse(form.draft())
	if err != nil {
		return again(r, err, ofIdentity, d.editForm)
	}
	next.ID, next.Version, next.Access = f.Person.ID, form.Version, f.Person.Access
	for _, i := range f.Person.Identifiers {
		if i.Kind != person.IdentityNumber {
			next.Identifiers = append(next.Identifiers, i)
		}
	}
	if err := d.Person.Change(f.ctx, store.Key(r.Key()), f.At(), next); err != nil {
		return again(r, err, ofIdentity, d.editForm)
	}
	return r.Done(at(f.Person.ID, identity), "case.identity.saved")
}
