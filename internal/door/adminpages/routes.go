// Package adminpages is the desk of those who keep the house (系统管理): units, posts and who holds them,
// accounts, and the directory of partners: /admin/posts, /admin/staff, /admin/accounts, /admin/units,
// /admin/partners. /admin/overview says what needs a keeper, and leads to these and to the pages of the system.
//
// A keeper sees accounts and seats, never a file: nothing here shows a name of a person in care, and no
// address holds a name at all. Officers are named, because somebody has to be asked; to people outside only
// posts are. Every act is checked and recorded by the room that does it; the ones that bind are signed.
package adminpages

import (
	"embed"

	"guitu/internal/domain/facility"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on. Link makes a one-time link of a ticket.
type Deps struct {
	DB       *store.DB
	Policy   *policy.Engine
	Facility *facility.Desk
	Staff    *staff.Desk
	Partner  *partner.Desk
	Accounts *authn.Room
	Jobs     *jobs.Room
	Health   *obs.Health
	Pairs    *pair.Room
	Link     func(authn.Ticket) string
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/admin", func(r *web.Request) error { return r.Redirect("/admin/overview") })
	site.Get("/admin/overview", d.overview)

	site.Get("/admin/posts", d.posts)
	site.Get("/admin/posts/new", d.appointForm)
	site.Post("/admin/posts", d.appoint)
	site.Get("/admin/posts/{id}", d.post)
	site.Post("/admin/posts/{id}/end", d.endPost)
	site.Post("/admin/posts/{id}/lend", d.lendPost)
	site.Post("/admin/posts/{id}/take-back", d.takeBack)
	site.Get("/admin/staff/{id}", d.officer)

	site.Get("/admin/accounts", d.accounts)
	site.Post("/admin/accounts/find", d.findAccounts)
	site.Post("/admin/staff/{id}/account", d.openAccount)
	site.Post("/admin/staff/{id}/account/{account}/{act}", d.keepAccount)

	site.Get("/admin/units", d.units)
	site.Get("/admin/units/new", d.unitForm)
	site.Post("/admin/units", d.addUnit)
	site.Get("/admin/units/{id}", d.unit)
	site.Post("/admin/units/{id}/name", d.renameUnit)
	site.Post("/admin/units/{id}/reach", d.reachUnit)
	site.Post("/admin/units/{id}/close", d.closeUnit)

	site.Get("/admin/partners", d.partners)
	site.Get("/admin/partners/new", d.partnerForm)
	site.Post("/admin/partners", d.addPartner)
	site.Get("/admin/partners/{id}", d.partner)
	site.Post("/admin/partners/{id}", d.changePartner)
}
