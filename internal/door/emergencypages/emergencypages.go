// Package emergencypages is where emergency openings (紧急调阅) are answered for: the head takes note of one, another than who
// opened it judges it, and the bureau's inspector sees how many there were and whether they were reviewed in time.
//
//	/emergencies       all of the reader's scope, those that wait first, with how they stand
//	/emergencies/own   those that the reader opened himself, and how the review of each ended
//	/emergencies/{id}  one: who, when, whose, which part, the sentence; never what was read
//
// Who reviews has to judge somebody, so he reads the name and not the post alone.
package emergencypages

import (
	"embed"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/emergency"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB        *store.DB
	Policy    *policy.Engine
	Census    *census.Desk
	Emergency *emergency.Desk
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/emergencies", d.list)
	site.Get("/emergencies/own", d.own)
	site.Get("/emergencies/{id}", d.show)
	site.Post("/emergencies/{id}/heed", d.heed)
	site.Post("/emergencies/{id}/review", d.review)
	site.Post("/emergencies/{id}/follow", d.follow)
}

func at(o id.ID) string { return "/emergencies/" + string(o) }

type listPage struct {
	web.Page
	Figures []web.Figure
	Rows    []row
	Days    int
	Own     bool // what the reader opened himself: without figures, which are others' to answer for
}

type row struct {
	URL, When, Post, Where, Who, Part, State string
	Tone                                     web.Tone
}

func (d *desk) list(r *web.Request) error {
	p := listPage{Page: r.Page(r.T("emergencies.title"), "emergency"), Days: d.Emergency.Days}
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		all, counts, err := d.Emergency.List(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		p.Figures = figures(p.Page, counts)
		return 0, d.rows(r, tx, &p, all)
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, listView(p))
}

// own lists what the reader opened himself: he is told how it was judged, and of no other's.
func (d *desk) own(r *web.Request) error {
	p := listPage{Page: r.Page(r.T("emergencies.own"), "emergency"), Days: d.Emergency.Days, Own: true}
	p.Crumbs = []web.Crumb{mine(p.Page)}
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		all, err := d.Emergency.Own(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		return 0, d.rows(r, tx, &p, all)
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, listView(p))
}

func mine(p web.Page) web.Crumb { return web.Crumb{Label: p.T("emergencies.account"), URL: "/me"} }

// rows tells some openings in a line each.
func (d *desk) rows(r *web.Request, tx *store.Tx, p *listPage, all []emergency.Opening) error {
	tree, err := units.Read(r.Context(), tx)
	if err != nil {
		return err
	}
	places := map[id.ID]policy.Resource{}
	for _, o := range all {
		places[o.Person] = policy.Resource{Facility: o.Facility, Unit: o.Unit}
	}
	faces, err := d.Census.FacesKnown(r.Context(), tx, places)
	if err != nil {
		return err
	}
	for _, o := range all {
		face := faces[o.Person]
		x := row{
			URL: at(o.ID), When: p.Moment(o.At), Post: p.T("role." + o.Post), Where: tree.Name(o.Facility), Who: telling.Name(p.Printer, face.Name),
			Part: p.T("purpose.what." + string(o.Compartment)),
		}
		if !face.Listed {
			x.Who = face.FileNumber // he opened the file, so he has seen its number
		}
		x.State, x.Tone = state(p.Page, o)
		p.Rows = append(p.Rows, x)
	}
	return nil
}

func figures(p web.Page, c emergency.Counts) []web.Figure {
	one := func(key string, n int) web.Figure {
		return web.Figure{Label: p.T("emergencies.count." + key), Value: strconv.Itoa(n), Note: p.T("emergencies.count." + key + ".note")}
	}
	return []web.Figure{
		one("all", c.All), one("waiting", c.Waiting), one("overdue", c.Overdue), one("in_time", c.InTime), one("unjustified", c.Unjustified),
	}
}

// state says how the review of an opening stands.
func state(p web.Page, o emergency.Opening) (string, web.Tone) {
	switch late := o.Late(p.Now); {
	case o.Outcome == emergency.Waiting && late:
		return p.T("emergencies.state.late", o.Due), web.Danger
	case o.Outcome == emergency.Waiting:
		return p.T("emergencies.state.waiting", o.Due), web.Warn
	case o.Outcome == emergency.Unjustified && o.Follows():
		return p.T("emergencies.state.follows"), web.Danger
	case o.Outcome == emergency.Unjustified:
		return p.T("emergencies.state.unjustified"), web.Warn
	case late:
		return p.T("emergencies.state.justified_late"), web.Neutral
	}
	return p.T("emergencies.state.justified"), web.OK
}

type showPage struct {
	web.Page
	Opening                   emergency.Opening
	Facts                     web.Facts
	Found                     web.Facts // what the review says, and what followed
	State                     string
	Tone                      web.Tone
	Version, Base             string
	Heeds, Reviews, Concludes bool
}

