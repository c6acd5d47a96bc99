// Package bookpages is the day book (值班日册): the books that are kept of whom the reader may call the roll, one made now,
// and one book as its page, to be printed, or as a file.
//
// What a book says and who may read it is decided by the room daybook. Here a name is shown as the roll shows it to the
// same reader: whole, or masked.
package bookpages

import (
	"embed"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/daybook"
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
	Books  *daybook.Desk
	Words  *text.Catalogue
	Set    daybook.Setting
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/daybook", d.list)
	site.Post("/daybook", d.make)
	site.Get("/daybook/{id}", d.show)
	site.Get("/daybook/{id}/pdf", d.pdf)
}

func at(book id.ID) string { return "/daybook/" + string(book) }
