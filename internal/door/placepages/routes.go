// Package placepages is the desk of places: the zone board with the bed map (分区看板), one bed, one person's beds, and the
// rooms of a facility. Names are neutral; what a ward is for medically is on no page: those who treat write it here and
// never read it here.
package placepages

import (
	"embed"

	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
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
	DB        *store.DB
	Policy    *policy.Engine
	Facility  *facility.Desk
	Placement *placement.Desk
	Person    *person.Desk
	Staff     *staff.Desk

	// Away says who of a facility is out of the walls, and how: hospital, leave, court, held. nil where nobody keeps it.
	Away Away
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/beds", d.board)
	site.Get("/beds/bed/{id}", d.bed)
	site.Post("/beds/bed/{id}/give", d.give)
	site.Post("/beds/bed/{id}/reserve", d.reserve)
	site.Post("/beds/bed/{id}/release", d.release)
	site.Get("/beds/person/{id}", d.person)
	site.Get("/beds/person/{id}/elsewhere", d.elsewhere)
	site.Post("/beds/person/{id}/move", d.move)
	site.Post("/beds/person/{id}/stay", d.stay)
	site.Post("/beds/person/{id}/swap", d.swap)
	site.Post("/beds/person/{id}/apart", d.apart)
	site.Get("/beds/person/{id}/lift", d.liftForm)
	site.Post("/beds/person/{id}/lift", d.lift)
	site.Post("/beds/person/{id}/vacate", d.vacate)
	site.Post("/beds/person/{id}/traits", d.traits)
	site.Post("/beds/undo", d.undo)
	site.Get("/beds/care", d.care)
	site.Post("/beds/care", d.sayCare)

	site.Get("/places", d.own)
	site.Get("/places/{id}", d.rooms)
	site.Get("/places/{id}/new", d.form)
	site.Post("/places/{id}", d.add)
	site.Get("/rooms/{id}", d.room)
	site.Post("/rooms/{id}", d.changeRoom)
	site.Post("/rooms/{id}/bed", d.setBed)
}
