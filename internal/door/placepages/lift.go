package placepages

import (
	"cmp"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/domain/placement/known"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// liftPage is where somebody says why two are kept apart no longer: from then on they can come into one room.
type liftPage struct {
	web.Page
	ID    string // whose page leads here
	Pair  pair
	Facts web.Facts
}

func (d *desk) liftForm(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	got, err := d.readPerson(r, which)
	if err != nil {
		return err
	}
	if !d.Policy.Allows(r.Context(), policy.PlacementApart, policy.Resource{Kind: "placement", Person: which, Facility: got.charge.Facility, Unit: got.charge.Unit}) {
		return errs.New(errs.Denied, "policy.denied")
	}
	i := slices.IndexFunc(got.pairs, func(x known.Pair) bool { return string(x.ID) == r.FormValue("pair") && x.Lifted.IsZero() })
	if i < 0 {
		return errs.New(errs.NotFound, "web.not_found")
	}
	asks := personPage{Page: r.Page(r.T("beds.lift_title"), "beds")}
	n := d.names(r)
	p := liftPage{Page: asks.Page, ID: string(which), Pair: asks.pair(got, n, got.pairs[i], which)}
	name := cmp.Or(n.of(p.Page, got.people[which], got.charge), p.T("beds.nameless"))
	p.Crumbs = []web.Crumb{{Label: p.T("beds.title"), URL: "/beds"}, {Label: name, URL: "/beds/person/" + p.ID}}
	p.Facts = web.Facts{
		{Label: p.T("beds.lift_who"), Value: p.List([]string{name, p.Pair.Other})},
		{Label: p.T("beds.apart_why"), Value: p.Pair.Reason},
		{Label: p.T("beds.apart_made"), Value: p.T("beds.apart_since", p.Pair.Since, p.Pair.By)},
	}
	return r.Draw(p.Page, liftView(p))
}
