// Package daypages is the first page of every desk: my day (我的一天). What is due today, overdue and done,
// with its owner, its article and what discharges it; and the pile that waits to be confirmed from paper.
//
// A duty of the legal clock is discharged by recording its fact, so its button leads to the form on the
// person's page; a duty of the house is ticked off here.
package daypages

import (
	"embed"

	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/export"
	"guitu/internal/domain/journey"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB        *store.DB
	Duty      *duty.Desk
	Reminders *reminder.Room
	Census    *census.Desk
	Export    *export.Desk
	Journey   *journey.Desk
	Policy    *policy.Engine
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/{$}", d.day)
	site.Post("/seen", d.seenDay)
	site.Get("/duties/{id}/done", d.askDone)
	site.Post("/duties/{id}/done", d.done)
	site.Get("/duties/{id}/reopen", d.askReopen)
	site.Post("/duties/{id}/reopen", d.reopen)
	site.Get("/paper", d.paper)
	site.Post("/paper", d.confirm)
}
