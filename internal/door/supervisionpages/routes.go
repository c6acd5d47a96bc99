// Package supervisionpages is the desk of the procurator who watches over a facility (检察监督), and what the facility and
// the bureau see of it.
//
//	/supervision            the procurator's desk: terms, who should be free, acts outside the law, deaths, injuries, the
//	                        log; and the questions. The facility and the bureau see the questions
//	/supervision/injuries   the records of injuries of a facility
//	/supervision/restraints restraint and single management
//	/supervision/deaths     who died in its charge
//	/supervision/injured    who came in injured and is there now
//	/supervision/log        a checkpoint that he kept, held against the log of today, and the proof as a file
//	/supervision/ask        a question to be asked
//	/supervision/{id}       a question, its answer, and what can be done
//
// What stands behind the figures are the lists that others use, in the procurator's own scope.
package supervisionpages

import (
	"embed"

	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/supervision"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB          *store.DB
	Policy      *policy.Engine
	Census      *census.Desk
	Paper       *paper.Desk
	Journey     *journey.Desk
	Supervision *supervision.Desk
	Complaints  *complaint.Desk
	Ledger      *audit.Ledger
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/supervision", d.overview)
	site.Get("/supervision/injuries", d.injuries)
	site.Get("/supervision/restraints", d.restraints)
	site.Get("/supervision/deaths", d.deaths)
	site.Get("/supervision/injured", d.injured)
	site.Get("/supervision/log", d.logForm)
	site.Post("/supervision/log", d.log)
	site.Post("/supervision/log/proof", d.proof)
	site.Get("/supervision/ask", d.askForm)
	site.Post("/supervision/ask", d.ask)
	site.Get("/supervision/{id}", d.show)
	site.Post("/supervision/{id}/answer", d.answer)
	site.Post("/supervision/{id}/close", d.close)
	site.Post("/supervision/{id}/withdraw", d.withdraw)
}

func at(question id.ID) string { return "/supervision/" + string(question) }
