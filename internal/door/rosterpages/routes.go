package rosterpages

import (
	"guitu/internal/domain/census"
	"guitu/internal/domain/export"
	"guitu/internal/domain/roster"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// Deps is what these pages stand on.
type Deps struct {
	Census  *census.Desk
	Roster  *roster.Desk
	Exports *export.Desk
	Policy  *policy.Engine
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/roster", d.runs)
	site.Post("/roster", d.bring)
	site.Get("/roster/{run}", d.run)
	site.Post("/roster/{run}/mend", d.mend)
	site.Post("/roster/{run}/load", d.load)
	site.Post("/roster/{run}/drop", d.drop)
	site.Get("/roster/{run}/report", d.report)

	site.Get("/export", d.exportForm)
	site.Post("/export", d.request)
	site.Get("/exports", d.exports)
	site.Get("/exports/{id}", d.export)
	site.Post("/exports/{id}/decide", d.decide)
	site.Post("/exports/{id}/file", d.take)
}
