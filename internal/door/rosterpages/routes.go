package rosterpages

import (
	"cmp"
	"time"

	"guitu/internal/domain/census"
	"guitu/internal/domain/export"
	"guitu/internal/domain/roster"
	"guitu/internal/door/web"
	"guitu/internal/platform/errand"
	"guitu/internal/platform/policy"
)

// Deps is what these pages stand on.
type Deps struct {
	Census  *census.Desk
	Roster  *roster.Desk
	Exports *export.Desk
	Policy  *policy.Engine
	Wait    time.Duration // for the end of a load, before its page shows how far it is; three seconds when 0
}

type desk struct {
	Deps
	loads errand.Board // rosters that are being taken in
}

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	deps.Wait = cmp.Or(deps.Wait, 3*time.Second)
	d := &desk{Deps: deps}
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
