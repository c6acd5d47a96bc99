package adminpages

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// auditPage is who did what: by officer, person, day and place.
type auditPage struct {
	web.Page
	Table  web.Table[deed]
	Units  []web.Option
	Own    bool
	Narrow bool // the reader sees his own deeds only
	Proof  proof
	Letter web.Letterhead
}

// deed is one fact of the log in words. What belongs to another compartment than general stays neutral.
type deed struct {
	When, Who, WhoURL, Post, What, Place, Why string
	File                                      string // address of the person's file, "" when there is none
}

// proof is what shows that the log is whole.
type proof struct {
	Size      int64
	Note, Key string
}

func (d *desk) audit(r *web.Request) error {
	l := r.List("officer", "person", "day", "place", "own")
	p := auditPage{Page: r.Page(r.T("admin.audit"), "audit")}
	scope := d.Policy.Scope(r.Actor(), policy.AuditView)
	p.Narrow = !scope.All && len(scope.Facilities) == 0
	p.Own = p.Narrow || l.Value("own") != ""
	p.Sub = p.T("admin.audit.sub")
	f, err := filterOf(l, r.Actor(), scope), error(nil)
	if f.Day, err = web.FilterDay("day", p.T("admin.on"), l.Value("day"), civil.Date{}); err != nil {
		return err
	}
	if !l.Filtered() {
		f.Day, p.Sub = civil.DateOf(p.Now), p.T("admin.audit.today", p.Day(p.Today()))
	}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) { return 0, d.readDeeds(r, tx, &p, f, l) })
	if err != nil {
		return err
	}
	p.Letter = web.Letterhead{House: r.Who().Scope, Title: p.Title, Printed: p.T("admin.printed", p.Now)}
	return r.Draw(p.Page, auditView(p))
}

// filterOf narrows what was asked for to what the reader may see.
func filterOf(l web.List, who actor.Actor, s policy.Scope) audit.Filter {
	f := audit.Filter{About: id.ID(l.Value("person")), Facility: id.ID(l.Value("place"))}
	if o := l.Value("officer"); o != "" {
		f.Actor = "staff:" + o
	}
	switch {
	case s.All:
	case len(s.Facilities) == 0:
		f.Actor = who.Ref()
	case !slices.Contains(s.Facilities, f.Facility):
		f.Facility = s.Facilities[0]
	}
	if l.Value("own") != "" {
		f.Actor = who.Ref()
		if f.Facility != "" && l.Value("place") == "" {
			f.Facility = "" // one's own trail is seen wherever it leads
		}
	}
	return f
}

func (d *desk) readDeeds(r *web.Request, tx *store.Tx, p *auditPage, f audit.Filter, l web.List) error {
	where, err := readPlaces(r.Context(), tx)
	if err != nil {
		return err
	}
	for _, b := range where.tree(d.Policy.Scope(r.Actor(), policy.AuditView)) {
		if b.Facility == b.ID {
			p.Units = append(p.Units, web.Option{Value: string(b.ID), Label: b.Name})
		}
	}
	got, err := audit.List(r.Context(), tx, f, listPage(l))
	if err != nil {
		return err
	}
	p.Table = web.Table[deed]{
		Caption: p.Title, List: l, Total: got.Total, Next: got.Next, Columns: deedColumns(p.Page), Export: l.Export("audit", !p.Narrow && d.somewhere(r, policy.ExportRequest)),
		Empty: web.Empty{Text: p.T("admin.audit.none")},
	}
	if p.Table.Export != "" && !l.Filtered() {
		p.Table.Export += "&day=" + f.Day.String() // what the page shows is today
	}
	if p.Table.Rows, err = d.deeds(r.Context(), tx, drawing{where, p.Page}, got.Rows); err != nil {
		return err
	}
	if err := d.auditChips(r.Context(), tx, p, l); err != nil {
		return err
	}
	last, err := d.Ledger.Latest(r.Context(), tx)
	p.Proof = proof{Size: last.Size, Note: last.Note, Key: d.Ledger.Key()}
	return err
}

