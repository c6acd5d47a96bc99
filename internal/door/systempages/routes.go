// Package systempages is the desk of those who watch over the system (系统运行): "may this officer open this file,
// and why" (/admin/may), the log of what was done (/admin/audit), the jobs that failed (/admin/jobs), and how the
// system is (/admin/system).
//
// Like the keepers of the house, who have adminpages, its readers see seats and never a file: the log names the
// officers who acted, because somebody has to be asked, and of whom it was about it gives a file number at most, to
// who may list the person. What belongs to a closed compartment shows only that something was done.
package systempages

import (
	"context"
	"embed"

	"guitu/internal/domain/census"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/keys"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/pair"
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
	Staff  *staff.Desk
	Census *census.Desk
	Ledger *audit.Ledger
	Jobs   *jobs.Room
	Health *obs.Health
	Pairs  *pair.Room
	Keys   *keys.Room
	// Examine looks the house over, for the page of how it is.
	Examine func(context.Context) []doctor.Finding
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/admin/may", d.may)
	site.Get("/admin/audit", d.audit)
	site.Get("/admin/jobs", d.jobs)
	site.Post("/admin/jobs/{id}/retry", d.retryJob)
	site.Post("/admin/jobs/{id}/discard", d.discardJob)
	site.Get("/admin/system", d.system)
	site.Get("/admin/two", d.two)
	site.Post("/admin/two", d.proposeKeys)
	site.Post("/admin/two/{id}/{act}", d.settleTwo)
}
