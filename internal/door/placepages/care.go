package placepages

import (
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/known"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// carePage is where those who treat say what a brigade is for, or what a person needs. It never says what was said
// before: it looks the same for every brigade and everybody.
type carePage struct {
	web.Page
	Person                        string // "" for a brigade
	Units, Whats, Drugs, Purposes []web.Option
}

func (d *desk) care(r *web.Request) error {
	at := policy.Resource{Kind: "placement"}
	for _, p := range r.Actor().Posts {
		if at.Facility = p.Facility; at.Facility != "" && d.mayCare(r.Actor(), at) {
			break
		}
	}
	if !d.mayCare(r.Actor(), at) {
		return errs.New(errs.Denied, "policy.denied")
	}
	p := carePage{Page: r.Page(r.T("beds.care"), "beds"), Person: r.FormValue("person")}
	p.Crumbs = []web.Crumb{{Label: p.T("beds.title"), URL: "/beds"}}
	units, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]facility.Unit, error) { return facility.Below(r.Context(), tx, at.Facility) })
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Kind == facility.Brigade {
			p.Units = append(p.Units, web.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	for _, c := range []seal.Compartment{seal.Clinical, seal.Infection} {
		for _, x := range known.Illnesses[c] {
			p.Whats = append(p.Whats, web.Option{Value: string(c) + " " + x, Label: p.T("beds.illness." + x), Group: p.T("beds.compartment." + string(c))})
		}
	}
	for _, x := range known.Drugs[1:] {
		p.Drugs = append(p.Drugs, web.Option{Value: x, Label: p.T("beds.drug." + x)})
	}
	for _, x := range []string{policy.Treatment, policy.InfectionControl} {
		p.Purposes = append(p.Purposes, web.Option{Value: x, Label: p.T("policy.purpose." + x)})
	}
	return r.Draw(p.Page, careView(p))
}

func (d *desk) sayCare(r *web.Request) error {
	var form struct{ Person, Unit, Illness, Drug, Purpose string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.care)
	}
	ctx := policy.WithPurpose(r.Context(), form.Purpose)
	c, illness, _ := strings.Cut(form.Illness, " ")
	says := known.Medical{Illness: illness, Drug: form.Drug}
	var err error
	if form.Person != "" {
		err = d.Placement.SetNeed(ctx, store.Key(r.Key()), id.ID(form.Person), seal.Compartment(c), says)
	} else {
		err = d.Placement.SetClass(ctx, store.Key(r.Key()), id.ID(form.Unit), seal.Compartment(c), says)
	}
	if err != nil {
		return r.Again(err, d.care)
	}
	return r.Done("/beds", "beds.care_said")
}
