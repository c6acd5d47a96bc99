package journeypages

import (
	"github.com/a-h/templ"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ending"
	"guitu/internal/domain/law"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// ahead is how far the list of releases looks, in days: from then on the assessment before the end is due too.
const ahead = affair.ReleaseAhead

type releasesPage struct {
	web.Page
	Now   []leaver // whom nothing holds any more
	Table web.Table[leaving]
}

// leaving is somebody who leaves soon, with what his release still lacks.
type leaving struct {
	census.Term
	Place string // his brigade; "" before he has one
	Days  int    // until his last day; below 0 when it is over
	Left  string // the same in words
	Lacks string
	URL   string
	Words string // of the link
}

func (d *desk) releases(r *web.Request) error {
	l := r.List()
	p := releasesPage{Page: r.Page(r.T("journeys.releases"), "journeys")}
	p.Sub = p.T("journeys.releases.sub", ahead)
	got, err := d.Census.Measures(r.Context(), census.Ends{Kind: law.CI.String(), State: law.CIJAFacility.String(), Until: telling.Today(p.Page).AddDays(ahead)},
		store.Page{After: l.After, Limit: l.Limit})
	if errs.KindOf(err) == errs.Denied {
		return web.Known(err, "journeys.denied")
	}
	if err != nil {
		return err
	}
	if p.Now, err = d.atOnce(r, p.Page); err != nil {
		return err
	}
	rows, err := d.leaving(r, p.Page, got.Rows)
	if err != nil {
		return err
	}
	p.Table = web.Table[leaving]{
		Caption: p.Title, List: l, Rows: rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next, Empty: web.Empty{Text: p.T("journeys.releases.none")},
		Columns: []web.Column[leaving]{
			{Label: p.T("journeys.who"), Main: true, Whole: true, Cell: web.Link(func(x leaving) (string, string) {
				return telling.Name(p.Printer, x.Name), "/people/" + string(x.Person)
			})},
			{Label: p.T("journeys.place"), Whole: true, Cell: web.Words(func(x leaving) string { return x.Place })},
			{Label: p.T("journeys.end"), Whole: true, Cell: web.Words(func(x leaving) string { return p.DayLong(x.End) })},
			{Label: p.T("journeys.left"), Whole: true, Cell: func(x leaving) templ.Component { return until(x) }},
			{Label: p.T("journeys.lacks"), Cell: web.Words(func(x leaving) string { return x.Lacks })},
			{Label: p.T("journeys.case"), Whole: true, Cell: begun},
		},
	}
	return r.Draw(p.Page, releasesView(p))
}

// until is how long somebody still has; who should have gone yesterday stands out, and who goes today.
func until(x leaving) templ.Component {
	switch {
	case x.Days < 0:
		return web.Status(web.Danger, x.Left)
	case x.Days == 0:
		return web.Status(web.Warn, x.Left)
	}
	return web.Words(func(x leaving) string { return x.Left })(x)
}

// begun leads to the case, or to where it begins; nothing for who may begin none.
func begun(x leaving) templ.Component {
	if x.URL == "" {
		return web.Words(func(leaving) string { return "" })(x)
	}
	return web.Link(func(x leaving) (string, string) { return x.Words, x.URL })(x)
}

// leaving says of each what is lacking: what of his case is to be done, or done again; before it begins, all but what a fact has
// done.
func (d *desk) leaving(r *web.Request, p web.Page, terms []census.Term) (out []leaving, err error) {
	ids, ends := make([]id.ID, len(terms)), make(ending.Ends, len(terms))
	for i, t := range terms {
		ids[i], ends[t.Person] = t.Person, t.End
	}
	var found map[id.ID]ending.Readiness
	var stays map[id.ID]resident.Resident
	var where units.Tree
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		if found, err = ending.Releases(r.Context(), tx, d.Journey, ends); err != nil {
			return 0, err
		}
		if where, err = units.Read(r.Context(), tx); err != nil {
			return 0, err
		}
		stays, err = resident.LatestOf(r.Context(), tx, ids)
		return 0, err
	})
	if err != nil {
		return nil, err
	}
	may := d.Policy.Somewhere(r.Actor(), policy.JourneyRelease)
	everywhere := d.Policy.Scope(r.Actor(), policy.MeasureView).All
	for _, t := range terms {
		ready := found[t.Person]
		x := leaving{Term: t, Place: place(where, t.Unit, everywhere), Days: t.End.Sub(telling.Today(p)), Left: p.LeftDays(t.End, p.Today()), Lacks: lacking(p, ready.Lacks())}
		switch {
		case ready.Begun:
			x.Words, x.URL = p.T("journey.state."+string(ready.Case.State)), at(&ready.Case, "")
		case may:
			x.Words, x.URL = p.T("journeys.prepare"), "/journeys/new/"+string(affair.Release)+"?person="+string(t.Person)
		}
		if s, ok := stays[t.Person]; ok && !s.Here() {
			x.Lacks = p.T("journeys.left_before", s.Left)
		}
		out = append(out, x)
	}
	return out, nil
}

// place is a brigade; with its facility for who looks at more than one.
func place(where units.Tree, unit id.ID, everywhere bool) string {
	if everywhere {
		return where.Name(unit)
	}
	return where.Unit(unit).Name
}

// lacking names what is still to be done, in a word each: the list has a line for everybody.
func lacking(p web.Page, steps []string) string {
	var out []string
	for _, n := range steps {
		out = append(out, p.T("journeys.lacking."+n))
	}
	if len(out) == 0 {
		return p.T("journeys.nothing_lacks")
	}
	return p.List(out)
}
