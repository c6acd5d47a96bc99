package casepages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type familyPage struct {
	filePage
	Kin    []relative
	Gone   []relative // who are no longer to be called
	MayAdd bool
}

// relative is a line of the family: his telephone shows four figures until the numbers are opened.
type relative struct {
	Name, Relation, Phone string
	Contact               bool
	Ended, Why            string
	URL                   string // to mend or end it, "" where it is entered on the other's file
}

func (d *desk) family(r *web.Request, f *file) error {
	p := familyPage{filePage: d.page(r, f, r.T("case.tab.family"), "people")}
	p.MayAdd = f.still == nil && d.Policy.Allows(r.Context(), policy.PersonContact, f.Resource())
	for _, x := range relatives(p.Page, f, false) {
		if x.Ended != "" {
			p.Gone = append(p.Gone, x)
			continue
		}
		if !p.MayAdd {
			x.URL = ""
		}
		p.Kin = append(p.Kin, x)
	}
	return r.Draw(p.Page, familyView(p))
}

func relatives(p web.Page, f *file, whole bool) []relative {
	var out []relative
	for _, k := range f.Kin {
		x := relative{Name: k.Who.Name, Relation: p.T("relation." + k.Relation), Phone: k.Who.Phone, Contact: k.Contact}
		if !k.Ended.IsZero() {
			x.Ended, x.Why = p.Day(k.Ended), k.Why
		}
		if !k.Back {
			x.URL = at(f.Person.ID, family+"/"+string(k.ID))
		}
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
	rs := []rune(number)
	return p.T("case.last_four", string(rs[max(0, len(rs)-4):]))
}

// addKin enters a relative. What was typed stays when something is wrong.
func (d *desk) addKin(r *web.Request) error {
	f, err := d.open(r, family, census.Parts{})
	if err != nil {
		return err
	}
	var form struct {
		Name, Relation, Phone string
		Contact, Another      bool
	}
	if err := r.Decode(&form); err != nil {
		return err
	}
	draft := person.KinDraft{Draft: person.Draft{Name: form.Name, Phone: form.Phone}, Relation: form.Relation, Contact: form.Contact, Another: form.Another}
	if _, err := d.Person.AddKin(f.ctx, store.Key(r.Key()), f.At(), f.Person.ID, draft); err != nil {
		return again(r, err, ofKin, d.tab(family, census.Parts{Kin: true}, d.family))
	}
	return r.Done(at(f.Person.ID, family), "case.kin.added")
}

// kinPage mends one relative, or says that he is no longer to be called.
type kinPage struct {
	filePage
	Kin census.Relative
	Old relative
}

func (d *desk) kinForm(r *web.Request) error {
	return d.tab(family, census.Parts{Kin: true}, d.showKin)(r)
}

func (d *desk) showKin(r *web.Request, f *file) error {
	which, err := r.ID("link")
	if err != nil {
		return err
	}
	if !d.Policy.Allows(r.Context(), policy.PersonContact, f.Resource()) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "case.kin.denied")
	}
	if f.still != nil {
		return d.family(r, f)
	}
	p := kinPage{filePage: d.page(r, f, r.T("case.kin.change"), "people")}
	p.Head.Primary, p.Head.Actions = web.Act{}, nil
	p.Crumbs = []web.Crumb{{Label: p.T("case.tab.family"), URL: at(f.Person.ID, family)}}
	for i, old := range relatives(p.Page, f, false) {
		if f.Kin[i].ID == which && !f.Kin[i].Back && old.Ended == "" {
			p.Kin, p.Old = f.Kin[i], old
			return r.Draw(p.Page, kinView(p))
		}
	}
	return errs.New(errs.NotFound, "web.not_found")
}

// changeKin takes either form of the page.
func (d *desk) changeKin(r *web.Request) error {
	f, err := d.open(r, family, census.Parts{})
	if err != nil {
		return err
	}
	which, err := r.ID("link")
	if err != nil {
		return err
	}
	var form struct {
		Name, Relation, Phone, Why string
		NoPhone, Contact, End      bool
		Version                    int64
	}
	if err := r.Decode(&form); err != nil {
		return again(r, err, ofKin, d.kinForm)
	}
	c := person.KinChange{
		Person: f.Person.ID, Link: which, Version: form.Version, Name: form.Name, Phone: form.Phone, Relation: form.Relation,
		NoPhone: form.NoPhone, Contact: form.Contact,
	}
	said := "case.kin.changed"
	if form.End {
		said, err = "case.kin.ended", d.Person.EndKin(f.ctx, store.Key(r.Key()), f.At(), c, form.Why)
	} else {
		err = d.Person.ChangeKin(f.ctx, store.Key(r.Key()), f.At(), c)
	}
	if err != nil {
		return again(r, err, ofKin, d.kinForm)
	}
	return r.Done(at(f.Person.ID, family), said)
}
