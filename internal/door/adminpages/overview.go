package adminpages

import (
	"guitu/internal/base/errs"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// overviewPage says what needs a human, then where things are; nothing is green for show.
type overviewPage struct {
	web.Page
	Needs []need
	Ways  []way
}

type need struct {
	Tone       web.Tone
	Text, Link string
	URL        string
}

type way struct{ Title, Text, URL, Icon string }

// ways are the pages of the desk, each with the action that a reader must be able to do somewhere. The keys of their
// words stand whole, so that one that nobody uses is found.
var ways = []struct {
	url, title, text, icon string
	action                 policy.Action
}{
	{"/admin/units", "admin.units", "admin.units.sub", "building-community", policy.FacilityManage},
	{"/admin/posts", "admin.posts", "admin.posts.sub", "user-check", policy.StaffManage},
	{"/admin/accounts", "admin.accounts", "admin.accounts.sub", "key", policy.AuthnAccount},
	{"/admin/partners", "admin.partners", "admin.partners.sub", "building", policy.PartnerManage},
	{"/admin/may", "admin.may", "admin.may.sub", "shield-check", policy.StaffManage},
	{"/admin/audit", "admin.audit", "admin.audit.sub", "history", policy.AuditView},
	{"/admin/jobs", "admin.jobs", "admin.jobs.sub", "refresh", policy.JobsView},
	{"/admin/system", "admin.system", "admin.system.sub", "database", policy.AuthnAccount},
}

// keeps tells whether the reader keeps anything here: for everybody else there is nothing to open.
func (d *desk) keeps(r *web.Request) bool {
	for _, a := range []policy.Action{policy.FacilityManage, policy.StaffManage, policy.AuthnAccount, policy.JobsView} {
		if d.Policy.Somewhere(r.Actor(), a) {
			return true
		}
	}
	return false
}

func (d *desk) overview(r *web.Request) error {
	if !d.keeps(r) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.keeper")
	}
	p := overviewPage{Page: r.Page(r.T("admin.title"), "system")}
	p.Sub = r.T("admin.sub")
	for _, w := range ways {
		if d.Policy.Somewhere(r.Actor(), w.action) {
			p.Ways = append(p.Ways, way{Title: p.T(w.title), Text: p.T(w.text), URL: w.url, Icon: w.icon})
		}
	}
	if d.Policy.Somewhere(r.Actor(), policy.StaffManage) {
		vacant, err := d.vacancies(r)
		if err != nil {
			return err
		}
		if len(vacant) > 0 {
			p.Needs = append(p.Needs, need{web.Warn, p.T("admin.need.vacant", len(vacant)), p.T("admin.posts"), "/admin/posts"})
		}
	}
	if d.Policy.Somewhere(r.Actor(), policy.JobsView) {
		failed, err := d.Jobs.Failed(r.Context(), store.Page{Limit: 1})
		if err != nil {
			return err
		}
		if failed.Total > 0 {
			p.Needs = append(p.Needs, need{web.Danger, p.T("admin.need.jobs", failed.Total), p.T("admin.jobs"), "/admin/jobs"})
		}
		for _, part := range d.Health.Report(r.Context()).Parts {
			if part.Code != "" {
				p.Needs = append(p.Needs, need{web.Danger, p.T("admin.need.part", p.Or("admin.part."+part.Part, part.Part), p.Or(part.Code, part.Code)), p.T("admin.system"), "/admin/system"})
			}
		}
	}
	return r.Draw(p.Page, overviewView(p))
}
