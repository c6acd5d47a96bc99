package adminpages

import (
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
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
	if len(p.Seat.Lent) > 0 {
		p.Facts = append(p.Facts, web.Line{Label: p.T("admin.standin"), Value: p.List(p.Seat.Lent)})
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
	p.Changes, p.Lends = d.Policy.May(r.Actor(), policy.StaffManage, place), d.Policy.May(r.Actor(), policy.StaffDelegate, lent)
	p.Others, err = d.colleagues(r, tx, x.Facility, x.Member)
	return err
}

// colleagues lists who holds a post in a facility today, for a select; in the bureau for "".
func (d *desk) colleagues(r *web.Request, tx *store.Tx, facility, but id.ID) ([]web.Option, error) {
	posts, err := staff.PostsOn(r.Context(), tx, facility, tx.Today())
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	titles := map[id.ID][]string{}
	for _, p := range posts {
		if p.Facility != facility || p.Member == but {
			continue
		}
		if titles[p.Member] == nil {
			ids = append(ids, p.Member)
		}
		titles[p.Member] = append(titles[p.Member], r.T("role."+string(p.Role)))
	}
	names, err := d.Staff.Members(r.Context(), tx, ids)
	out := make([]web.Option, len(ids))
	for i, who := range ids {
		out[i] = web.Option{Value: string(who), Label: names[who].Name + "（" + strings.Join(titles[who], "、") + "）"}
	}
	return out, err
}

func (d *desk) endPost(r *web.Request) error {
	which, form, err := posted[struct {
		Version int64
		Last    string
	}](r)
	if err != nil {
		return err
	}
	var f errs.Fields
	last := day(form.Last)
	if last.IsZero() {
		f.Add("last", "date.bad", form.Last)
	}
	if err = f.Err("staff.bad_input"); err == nil {
		err = fieldAs(d.Staff.Leave(r.Context(), store.Key(r.Key()), which, form.Version, last), "until", "last")
	}
	if err != nil {
		return r.Again(err, d.post)
	}
	return r.Done("/admin/posts/"+string(which), "admin.post.ended")
}

func (d *desk) lendPost(r *web.Request) error {
	which, form, err := posted[struct{ To, From, Until string }](r)
	if err != nil {
		return err
	}
	var f errs.Fields
	x := staff.Delegation{Post: which, From: day(form.From), Until: day(form.Until)}
	if x.To, err = id.Parse(form.To); err != nil {
		f.Add("to", "admin.choose_officer", "")
	}
	if x.From.IsZero() {
		f.Add("from", "date.bad", form.From)
	}
	if x.Until.IsZero() {
		f.Add("until", "date.bad", form.Until)
	}
	if err = f.Err("staff.bad_input"); err == nil {
		_, err = d.Staff.Delegate(r.Context(), store.Key(r.Key()), x)
	}
	if err != nil {
		return r.Again(err, d.post)
	}
	return r.Done("/admin/posts/"+string(which), "admin.post.lent")
}

// fieldAs gives the fault of a room's field to the field of this form.
func fieldAs(err error, from, to string) error {
	e := errs.Find(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	c := *e
	c.Fields = append([]errs.Field(nil), e.Fields...)
	for i := range c.Fields {
		if c.Fields[i].Name == from {
			c.Fields[i].Name = to
		}
	}
	return &c
}
