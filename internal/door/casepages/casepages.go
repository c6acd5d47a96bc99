// Package casepages is a person's file, from the first form to the correction of a single fact.
//
//	/people/new          identity, duplicates shown first, decision and admission
//	/people/{id}/again   somebody who left, or whose file another house keeps, is taken in again
//	/people/{id}         overview; each further part of the file has its own address and is read only there
//	/people/{id}/record  something happened, or the house does something
//	/people/{id}/facts/… a fact is withdrawn or corrected; /changes/… a second officer lets it count
//	/people/{id}/was     what the file said on a day
//	/people/{id}/closed/… what is kept apart of him, opened for a purpose
//
// Who opens a file leaves a fact in the log, once in half an hour. Outside one's own care a purpose is asked
// first and kept on the device for that long; it decides nothing by itself, policy asks each time. No address
// and no browser title holds a name.
package casepages

import (
	"embed"

	"guitu/internal/base/cn"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/door/purpose"
	"guitu/internal/door/web"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB       *store.DB
	Vault    *seal.Vault
	Policy   *policy.Engine
	Census   *census.Desk
	Person   *person.Desk
	Measure  *measure.Desk
	Document *document.Room
	Journey  *journey.Desk
	Purpose  *purpose.Desk
	Places   *cn.Divisions
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/people/new", d.newForm)
	site.Post("/people/new", d.create)
	site.Get("/people/{id}/again", d.againForm)
	site.Post("/people/{id}/again", d.admitAgain)

	site.Get("/people/{id}", d.tab(overview, census.Parts{Measure: true, Owed: true}, d.overview))
	site.Get("/people/{id}/law", d.tab(legal, census.Parts{Measure: true, Owed: true}, d.legal))
	site.Get("/people/{id}/duties", d.tab(owed, census.Parts{Measure: true, Duties: true}, d.owed))
	site.Get("/people/{id}/family", d.tab(family, census.Parts{Kin: true}, d.family))
	site.Post("/people/{id}/family", d.addKin)
	site.Get("/people/{id}/family/{link}", d.kinForm)
	site.Post("/people/{id}/family/{link}", d.changeKin)
	site.Get("/people/{id}/identity", d.tab(identity, census.Parts{Kin: true, Notes: true}, d.identity))
	site.Post("/people/{id}/identity/open", d.openNumbers)
	site.Get("/people/{id}/identity/edit", d.editForm)
	site.Post("/people/{id}/identity/edit", d.edit)
	site.Get("/people/{id}/documents", d.tab(documents, census.Parts{}, d.documents))
	site.Post("/people/{id}/documents", d.filePaper)
	site.Get("/people/{id}/documents/{file}", d.download)
	site.Get("/people/{id}/trail", d.tab(trail, census.Parts{Trail: true}, d.trail))
	site.Get("/people/{id}/closed/{part}", d.closed)
	site.Post("/people/{id}/closed/{part}/files", d.closedPut)
	site.Get("/people/{id}/closed/{part}/files/{file}", d.closedFile)
	site.Get("/people/{id}/was", d.was)

	site.Get("/people/{id}/record", d.recordForm)
	site.Post("/people/{id}/record", d.record)
	site.Get("/people/{id}/facts/{event}/correct", d.correctForm)
	site.Post("/people/{id}/facts/{event}/correct", d.correct)
	site.Get("/people/{id}/changes/{change}", d.change)
	site.Post("/people/{id}/changes/{change}", d.decide)
}
