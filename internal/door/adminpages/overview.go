package adminpages

import (
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

// ways are the pages of the desk, each with the action that a reader must be able to do somewhere.
var ways = []struct {
	name, icon string
	action     policy.Action
}{
	{"units", "building-community", policy.FacilityManage},
	{"posts", "user-check", policy.StaffManage},
	{"accounts", "key", policy.AuthnAccount},
	{"partners", "building", policy.PartnerManage},
	{"may", "shield-check", policy.StaffManage},
	{"audit", "history", policy.AuditView},
	{"jobs", "refresh", policy.JobsView},
	{"system", "database", policy.AuthnAccount},
}

func (d *desk) overview(r *web.Request) error {
	p := overviewPage{Page: r.Page(r.T("admin.title"), "system")}
	p.Sub = r.T("admin.sub")
	for _, w := range ways {
		if d.Policy.Somewhere(r.Actor(), w.action) {
			p.Ways = append(p.Ways, way{Title: p.T("admin." + w.name), Text: p.T("admin." + w.name + ".sub"), URL: "/admin/" + w.name, Icon: w.icon})
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
