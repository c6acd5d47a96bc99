package casepages

import (
	"strconv"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// version is the version of the life that a form was drawn from.
func version(p filePage) string { return strconv.FormatInt(p.File.Measure.Life.Version, 10) }

// identityForm is an identity as somebody types it.
type identityForm struct {
	Name, Aliases, Sex, Number, Born, Ethnic, Home, Residence, Phone, Language string

	Version           int64
	NoNumber, NoPhone bool // what stands there is not his
}

func (x identityForm) draft() person.Draft {
	return person.Draft{
		Name: x.Name, Aliases: x.Aliases, Sex: x.Sex, Number: x.Number, Born: x.Born, Ethnic: x.Ethnic, Home: x.Home,
		Residence: x.Residence, Phone: x.Phone, Language: x.Language,
	}
}

// kept are the numbers that stand in a file, as its forms say them: four figures. A form never holds them in full, for
// that is an opening with a purpose; what is left empty stays.
type kept struct{ Number, Phone string }

// editPage is the identity as a form; a version that somebody else made meanwhile stands beside it.
type editPage struct {
	filePage
	Now  identityForm
	Kept kept
	Diff *web.Diff
}

func (d *desk) editForm(r *web.Request) error {
	return d.tab(identity, census.Parts{}, func(r *web.Request, f *file) error {
		if !d.Policy.Allows(r.Context(), policy.PersonChange, f.Resource()) {
			return web.Known(errs.New(errs.Denied, "policy.denied"), "case.edit.denied")
		}
		if f.still != nil {
			return d.identity(r, f)
		}
		p := editPage{filePage: d.page(r, f, r.T("case.identity.edit"), "people"), Now: d.written(f.Person)}
		p.Kept = kept{masked(p.Printer, f.Person.Number()), masked(p.Printer, f.Person.Phone)}
		p.Head.Primary = web.Act{}
		p.Crumbs = []web.Crumb{{Label: p.T("case.tab.identity"), URL: at(f.Person.ID, identity)}}
		if p.Form.Changed {
			p.Diff = identityDiff(p.Page, p.Now, p.Kept)
		}
		return r.Draw(p.Page, editView(p))
	})(r)
}

// written is a person as the form writes him: without his numbers.
func (d *desk) written(p person.Person) identityForm {
	x := identityForm{
		Name: p.Name, Sex: string(p.Sex), Ethnic: p.Ethnic.String(), Home: d.address(p.Home), Residence: d.address(p.Residence),
		Language: p.Language, Version: p.Version,
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

// identityDiff sets what was typed beside what stands there now, where they differ. Numbers show four figures on both
// sides.
func identityDiff(p web.Page, now identityForm, numbers kept) *web.Diff {
	out := &web.Diff{Mine: p.T("case.mine"), Theirs: p.T("case.theirs")}
	add := func(name, mine, theirs string) {
		out.Fields = append(out.Fields, web.DiffField{Name: name, Label: p.T("case.field." + name), Mine: orNone(p, mine), Theirs: orNone(p, theirs)})
	}
	for _, x := range []struct{ name, theirs string }{
		{"name", now.Name},
		{"aliases", now.Aliases},
		{"born", now.Born},
		{"ethnic", now.Ethnic},
		{"home", now.Home},
		{"residence", now.Residence},
	} {
		if mine := p.Form.Value(x.name, ""); mine != x.theirs {
			add(x.name, mine, x.theirs)
		}
	}
	for _, x := range []struct{ name, theirs string }{{"phone", numbers.Phone}, {"number", numbers.Number}} {
		if mine := p.Form.Value(x.name, ""); mine != "" {
			add(x.name, masked(p.Printer, mine), x.theirs)
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
	next, err := d.edited(f.Person, form)
	if err != nil {
		return again(r, err, ofIdentity, d.editForm)
	}
	if err := d.Person.Change(f.ctx, store.Key(r.Key()), f.At(), next); err != nil {
		return again(r, err, ofIdentity, d.editForm)
	}
	return r.Done(at(f.Person.ID, identity), "case.identity.saved")
}

// edited is a person as the form says him. A number that was left empty stays: it is held against sex and birth as if it
// had been typed, unless it is none that could be read, as an old roster may have left it.
func (d *desk) edited(now person.Person, form identityForm) (person.Person, error) {
	draft, had := form.draft(), now.Number()
	keeps := draft.Number == "" && had != "" && !form.NoNumber
	_, _, odd := cn.ParseIDNumber(had)
	if keeps && odd == nil {
		draft.Number = had
	}
	next, err := d.Person.Parse(draft)
	if err != nil {
		return next, err
	}
	next.ID, next.Version, next.Access = now.ID, form.Version, now.Access
	if draft.Phone == "" && !form.NoPhone {
		next.Phone = now.Phone
	}
	for _, i := range now.Identifiers {
		if i.Kind != person.IdentityNumber || keeps && odd != nil {
			next.Identifiers = append(next.Identifiers, i)
		}
	}
	return next, nil
}
