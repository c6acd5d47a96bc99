// Package lawpages is the law in the house, for its readers (规则): the registry of parameters with instrument,
// article and certainty; what the bureau confirmed or set, by whom and on which document; the tables of states,
// duties, refusals and warnings; and the legal clock on a page, to try a case that is nobody's.
//
// Everything here is drawn from domain/law, domain/rule and domain/term: no number and no rule stands in these
// pages. Anybody in service may read; the bureau's legal post proposes, and a second officer of it confirms.
package lawpages

import (
	"embed"

	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB     *store.DB
	Rules  *rule.Desk
	Staff  *staff.Desk
	Policy *policy.Engine
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/rules", d.list)
	site.Get("/rules/states", d.states)
	site.Get("/rules/try", d.try)
	site.Post("/rules/try", d.tryLine)
	site.Get("/rules/{key}", d.one)
	site.Post("/rules/{key}/proposals", d.propose)
	site.Post("/rules/{key}/proposals/{row}/confirm", d.confirm)
	site.Post("/rules/{key}/proposals/{row}/refuse", d.refuse)
}
