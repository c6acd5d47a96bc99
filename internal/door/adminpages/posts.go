package adminpages

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// postsPage is who sits where on a day, and which heads are missing.
type postsPage struct {
	web.Page
	Table   web.Table[seat]
	Units   []web.Option
	Roles   []web.Option
	Vacant  []vacancy
	Appoint bool
	Letter  web.Letterhead
}

// seat is one post with what a reader needs to know of it.
type seat struct {
	staff.Post
	Where  string
	Holder string
	Lent   []lent // who stands in
}

// lent is a delegation in words: who, with the days.
type lent struct {
	staff.Delegation
	Words string
}

// vacancy is a unit without its head.
type vacancy struct{ Unit, Role, URL string }

func (d *desk) posts(r *web.Request) error {
	l := r.List("unit", "role", "on")
	p := postsPage{Page: r.Page(r.T("admin.posts"), "staff"), Appoint: d.Policy.Somewhere(r.Actor(), policy.StaffManage)}
	p.Sub = p.T("admin.posts.sub")
	on, err := web.FilterDay("on", p.T("admin.on"), l.Value("on"), civil.DateOf(p.Now))
	if err != nil {
		return err
	}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (s seats, err error) { return d.readSeats(r, tx, l, on) })
	if err != nil {
		return err
	}
	p.Units, p.Roles = units.Options(got.tree), roleOptions(p.Page, "")
	if err = web.Among("unit", p.T("admin.unit"), l.Value("unit"), p.Units); err != nil {
		return err
	}
	if err = web.Among("role", p.T("admin.role"), l.Value("role"), p.Roles); err != nil {
		return err
	}
	p.Table = web.Table[seat]{
		Caption: p.Title, List: l, Rows: got.rows, Total: got.found.Total, First: got.found.First, Prev: got.found.Prev, Next: got.found.Next, Columns: seatColumns(p.Page), Export: l.Export("posts", d.Policy.Somewhere(r.Actor(), policy.ExportRequest)),
		Empty: web.Empty{Text: p.T("admin.posts.none"), Action: p.T("admin.appoint"), URL: "/admin/posts/new"},
	}
	p.Table.Narrowed("unit", p.T("admin.unit"), labelled(p.Units, l.Value("unit")))
	p.Table.Narrowed("role", p.T("admin.role"), labelled(p.Roles, l.Value("role")))
	p.Table.Narrowed("on", p.T("admin.on"), p.Day(on))
	if p.Vacant, err = d.vacancies(r); err != nil {
		return err
	}
	p.Letter = web.Letterhead{House: r.Who().Scope, Title: p.Title, Printed: p.T("admin.printed", p.Now)}
	return r.Draw(p.Page, postsView(p))
}

// seats is a page of posts with the tree it was chosen from.
type seats struct {
	rows  []seat
	found store.Slice[staff.Post]
	tree  []units.Branch
}

func (d *desk) readSeats(r *web.Request, tx *store.Tx, l web.List, on civil.Date) (out seats, err error) {
	scope := d.Policy.Scope(r.Actor(), policy.StaffView)
	where, err := units.Read(r.Context(), tx)
	if err != nil {
		return out, err
	}
	out.tree = where.Seen(scope)
	f := staff.Filter{Role: staff.Role(l.Value("role")), On: on}
	if u := where.Unit(id.ID(l.Value("unit"))); u.Kind == facility.Facility {
		f.Facility = u.ID // a facility is chosen with all its parts
	} else {
		f.Unit = u.ID
	}
	out.found, err = d.Staff.List(r.Context(), tx, scope, f, listPage(l))
	if err != nil {
		return out, err
	}
	out.rows, err = d.seated(r.Context(), tx, drawing{where, r.Page(r.T("admin.posts"), "staff")}, out.found.Rows)
	return out, err
}

// drawing is what rows are put into words with.
type drawing struct {
	units.Tree
	page web.Page
}

