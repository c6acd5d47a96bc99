// Package findpages is where one finds somebody: who is here, who has left, and the one box.
//
//	/people   the list; filters, sort and place in the address
//	/search   name, reading, initials, alias, number, file number, bed; posted, so that no address names anybody; one
//	          hit goes straight to the file
//
// Only people in the reader's care are found; the others are nobody to this page, so that it tells nothing by
// what it leaves out. The file itself is the desk of casepages.
package findpages

import (
	"embed"

	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	Policy *policy.Engine
	Census *census.Desk
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/people", d.list)
	site.Get("/search", d.ask)
	site.Post("/search", d.search)
}

// file is the address of a person's file.
func file(p id.ID) string { return "/people/" + string(p) }