func (d *desk) show(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	p := showPage{Page: r.Page(r.T("emergencies.one"), "emergency"), Base: at(which)}
	p.Crumbs = []web.Crumb{{Label: p.T("emergencies.title"), URL: "/emergencies"}}
	if !d.Policy.Somewhere(r.Actor(), policy.EmergencyList) { // his own, and no list of others'
		p.Crumbs = []web.Crumb{mine(p.Page), {Label: p.T("emergencies.own"), URL: "/emergencies/own"}}
	}
	var tree units.Tree
	var face census.Face
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		if p.Opening, err = d.Emergency.Get(r.Context(), tx, which); err != nil {
			return 0, err
		}
		if tree, err = units.Read(r.Context(), tx); err != nil {
			return 0, err
		}
		faces, err := d.Census.FacesKnown(r.Context(), tx, map[id.ID]policy.Resource{p.Opening.Person: {Facility: p.Opening.Facility, Unit: p.Opening.Unit}})
		face = faces[p.Opening.Person]
		if err != nil {
			return 0, err
		}
		p.Heeds, p.Reviews, p.Concludes, err = d.Emergency.May(r.Context(), tx, p.Opening)
		return 0, err
	})
	if err != nil {
		return err
	}
	if err := d.tell(r, &p, tree.Name(p.Opening.Facility), face); err != nil {
		return err
	}
	return r.Draw(p.Page, showView(p))
}

// tell says what the opening was, and how its review ended.
func (d *desk) tell(r *web.Request, p *showPage, where string, face census.Face) error {
	o := p.Opening
	p.Version = strconv.FormatInt(o.Version, 10)
	p.State, p.Tone = state(p.Page, o)
	by, err := d.named(r, o.By)
	if err != nil {
		return err
	}
	whose := web.Line{Label: p.T("emergencies.whose"), Value: telling.Name(p.Printer, face.Name)}
	if face.Opens {
		whose.URL = "/people/" + string(o.Person)
	}
	p.Facts = web.Facts{
		{Label: p.T("emergencies.by"), Value: p.T("emergencies.seat", p.T("role."+o.Post), by)},
		{Label: p.T("emergencies.when"), Value: p.T("emergencies.span", o.At, o.Until)},
		whose,
		{Label: p.T("emergencies.where"), Value: where},
		{Label: p.T("emergencies.part"), Value: p.T("purpose.what." + string(o.Compartment))},
		{Label: p.T("emergencies.why"), Value: o.Why},
		{Label: p.T("emergencies.reviewer"), Value: p.T("emergencies.owes", p.T("role."+o.Reviewer), o.Due)},
	}
	if o.Outcome != emergency.Waiting {
		if by, err = d.named(r, o.ReviewedBy); err != nil {
			return err
		}
		p.Found = web.Facts{
			{Label: p.T("emergencies.outcome"), Value: p.T("emergencies.outcome." + string(o.Outcome))},
			{Label: p.T("emergencies.reviewed"), Value: p.T("emergencies.seat_at", p.T("role."+o.ReviewPost), by, o.Reviewed)},
			{Label: p.T("emergencies.words"), Value: o.Review},
		}
	}
	if o.Follow != "" {
		p.Found = append(p.Found, web.Line{Label: p.T("emergencies.follow"), Value: o.Follow})
	}
	return nil
}

// named is the name of an officer.
func (d *desk) named(r *web.Request, ref string) (string, error) {
	return d.Census.Officer(r.Context(), id.ID(strings.TrimPrefix(ref, "staff:")))
}

func (d *desk) heed(r *web.Request) error {
	var form struct{}
	return d.do(r, &form, "emergencies.heeded", func(of id.ID) error { return d.Emergency.Heed(r.Context(), store.Key(r.Key()), of) })
}

func (d *desk) review(r *web.Request) error {
	var form struct{ Version, Outcome, Words string }
	return d.do(r, &form, "emergencies.done", func(of id.ID) error {
		return d.Emergency.Review(r.Context(), store.Key(r.Key()), emergency.Finding{ID: of, Version: number(form.Version), Outcome: emergency.Outcome(form.Outcome), Words: form.Words})
	})
}

func (d *desk) follow(r *web.Request) error {
	var form struct{ Version, Words string }
	return d.do(r, &form, "emergencies.followed", func(of id.ID) error {
		return d.Emergency.Conclude(r.Context(), store.Key(r.Key()), emergency.Finding{ID: of, Version: number(form.Version), Words: form.Words})
	})
}

// do runs an act on the opening of the address.
func (d *desk) do(r *web.Request, form any, said string, act func(id.ID) error) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Decode(form); err != nil {
		return err
	}
	if err = act(of); errs.KindOf(err) == errs.Invalid || errs.KindOf(err) == errs.Conflict {
		return r.Again(err, d.show)
	}
	if err != nil {
		return err
	}
	return r.Done(at(of), said)
}

// number reads the version that the form was shown with; one that is none fits no row.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
