package systempages

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/door/units"
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
	where, err := units.Read(r.Context(), tx)
	if err != nil {
		return err
	}
	for _, b := range where.Seen(d.Policy.Scope(r.Actor(), policy.AuditView)) {
		if b.Facility == b.ID {
			p.Units = append(p.Units, web.Option{Value: string(b.ID), Label: b.Name})
		}
	}
	got, err := audit.List(r.Context(), tx, f, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if err != nil {
		return err
	}
	p.Table = web.Table[deed]{
		Caption: p.Title, List: l, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next, Columns: deedColumns(p.Page), Export: l.Export("audit", !p.Narrow && d.Policy.Somewhere(r.Actor(), policy.ExportRequest)),
		Empty: web.Empty{Text: p.T("admin.audit.none")},
	}
	if p.Table.Export != "" && !l.Filtered() {
		p.Table.Export += "&day=" + f.Day.String() // what the page shows is today
	}
	if p.Table.Rows, err = d.deeds(r.Context(), tx, where, p.Page, got.Rows); err != nil {
		return err
	}
	if err := d.chips(r.Context(), tx, p, f); err != nil {
		return err
	}
	last, err := d.Ledger.Latest(r.Context(), tx)
	p.Proof = proof{Size: last.Size, Note: last.Note, Key: d.Ledger.Key()}
	return err
}

// chips says in words what the log was narrowed to.
func (d *desk) chips(ctx context.Context, tx *store.Tx, p *auditPage, f audit.Filter) error {
	officer, place := id.ID(p.Table.List.Value("officer")), p.Table.List.Value("place")
	names, err := d.Staff.Members(ctx, tx, []id.ID{officer})
	if i := slices.IndexFunc(p.Units, func(o web.Option) bool { return o.Value == place }); i >= 0 {
		place = p.Units[i].Label
	}
	p.Table.Narrowed("officer", p.T("admin.audit.who"), names[officer].Name)
	p.Table.Narrowed("person", p.T("admin.audit.person"), p.T("admin.audit.one_file"))
	p.Table.Narrowed("day", p.T("admin.on"), p.Day(f.Day))
	p.Table.Narrowed("place", p.T("admin.unit"), place)
	p.Table.Narrowed("own", p.T("admin.audit.who"), p.T("admin.audit.mine"))
	return err
}

// deeds puts facts into words, with the names of the officers who acted.
func (d *desk) deeds(ctx context.Context, tx *store.Tx, where units.Tree, p web.Page, facts []audit.Entry) ([]deed, error) {
	var ids []id.ID
	for _, f := range facts {
		if who, ok := strings.CutPrefix(f.Actor, "staff:"); ok && !slices.Contains(ids, id.ID(who)) {
			ids = append(ids, id.ID(who))
		}
	}
	names, err := d.Staff.Members(ctx, tx, ids)
	out := make([]deed, len(facts))
	for i, f := range facts {
		x := deed{When: p.Moment(f.At), Place: where.Name(f.Facility), What: did(p, f), Post: seats(where, p, f.Posts)}
		if who, ok := strings.CutPrefix(f.Actor, "staff:"); ok {
			x.Who, x.WhoURL = names[id.ID(who)].Name, "/admin/staff/"+who
		} else {
			x.Who = p.T("admin.audit.system")
		}
		if f.Compartment == seal.General {
			if f.About != "" {
				x.File = "/people/" + string(f.About)
			}
			if f.Purpose != "" {
				x.Why = p.Or("policy.purpose."+f.Purpose, f.Purpose)
			}
		}
		out[i] = x
	}
	return out, err
}

// did is what happened, in words; a fact of a closed compartment says only that there was one.
func did(p web.Page, f audit.Entry) string {
	if f.Compartment != seal.General {
		return p.T("admin.audit.closed")
	}
	return p.Or("admin.fact."+f.Kind, p.Or(f.Kind, f.Kind))
}

// seats reads "doctor@<unit>,brigade_head@<unit>/for" as people say it.
func seats(where units.Tree, p web.Page, s string) string {
	var out []string
	for _, one := range strings.Split(s, ",") {
		role, at, ok := strings.Cut(one, "@")
		if !ok {
			continue
		}
		unit, lent := strings.CutSuffix(at, "/for")
		words := where.Name(id.ID(unit)) + " " + p.Or("role."+role, role)
		if lent {
			words = p.T("admin.audit.lent", words)
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
