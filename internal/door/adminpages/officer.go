package adminpages

import (
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// officerPage is one member of staff: his posts, past ones too, and his account.
type officerPage struct {
	web.Page
	Member  staff.Member
	Posts   []seat
	Account authn.Account // zero when he has none, or it is not the reader's to keep
	State   stateWords
	Keeps   bool // the reader may keep his account
	Appoint bool
	Own     bool
	Trail   bool // the reader may see what others did
	Asks    bool // the reader may ask what others may do
}

// stateWords is how an account stands.
type stateWords struct {
	Tone web.Tone
	Word string
}

func (d *desk) officer(r *web.Request) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	p := officerPage{Page: r.Page(r.T("admin.officer"), "staff"), Own: who == r.Actor().Staff, Appoint: d.Policy.Somewhere(r.Actor(), policy.StaffManage)}
	scope := d.Policy.Scope(r.Actor(), policy.AuditView)
	p.Trail, p.Asks = p.Own || scope.All || len(scope.Facilities) > 0, d.Policy.MayAsk(r.Actor())
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) { return 0, d.readOfficer(r, tx, who, &p) })
	if err != nil {
		return err
	}
	p.Heading, p.Crumbs = p.Member.Name, []web.Crumb{{Label: p.T("admin.posts"), URL: "/admin/posts"}}
	if p.Sub = p.Member.Number; p.Sub != "" {
		p.Sub = p.T("admin.number", p.Sub)
	}
	accounts, err := d.Accounts.Of(r.Context(), []id.ID{who})
	if err != nil {
		return err
	}
	p.Account = accounts[who]
	p.State = accountState(p.Page, p.Account)
	return r.Draw(p.Page, officerView(p))
}

func (d *desk) readOfficer(r *web.Request, tx *store.Tx, who id.ID, p *officerPage) error {
	posts, err := staff.PostsOf(r.Context(), tx, who)
	if err != nil {
		return err
	}
	if !d.Staff.Sees(r.Context(), posts) {
		return errs.New(errs.NotFound, "store.not_found")
	}
	where, err := units.Read(r.Context(), tx)
	if err != nil {
		return err
	}
	if p.Posts, err = d.seated(r.Context(), tx, drawing{where, p.Page}, posts); err != nil {
		return err
	}
	names, err := d.Staff.Members(r.Context(), tx, []id.ID{who})
	p.Member = names[who]
	account := policy.Resource{Kind: "account", Owner: string(who), Facility: oneFacility(posts, tx.Today())}
	for _, x := range posts { // whose account is given from above is not the facility's to keep
		if x.On(tx.Today()) {
			account.Holds = append(account.Holds, string(x.Role))
			if x.Role == policy.Procurator { // who watches a facility holds no post of it: none is offered to who would appoint to one
				above := policy.Resource{Kind: "unit", Facility: x.Facility, Unit: x.Unit, Role: string(x.Role), Receiver: string(who)}
				p.Appoint = p.Appoint && d.Policy.May(r.Actor(), policy.StaffManage, above)
			}
		}
	}
	p.Keeps = d.Policy.May(r.Actor(), policy.AuthnAccount, account)
	return err
}

// oneFacility is the facility of all the posts that are held on a day, "" when there are several or none: as
// sign-in sees an account.
func oneFacility(posts []staff.Post, on civil.Date) (f id.ID) {
	first := true
	for _, p := range posts {
		switch {
		case !p.On(on):
		case first:
			f, first = p.Facility, false
		case p.Facility != f:
			return ""
		}
	}
	return f
}

func accountState(p web.Page, a authn.Account) stateWords {
	switch {
	case a.ID == "":
		return stateWords{web.Neutral, p.T("admin.account.none")}
	case !a.Open:
		return stateWords{web.Neutral, p.T("admin.account.closed")}
	case !a.Waits.IsZero():
		return stateWords{web.Warn, p.T("admin.account.waits", a.Waits)}
	case !a.Ready:
		return stateWords{web.Warn, p.T("admin.account.unset")}
	case !a.HasSecond:
		return stateWords{web.Warn, p.T("admin.account.no_second")}
	}
	return stateWords{web.OK, p.T("admin.account.ok")}
}

// accountAt is where an act on the officer's account goes.
func accountAt(p officerPage, act string) string {
	return "/admin/staff/" + string(p.Member.ID) + "/account/" + string(p.Account.ID) + "/" + act
}
