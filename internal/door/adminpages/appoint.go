package adminpages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// appointPage gives somebody a post: one who is here already, or a newcomer.
type appointPage struct {
	web.Page
	Unit    facility.Unit
	Where   string
	Units   []web.Option // to choose from, while no unit is chosen
	Roles   []web.Option
	Role    string
	Member  string
	Members []web.Option
}

func (d *desk) appointForm(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.StaffManage) { // not after the whole form has been written
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.appoint.keeper")
	}
	v := r.URL.Query()
	if r.Method == "POST" {
		v = r.PostForm
	}
	p := appointPage{Page: r.Page(r.T("admin.appoint"), "staff"), Role: v.Get("role"), Member: v.Get("member")}
	p.Crumbs = []web.Crumb{{Label: p.T("admin.posts"), URL: "/admin/posts"}}
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (_ int, err error) {
		where, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		for _, b := range where.Seen(d.Policy.Scope(r.Actor(), policy.StaffView)) {
			if open(b.Unit, tx.Today()) {
				p.Units = append(p.Units, units.Options([]units.Branch{b})...)
			}
		}
		p.Unit = where.Unit(id.ID(v.Get("unit")))
		p.Where = where.Name(p.Unit.ID)
		if p.Unit.ID == "" {
			return 0, nil
		}
		if p.Members, err = d.colleagues(r, tx, p.Unit.Facility, anybody); err != nil || p.Member == "" {
			return 0, err
		}
		return 0, d.addMember(r, tx, &p)
	})
	if err != nil {
		return err
	}
	p.Roles = roleOptions(p.Page, p.Unit.Kind)
	return r.Draw(p.Page, appointView(p))
}

// addMember adds the officer that the address names to those to choose from, when he comes from elsewhere.
func (d *desk) addMember(r *web.Request, tx *store.Tx, p *appointPage) error {
	for _, o := range p.Members {
		if o.Value == p.Member {
			return nil
		}
	}
	names, err := d.Staff.Members(r.Context(), tx, []id.ID{id.ID(p.Member)})
	if m, ok := names[id.ID(p.Member)]; ok {
		p.Members = append(p.Members, web.Option{Value: p.Member, Label: m.Name})
	}
	return err
}

type appointment struct{ Unit, Role, Member, Name, Number, Phone, From, Until string }

func (d *desk) appoint(r *web.Request) error {
	var form appointment
	if err := r.Decode(&form); err != nil {
		return err
	}
	member, err := d.give(r, form)
	switch e := errs.Find(err); {
	case e != nil && e.Kind == errs.Conflict && e.Code == "pair.waits_already":
		return r.Tell("/admin/posts", web.Info, e.Code)
	case err != nil:
		return r.Again(err, d.appointForm)
	case member == "":
		return r.Done("/admin/posts", "admin.account.proposed")
	}
	return r.Done("/admin/staff/"+string(member), "admin.appointed")
}

// give checks both halves of the form before either is acted on, so that everything wrong is said at once. The member is ""
// where the post was only proposed.
func (d *desk) give(r *web.Request, x appointment) (id.ID, error) {
	var unit facility.Unit
	two, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (two bool, err error) {
		if unit, err = facility.Get(r.Context(), tx, id.ID(x.Unit)); err != nil {
			return false, err
		}
		return d.Staff.GivingTakesTwo(r.Context(), tx, x.post())
	})
	if err != nil {
		return "", err
	}
	post, who := x.post(), staff.Draft{Name: x.Name, Number: x.Number, Phone: x.Phone}
	_, bad := staff.NewPost(post, unit.Facility, string(unit.Kind))
	if x.Member == "" {
		_, worse := staff.NewMember(who)
		bad = both(worse, bad)
	}
	if bad != nil {
		return "", bad
	}
	may := policy.Resource{Kind: "unit", ID: unit.ID, Facility: unit.Facility, Unit: unit.ID, Role: x.Role, Receiver: x.Member}
	if two && d.Policy.Allows(r.Context(), policy.StaffManage, may) { // else the act itself says why not
		return "", d.proposeTo(r, who, post)
	}
	if x.Member == "" {
		return d.Staff.Engage(r.Context(), store.Key(r.Key()), who, post)
	}
	_, err = d.Staff.Appoint(r.Context(), store.Key(r.Key()), post)
	return post.Member, err
}

func (x appointment) post() staff.PostDraft {
	return staff.PostDraft{Member: id.ID(x.Member), Unit: id.ID(x.Unit), Role: x.Role, From: x.From, Until: x.Until}
}

// proposeTo proposes to give a post that takes two; a newcomer is enrolled, and is nobody until the post is his.
func (d *desk) proposeTo(r *web.Request, who staff.Draft, post staff.PostDraft) (err error) {
	if post.Member == "" {
		if post.Member, err = d.Staff.Enrol(r.Context(), store.Key(r.Key()), post.Unit, who); err != nil {
			return err
		}
	}
	_, err = d.Pairs.Propose(r.Context(), store.NewKey(), pair.Act{Kind: staff.GiveTwo, About: post.Member, Word: post.Word()})
	return err
}

// both is the faults of two checks in one error.
func both(a, b error) error {
	x, y := errs.Find(a), errs.Find(b)
	if x == nil || y == nil {
		if x == nil {
			return b
		}
		return a
	}
	c := *x
	c.Fields = append(append([]errs.Field(nil), x.Fields...), y.Fields...)
	return &c
}
