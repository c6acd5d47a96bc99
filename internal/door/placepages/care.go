package placepages

import (
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/resident"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// carePage is where those who treat say what a brigade is for, or what a person needs. It never says what was said
// before: it looks the same for every brigade and everybody, and offers each reader what he may say.
type carePage struct {
	web.Page
	Person              string // "" for a brigade
	Units, Whats, Drugs []web.Option
	Infection           bool // the reader may say something of the infection record
}

// sayable is a compartment in which somebody may say something, for a purpose.
type sayable struct {
	compartment seal.Compartment
	purpose     string
}

// says lists in which compartments an officer may say what a brigade is for or somebody needs. The purpose is the one that
// policy asks of him there: what a doctor says of an infection is no treatment.
func (d *desk) says(r *web.Request, at policy.Resource) (out []sayable) {
	at.Kind = "placement"
	for _, c := range []seal.Compartment{seal.Clinical, seal.Infection} {
		at.Compartment = string(c)
		if p := d.Policy.Explain(r.Actor(), policy.PlacementMedical, at, r.Now()).Purposes; len(p) > 0 {
			out = append(out, sayable{c, p[0]})
		}
	}
	return out
}

func (d *desk) care(r *web.Request) error {
	p := carePage{Page: r.Page(r.T("beds.care"), "beds"), Person: r.FormValue("person")}
	p.Crumbs = []web.Crumb{{Label: p.T("beds.title"), URL: "/beds"}}
	var at policy.Resource
	var may []sayable
	for _, post := range r.Actor().Posts {
		at = policy.Resource{Facility: post.Facility, Person: id.ID(p.Person)}
		if may = d.says(r, at); post.Facility != "" && len(may) > 0 {
			break
		}
	}
	if len(may) == 0 {
		return errs.New(errs.Denied, "policy.denied")
	}
	units, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (_ []facility.Unit, err error) {
		if p.Sub, err = d.whose(r, tx, at.Person); err != nil {
			return nil, err
		}
		return facility.Below(r.Context(), tx, at.Facility)
	})
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Kind == facility.Brigade {
			p.Units = append(p.Units, web.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	for _, s := range may {
		p.Infection = p.Infection || s.compartment == seal.Infection
		group := p.T("beds.care_purpose", p.T("beds.compartment."+string(s.compartment)), p.T("policy.purpose."+s.purpose))
		for _, x := range known.Illnesses[s.compartment] {
			p.Whats = append(p.Whats, web.Option{Value: string(s.compartment) + " " + s.purpose + " " + x, Label: p.T("beds.illness." + x), Group: group})
		}
	}
	for _, x := range known.Drugs[1:] {
		p.Drugs = append(p.Drugs, web.Option{Value: x, Label: p.T("beds.drug." + x)})
	}
	return r.Draw(p.Page, careView(p))
}

// whose says of whom something is written that nobody can read again: else the wrong one's need is never noticed. It is "" for
// a brigade, and of who is not here.
func (d *desk) whose(r *web.Request, tx *store.Tx, who id.ID) (string, error) {
	stays, err := resident.StaysOf(r.Context(), tx, []id.ID{who})
	stay, here := stays[who]
	if err != nil || !here || !d.Policy.Allows(r.Context(), policy.ResidentList, policy.Resource{Person: who, Facility: stay.Facility, Unit: stay.Unit}) {
		return "", err
	}
	people, err := d.Person.Load(r.Context(), tx, []id.ID{who})
	x := people[who]
	return x.Name + " " + x.NumberOf(person.FileNumber), err
}

func (d *desk) sayCare(r *web.Request) error {
	var form struct{ Person, Unit, Illness, Drug string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.care)
	}
	var f errs.Fields
	says := strings.Fields(form.Illness) // compartment, purpose, what
	if len(says) != 3 {
		f.Add("illness", "placement.illness_unknown", "")
	}
	if form.Person == "" && form.Unit == "" {
		f.Add("unit", "beds.unit_missing", "")
	}
	if err := f.Err("placement.bad_input"); err != nil {
		return r.Again(err, d.care)
	}
	ctx, c := policy.WithPurpose(r.Context(), says[1]), seal.Compartment(says[0])
	m := known.Medical{Illness: says[2], Drug: form.Drug}
	var err error
	if form.Person != "" {
		err = d.Placement.SetNeed(ctx, store.Key(r.Key()), id.ID(form.Person), c, m)
	} else {
		err = d.Placement.SetClass(ctx, store.Key(r.Key()), id.ID(form.Unit), c, m)
	}
	if err != nil {
		return r.Again(err, d.care)
	}
	return r.Done("/beds", "beds.care_said")
}
