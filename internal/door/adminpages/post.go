package adminpages

import (
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// postPage is one post: end it, or let another stand in for some days.
type postPage struct {
	web.Page
	Seat    seat
	Facts   web.Facts
	Others  []web.Option // who could stand in
	Ended   bool
	Changes bool // the reader may end it
	Lends   bool // the reader may delegate it
}

func (d *desk) post(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	p := postPage{Page: r.Page(r.T("admin.post"), "staff")}
	p.Crumbs = []web.Crumb{{Label: p.T("admin.posts"), URL: "/admin/posts"}}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) { return 0, d.readPost(r, tx, which, &p) })
	if err != nil {
		return err
	}
	p.Ended = !p.Seat.Until.IsZero() && p.Seat.Until.String() < p.Today().String()
	p.Facts = web.Facts{
		{Label: p.T("admin.holder"), Value: p.Seat.Holder, URL: "/admin/staff/" + string(p.Seat.Member)},
		{Label: p.T("admin.role"), Value: p.T("role." + string(p.Seat.Role))},
		{Label: p.T("admin.unit"), Value: p.Seat.Where},
		{Label: p.T("admin.days"), Value: span(p.Printer, p.Seat.From, p.Seat.Until)},
	}
	return r.Draw(p.Page, postView(p))
}

func (d *desk) readPost(r *web.Request, tx *store.Tx, which id.ID, p *postPage) error {
	x, err := staff.Get(r.Context(), tx, which)
	if err != nil {
		return err
	}
	place := policy.Resource{Kind: "unit", ID: x.Unit, Facility: x.Facility, Unit: x.Unit}
	if !d.Policy.Allows(r.Context(), policy.StaffView, place) {
		return errs.New(errs.NotFound, "store.not_found")
	}
	where, err := units.Read(r.Context(), tx)
	if err != nil {
		return err
	}
	rows, err := d.seated(r.Context(), tx, drawing{where, p.Page}, []staff.Post{x})
	if err != nil {
		return err
	}
	p.Seat = rows[0]
	lent := place
	lent.Owner, lent.Role = string(x.Member), string(x.Role)
	ended := place
	ended.Role, ended.Receiver = string(x.Role), string(x.Member)
	p.Changes, p.Lends = d.Policy.May(r.Actor(), policy.StaffManage, ended), d.Policy.May(r.Actor(), policy.StaffDelegate, lent)
	p.Others, err = d.colleagues(r, tx, x.Facility, d.standIn(r.Actor(), x, tx.Today()))
	return err
}

// colleagues lists who holds a post in a facility today and is fit, for a select, under the unit of his first post; in
// the bureau for "".
func (d *desk) colleagues(r *web.Request, tx *store.Tx, facility id.ID, fit func(who id.ID, posts []staff.Post) bool) ([]web.Option, error) {
	posts, err := staff.PostsOn(r.Context(), tx, facility, tx.Today())
	if err != nil {
		return nil, err
	}
	where, err := units.Read(r.Context(), tx)
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	groups, titles := map[id.ID]string{}, map[id.ID][]string{}
	for _, p := range posts {
		if p.Facility != facility || !fit(p.Member, posts) {
			continue
		}
		if titles[p.Member] == nil {
			ids = append(ids, p.Member)
			groups[p.Member] = where.Name(p.Unit)
		}
		titles[p.Member] = append(titles[p.Member], r.T("role."+string(p.Role)))
	}
	names, err := d.Staff.Members(r.Context(), tx, ids)
	out := make([]web.Option, len(ids))
	for i, who := range ids {
		out[i] = web.Option{Value: string(who), Label: names[who].Name + "（" + strings.Join(titles[who], "、") + "）", Group: groups[who]}
	}
	return out, err
}

// anybody is who can be chosen where everybody can.
func anybody(id.ID, []staff.Post) bool { return true }

// standIn tells who may be lent a post: policy decides, and only whom it allows is offered.
func (d *desk) standIn(who actor.Actor, x staff.Post, on civil.Date) func(id.ID, []staff.Post) bool {
	return func(to id.ID, posts []staff.Post) bool {
		return to != x.Member && !staff.WatchesHimself(x, to, posts) && d.Policy.May(who, policy.StaffDelegate, staff.Lendable(x, to, posts, on))
	}
}

func (d *desk) endPost(r *web.Request) error {
	which, form, err := posted[struct {
		Version int64
		Last    string
	}](r)
	if err != nil {
		return err
	}
	last, err := staff.Day("last", form.Last)
	if err == nil {
		err = errs.Renamed(d.Staff.Leave(r.Context(), store.Key(r.Key()), which, form.Version, last), "until", "last")
	}
	if errs.Is(err, "staff.needs_two") {
		return d.proposePost(r, pair.Act{Kind: staff.LeaveTwo, About: which, Word: last.String()})
	}
	if err != nil {
		return r.Again(err, d.post)
	}
	return r.Done("/admin/posts/"+string(which), "admin.post.ended")
}

// proposePost proposes what one may not do alone with the post of the page.
func (d *desk) proposePost(r *web.Request, a pair.Act) error {
	back := "/admin/posts/" + r.PathValue("id")
	_, err := d.Pairs.Propose(r.Context(), store.NewKey(), a)
	if e := errs.Find(err); e != nil && e.Kind == errs.Conflict {
		return r.Tell(back, web.Info, e.Code, e.Args...)
	}
	if err != nil {
		return r.Again(renamed(a, err), d.post)
	}
	return r.Done(back, "admin.account.proposed")
}

// renamed is a fault in the last day of a post, under the field of its form.
func renamed(a pair.Act, err error) error {
	if a.Kind == staff.LeaveTwo {
		return errs.Renamed(err, "until", "last")
	}
	return err
}

func (d *desk) lendPost(r *web.Request) error {
	which, form, err := posted[struct{ To, From, Until string }](r)
	if err != nil {
		return err
	}
	x := staff.Loan{Post: which, To: id.ID(form.To), From: form.From, Until: form.Until}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) { // said before a signature is asked for
		p, err := staff.Get(r.Context(), tx, which)
		if err == nil {
			_, err = staff.NewDelegation(x, p, tx.Today())
		}
		return 0, err
	})
	if err == nil {
		_, err = d.Staff.Delegate(r.Context(), store.Key(r.Key()), x)
	}
	if errs.Is(err, "staff.needs_two") {
		return d.proposePost(r, pair.Act{Kind: staff.LendTwo, About: which, Word: x.Word()})
	}
	if err != nil {
		return r.Again(err, d.post)
	}
	return r.Done("/admin/posts/"+string(which), "admin.post.lent")
}

// takeBack ends a delegation at once.
func (d *desk) takeBack(r *web.Request) error {
	which, form, err := posted[struct {
		Version int64
		Lent    string
	}](r)
	if err != nil {
		return err
	}
	if _, err = d.Staff.TakeBack(r.Context(), store.Key(r.Key()), id.ID(form.Lent), form.Version); err != nil {
		return r.Again(err, d.post)
	}
	return r.Done("/admin/posts/"+string(which), "admin.post.taken_back")
}
