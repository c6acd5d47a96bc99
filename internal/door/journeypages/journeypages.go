// Package journeypages leads a person's affairs through the house: one set of pages for every course.
//
//	/journeys             what is going on, by kind
//	/journeys/new         which affair, then its first step
//	/journeys/{id}        a case: its steps, what is done, by whom, what is lacking, and what can be done now
//	/journeys/{id}/{step} one step as a form, made from its table
//	/answer               another organ answers a step with a code, without an account
//	/releases             who leaves in the next sixty days, and what each still lacks
//
// A course is a table in domain/journey/course; a new one needs words and nothing here. Steps that must show more than
// their questions (who may be the same person, the face and the sum of a release, free beds) have a view in extras.go.
package journeypages

import (
	"embed"

	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/transfer"
	"guitu/internal/door/purpose"
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
	DB        *store.DB
	Policy    *policy.Engine
	Census    *census.Desk
	Journey   *journey.Desk
	Measure   *measure.Desk
	Person    *person.Desk
	Placement *placement.Desk
	Paper     *paper.Desk
	Transfers *transfer.Desk
	Purpose   *purpose.Desk
	Words     *text.Catalogue // papers are in Chinese, whatever the reader reads
	Address   string          // what other organs type to come here
	// Knock slows who guesses codes, by where he comes from.
	Knock func(r *web.Request, try func() (wrong bool, err error)) error
	Demo  bool // the people are invented, and the papers say so
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/journeys", d.list)
	site.Get("/journeys/new", d.choose)
	site.Get("/journeys/new/{kind}", d.beginForm)
	site.Post("/journeys/new/{kind}", d.begin)
	site.Get("/journeys/of/{entry}", d.ofEntry)
	site.Get("/journeys/{id}", d.show)
	site.Get("/journeys/{id}/files/{file}", d.file)
	site.Get("/journeys/{id}/papers/{paper}", d.paper)
	site.Get("/journeys/{id}/papers/{paper}/pdf", d.pdf)
	site.Get("/journeys/{id}/open/{step}", d.open)
	site.Get("/journeys/{id}/{step}", d.stepForm)
	site.Post("/journeys/{id}/{step}", d.step)
	site.Post("/journeys/{id}/ask/{step}", d.ask)
	site.Post("/journeys/{id}/ask/{step}/back", d.takeBack)
	site.Get("/releases", d.releases)
	site.Open("GET /answer", d.codeForm)
	site.Open("POST /answer", d.question)
	site.Open("POST /answer/said", d.answer)
}

// at is the address of a case, or of a step of it.
func at(c *journey.Case, step string) string {
	if step == "" {
		return "/journeys/" + string(c.ID)
	}
	return "/journeys/" + string(c.ID) + "/" + step
}
