// Package rollpages is the roll (点名): the calls that run and those that were, one call on one screen, its close by one
// officer or two, and the search for who is not found.
//
// Every act is a plain form. With script a mark is one tap; it is kept in the browser first and sent then, so that the
// page goes on without a network and after a reload (web/js/roll.js and roll-sw.js). What a mark means is decided by
// the room rollcall alone.
package rollpages

import (
	"context"
	"embed"
	"maps"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/telling"
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
	Rolls  *rollcall.Desk
	Outing *outing.Desk
	// Vouch is an officer's signature at a machine where another sits: name, password and a fresh code.
	Vouch func(r *web.Request, name, password, code string) (actor.Actor, error)
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/rolls", d.list)
	site.Post("/rolls", d.open)
	site.Get("/rolls/{id}", d.sheet)
	site.Post("/rolls/{id}/marks", d.mark)
	site.Post("/rolls/{id}/renew", d.renew)
	site.Post("/rolls/{id}/close", d.close)
	site.Get("/rolls/{id}/second", d.askSecond)
	site.Post("/rolls/{id}/second", d.second)
	site.Post("/rolls/{id}/vouch", d.vouch)
	site.Get("/rolls/{id}/search/{person}", d.search)
	site.Post("/rolls/{id}/search/{person}", d.look)
	site.Open("GET /rolls/sw.js", func(r *web.Request) error { return r.Script("roll-sw.js") })
}

func roll(call id.ID) string { return "/rolls/" + string(call) }

// asked are the people of a roll of a place. Whoever is called or looked for by it all the same lies elsewhere by now: nobody
// is called by a number, or looked for by one.
type asked struct {
	at     policy.Resource
	people []id.ID
	there  map[id.ID]bool // whom the roll knows wherever they lie
}

// names gives the people of a page as the reader may see them; number are those whom only the number of the file names,
// because it went with them to others.
func (d *desk) names(ctx context.Context, tx *store.Tx, p web.Page, of asked) (out map[id.ID]string, number map[id.ID]bool, err error) {
	where, moved := make(map[id.ID]policy.Resource, len(of.people)), map[id.ID]policy.Resource{}
	for _, x := range of.people {
		where[x] = policy.Resource{Facility: of.at.Facility, Unit: of.at.Unit}
		if of.there[x] {
			moved[x] = where[x]
		}
	}
	faces, err := d.Census.Faces(ctx, tx, where)
	if err != nil {
		return nil, nil, err
	}
	there, err := d.Census.FacesThere(ctx, tx, moved)
	maps.Copy(faces, there)
	out, number = make(map[id.ID]string, len(faces)), map[id.ID]bool{}
	for x, f := range faces {
		if out[x] = telling.Name(p.Printer, f.Name); out[x] == "" {
			out[x], number[x] = f.FileNumber, !f.Listed
		}
	}
	return out, number, err
}