// seated adds names: of the holders, of who stands in for them, of the places.
func (d *desk) seated(ctx context.Context, tx *store.Tx, w drawing, posts []staff.Post) ([]seat, error) {
	var ids, held []id.ID
	for _, p := range posts {
		ids, held = append(ids, p.Member), append(held, p.ID)
	}
	loans, err := staff.LentOf(ctx, tx, held, tx.Today())
	if err != nil {
		return nil, err
	}
	for _, list := range loans {
		for _, x := range list {
			ids = append(ids, x.To)
		}
	}
	names, err := d.Staff.Members(ctx, tx, ids)
	out := make([]seat, len(posts))
	for i, p := range posts {
		out[i] = seat{Post: p, Where: w.Name(p.Unit), Holder: names[p.Member].Name}
		for _, x := range loans[p.ID] {
			out[i].Lent = append(out[i].Lent, lent{x, w.page.T("admin.lent", names[x.To].Name, x.From, x.Until)})
		}
	}
	return out, err
}

func seatColumns(p web.Page) []web.Column[seat] {
	return []web.Column[seat]{
		{Label: p.T("admin.holder"), Main: true, Cell: web.Link(func(s seat) (string, string) { return s.Holder, "/admin/staff/" + string(s.Member) })},
		{Label: p.T("admin.role"), Sort: "role", Cell: web.Words(func(s seat) string { return p.T("role." + string(s.Role)) })},
		{Label: p.T("admin.unit"), Sort: "unit", Cell: web.Words(func(s seat) string { return s.Where })},
		{Label: p.T("admin.days"), Sort: "from", Cell: web.Words(func(s seat) string { return span(p.Printer, s.From, s.Until) })},
		{Label: p.T("admin.standin"), Cell: func(s seat) templ.Component { return lines(s.Lent) }},
		{Label: p.T("admin.manage"), Cell: web.Link(func(s seat) (string, string) { return p.T("admin.post.change"), "/admin/posts/" + string(s.ID) })},
	}
}

// roleOptions lists the posts that a sort of unit has; all of them, under their sort of unit, for "".
func roleOptions(p web.Page, kind facility.Kind) []web.Option {
	var out []web.Option
	for _, k := range staff.Roles {
		if kind == "" || string(k.Where) == string(kind) || k.Where == staff.InFacility && kind == facility.Office {
			o := web.Option{Value: string(k.Role), Label: p.T("role." + string(k.Role))}
			if kind == "" {
				o.Group = p.T("facility.kind." + string(k.Where))
			}
			out = append(out, o)
		}
	}
	return out
}

// vacancies lists the units whose head's seat is empty today, of those the reader sees.
func (d *desk) vacancies(r *web.Request) ([]vacancy, error) {
	return store.Read(r.Context(), d.DB, func(tx *store.Tx) (out []vacancy, err error) {
		where, err := units.Read(r.Context(), tx)
		if err != nil {
			return nil, err
		}
		posts, err := staff.PostsOn(r.Context(), tx, "", tx.Today())
		if err != nil {
			return nil, err
		}
		for _, u := range where.Seen(d.Policy.Scope(r.Actor(), policy.StaffView)) {
			head := headOf(u.Kind)
			if head == "" || !open(u.Unit, tx.Today()) || slices.ContainsFunc(posts, func(p staff.Post) bool { return p.Unit == u.ID && p.Role == head }) {
				continue
			}
			out = append(out, vacancy{Unit: where.Name(u.ID), Role: r.T("role." + string(head)), URL: "/admin/posts/new?unit=" + string(u.ID) + "&role=" + string(head)})
		}
		return out, nil
	})
}

// headOf is the post that heads a sort of unit, "" where none does.
func headOf(k facility.Kind) staff.Role {
	for _, x := range staff.Roles {
		if x.Head && string(x.Where) == string(k) {
			return x.Role
		}
	}
	return ""
}