func (d *desk) auditChips(ctx context.Context, tx *store.Tx, p *auditPage, l web.List) error {
	names, err := d.Staff.Members(ctx, tx, []id.ID{id.ID(l.Value("officer"))})
	c := chip(nil, l, "officer", p.T("admin.audit.who"), names[id.ID(l.Value("officer"))].Name)
	c = chip(c, l, "person", p.T("admin.audit.person"), p.T("admin.audit.one_file"))
	c = chip(c, l, "day", p.T("admin.on"), p.Day(day(l.Value("day"))))
	c = chip(c, l, "place", p.T("admin.unit"), labelled(p.Units, l.Value("place")))
	p.Table.Chips = chip(c, l, "own", p.T("admin.audit.who"), p.T("admin.audit.mine"))
	return err
}

// deeds puts facts into words, with the names of the officers who acted.
func (d *desk) deeds(ctx context.Context, tx *store.Tx, w drawing, facts []audit.Entry) ([]deed, error) {
	var ids []id.ID
	for _, f := range facts {
		if who, ok := strings.CutPrefix(f.Actor, "staff:"); ok && !slices.Contains(ids, id.ID(who)) {
			ids = append(ids, id.ID(who))
		}
	}
	names, err := d.Staff.Members(ctx, tx, ids)
	out := make([]deed, len(facts))
	for i, f := range facts {
		x := deed{When: w.page.Moment(f.At), Place: w.name(f.Facility), What: w.did(f), Post: w.posts(f.Posts)}
		if who, ok := strings.CutPrefix(f.Actor, "staff:"); ok {
			x.Who, x.WhoURL = names[id.ID(who)].Name, "/admin/staff/"+who
		} else {
			x.Who = w.page.T("admin.audit.system")
		}
		if f.Compartment == seal.General {
			if f.About != "" {
				x.File = "/people/" + string(f.About)
			}
			if f.Purpose != "" {
				x.Why = w.page.Or("policy.purpose."+f.Purpose, f.Purpose)
			}
		}
		out[i] = x
	}
	return out, err
}

// did is what happened, in words; a fact of a closed compartment says only that there was one.
func (w drawing) did(f audit.Entry) string {
	if f.Compartment != seal.General {
		return w.page.T("admin.audit.closed")
	}
	return w.page.Or("admin.fact."+f.Kind, w.page.Or(f.Kind, f.Kind))
}

// posts reads "doctor@<unit>,brigade_head@<unit>/for" as people say it.
func (w drawing) posts(s string) string {
	var out []string
	for _, one := range strings.Split(s, ",") {
		role, at, ok := strings.Cut(one, "@")
		if !ok {
			continue
		}
		unit, lent := strings.CutSuffix(at, "/for")
		words := w.name(id.ID(unit)) + " " + w.page.Or("role."+role, role)
		if lent {
			words = w.page.T("admin.audit.lent", words)
		}
		out = append(out, words)
	}
	return strings.Join(out, "；")
}

func deedColumns(p web.Page) []web.Column[deed] {
	return []web.Column[deed]{
		{Label: p.T("admin.audit.when"), Sort: "at", Cell: web.Words(func(x deed) string { return x.When })},
		{Label: p.T("admin.audit.what"), Main: true, Cell: web.Words(func(x deed) string { return x.What })},
		{Label: p.T("admin.audit.who"), Cell: func(x deed) templ.Component { return whoCell(x) }},
		{Label: p.T("admin.unit"), Cell: web.Words(func(x deed) string { return x.Place })},
		{Label: p.T("admin.audit.person"), Cell: func(x deed) templ.Component { return fileCell(p, x) }},
		{Label: p.T("admin.audit.why"), Cell: web.Words(func(x deed) string { return x.Why })},
	}
}
