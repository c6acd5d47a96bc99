package systempages

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// auditPage is who did what: by officer, person, day and place.
type auditPage struct {
	web.Page
	Table    web.Table[deed]
	Units    []web.Option
	Officers []web.Option
	Own      bool
	Narrow   bool // the reader sees his own deeds only
	Proof    proof
	Letter   web.Letterhead
}

// proof is what shows that the log is whole.
type proof struct {
	Size      int64
	Note, Key string
}

func (d *desk) audit(r *web.Request) error {
	l := r.List("officer", "person", "day", "place", "own")
	day, err := web.FilterDay("day", r.T("admin.on"), l.Value("day"), civil.Date{})
	if err != nil {
		return r.Again(err, func(r *web.Request) error { return d.showAudit(r, l, civil.Date{}) })
	}
	return d.showAudit(r, l, day)
}

// showAudit draws the log of a day, or of all days. When the filter cannot be, the form is shown again without it.
func (d *desk) showAudit(r *web.Request, l web.List, day civil.Date) error {
	p := auditPage{Page: r.Page(r.T("admin.audit"), "audit"), Table: web.Table[deed]{List: l}}
	scope := d.Policy.Scope(r.Actor(), policy.AuditView)
	p.Narrow = !scope.All && len(scope.Facilities) == 0
	p.Own = p.Narrow || l.Value("own") != ""
	p.Sub = p.T("admin.audit.sub")
	f := filterOf(l, r.Actor(), scope, audit.Shields(d.Policy, r.Actor()))
	if f.Day = day; !l.Filtered() {
		f.Day, p.Sub = civil.DateOf(p.Now), p.T("admin.audit.today", p.Day(p.Today()))
	}
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		where, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		if err = d.auditChoices(r, tx, where, &p, f); err != nil || p.Form.Shown {
			return 0, err
		}
		if err = p.chosen(r.Actor()); err != nil {
			return 0, err
		}
		return 0, d.readDeeds(r, tx, where, &p, f)
	})
	if err != nil {
		return err
	}
	p.Letter = web.Letterhead{House: r.Who().Scope, Title: p.Title, Printed: p.T("admin.printed", p.Now)}
	return r.Draw(p.Page, auditView(p))
}

// chosen answers a place or an officer that the reader cannot choose: the log of a place that he may not know of, or
// that is none, is no empty log. Who sees his own deeds chooses himself or nobody: every other id, of an officer or of none,
// is answered alike, so that no name is told to who may not look him up, and no deeds stand under another's name.
func (p auditPage) chosen(who actor.Actor) error {
	l := p.Table.List
	if err := web.Among("place", p.T("admin.unit"), l.Value("place"), p.Units); err != nil {
		return err
	}
	if p.Own {
		self, _ := strings.CutPrefix(who.Ref(), "staff:")
		return web.Among("officer", p.T("admin.officer"), l.Value("officer"), []web.Option{{Value: self}})
	}
	return web.Among("officer", p.T("admin.officer"), l.Value("officer"), p.Officers)
}

// filterOf narrows what was asked for to what the reader may see.
func filterOf(l web.List, who actor.Actor, s policy.Scope, shielded bool) audit.Filter {
	f := audit.Filter{Facility: id.ID(l.Value("place")), Unwatched: shielded, Unrefused: !s.All && len(s.Facilities) == 0}
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
		f.Actor, f.Unrefused = who.Ref(), !s.All
		if f.Facility != "" && l.Value("place") == "" {
			f.Facility = "" // one's own trail is seen wherever it leads
		}
	}
	return f
}

// auditChoices are the facilities and the officers to narrow the log by: officers of the facility at hand, or of the
// bureau.
func (d *desk) auditChoices(r *web.Request, tx *store.Tx, where units.Tree, p *auditPage, f audit.Filter) error {
	scope := d.Policy.Scope(r.Actor(), policy.AuditView)
	seats := staff.Filter{Facility: f.Facility, On: f.Day}
	for _, b := range where.Seen(scope) {
		if b.Facility == b.ID {
			p.Units = append(p.Units, web.Option{Value: string(b.ID), Label: b.Name})
		}
		if b.Kind == facility.Bureau && f.Facility == "" {
			seats.Unit = b.ID
		}
	}
	if p.Own {
		return nil // there is one officer in it
	}
	if seats.On.IsZero() {
		seats.On = tx.Today()
	}
	posts, err := d.Staff.List(r.Context(), tx, scope, seats, store.Page{Limit: 500, Uncounted: true})
	if err != nil {
		return err
	}
	if f.Unwatched { // when the procurator worked is not the facility's to look up
		posts.Rows = slices.DeleteFunc(posts.Rows, func(x staff.Post) bool { return x.Role == policy.Procurator })
	}
	chosen := id.ID(strings.TrimPrefix(f.Actor, "staff:"))
	held, err := staff.PostsOf(r.Context(), tx, chosen)
	if err != nil {
		return err
	}
	if !d.Staff.Sees(r.Context(), held) {
		chosen = "" // whose page the reader may not open, he is not told the name of
	}
	p.Officers, err = d.officers(r.Context(), tx, drawn{p.Page, where}, posts.Rows, chosen)
	return err
}

// drawn is what officers are put into words with.
type drawn struct {
	web.Page
	where units.Tree
}

// officers are the holders of some posts by name, under the unit of the first of them, and the one who is chosen already.
func (d *desk) officers(ctx context.Context, tx *store.Tx, p drawn, posts []staff.Post, chosen id.ID) ([]web.Option, error) {
	roles, ids, group := map[id.ID][]string{chosen: nil}, []id.ID{}, map[id.ID]string{}
	for _, x := range posts {
		roles[x.Member] = append(roles[x.Member], p.T("role."+string(x.Role)))
		group[x.Member] = cmp.Or(group[x.Member], p.where.Name(x.Unit))
	}
	for who := range roles {
		ids = append(ids, who)
	}
	names, err := d.Staff.Members(ctx, tx, ids)
	var out []web.Option
	for who, m := range names {
		label := m.Name
		if len(roles[who]) > 0 {
			label = p.T("admin.audit.officer", m.Name, p.List(roles[who]))
		}
		out = append(out, web.Option{Value: string(who), Label: label, Group: group[who]})
	}
	slices.SortFunc(out, func(a, b web.Option) int {
		return cmp.Or(strings.Compare(a.Group, b.Group), strings.Compare(a.Label+a.Value, b.Label+b.Value))
	})
	return out, err
}

func (d *desk) readDeeds(r *web.Request, tx *store.Tx, where units.Tree, p *auditPage, f audit.Filter) error {
	l := p.Table.List
	if file := l.Value("person"); file != "" {
		who, err := d.filed(r.Context(), tx, file)
		if err != nil {
			return err
		}
		f.About = cmp.Or(who, "nobody") // a number that is nobody's finds nothing, and not everything
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
