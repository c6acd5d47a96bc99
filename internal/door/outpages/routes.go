// Package outpages is the movement board (动态): who is out, who is due back, who is late and who came back today; the
// short form of a departure and of a return; and one person's outings.
//
// An outing that the legal clock keeps ends by its fact, so its page leads to the person's record.
package outpages

import (
	"embed"

	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/outing"
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
	Policy *policy.Engine
	Census *census.Desk
	Outing *outing.Desk
}

type desk struct{ Deps }

// Routes adds the pages. A name that is looked for is posted, so that no address has it.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/out", d.board)
	site.Get("/out/find", d.ask)
	site.Post("/out/find", d.find)
	site.Get("/out/person/{id}", d.person)
	site.Get("/out/person/{id}/new", d.leaveForm)
	site.Post("/out/person/{id}/new", d.leave)
	site.Get("/out/{id}", d.show)
	site.Get("/out/withdraw/{id}", d.withdrawForm)
	site.Post("/out/{id}/return", d.back)
	site.Post("/out/{id}/amend", d.amend)
	site.Post("/out/{id}/withdraw", d.withdraw)
}

func personURL(p id.ID) string { return "/out/person/" + string(p) }

func outingURL(o id.ID) string { return "/out/" + string(o) }
