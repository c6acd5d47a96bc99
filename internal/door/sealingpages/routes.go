// Package sealingpages is the sealing of files (封存) for its readers, and the figures that stay when a file is sealed.
//
//	/sealings                        what waits, the register, the openings
//	/people/{id}/sealing             ask that a file be sealed: what stands in the way, the ground
//	/sealings/{id}                   one sealing: seal or refuse
//	/openings/new                    ask that what is sealed under a number be opened
//	/openings/{id}                   one opening: grant or refuse
//	/openings/{id}/file              what was opened, for those two, while its time lasts
//	/openings/{id}/papers/{paper}    a paper of it; …/documents/{file} a scan of it
//	/figures                         what became of people, with those whose files are sealed
//
// The register has numbers and dates and no name. A page about who is sealed does not exist: his address answers as for one
// that never was.
package sealingpages

import (
	"context"
	"embed"
	"slices"
	"strconv"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/sealing"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/statistics"
	"guitu/internal/door/web"
	"guitu/internal/platform/document"
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
	Staff     *staff.Desk
	Sealings  *sealing.Desk
	Figures   *statistics.Desk
	Documents *document.Room
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/sealings", d.register)
	site.Get("/people/{id}/sealing", d.askForm)
	site.Post("/people/{id}/sealing", d.ask)
	site.Get("/sealings/{id}", d.one)
	site.Post("/sealings/{id}/confirm", d.confirm)
	site.Post("/sealings/{id}/refuse", d.refuse)
	site.Get("/openings/new", d.openForm)
	site.Post("/openings/new", d.openAsk)
	site.Get("/openings/{id}", d.opening)
	site.Post("/openings/{id}/grant", d.grant)
	site.Post("/openings/{id}/refuse", d.refuseOpening)
	site.Get("/openings/{id}/file", d.file)
	site.Get("/openings/{id}/papers/{paper}", d.paper)
	site.Get("/openings/{id}/documents/{file}", d.document)
	site.Get("/figures", d.figures)
}

const (
	chapter = "sealing"
	list    = "/sealings"
)

func sealingAt(x id.ID) string { return list + "/" + string(x) }
func openingAt(x id.ID) string { return "/openings/" + string(x) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// named gives names of officers by their ids.
func (d *desk) named(ctx context.Context, tx *store.Tx, ids ...id.ID) (map[id.ID]string, error) {
	ids = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(ids))), func(x id.ID) bool { return x == "" })
	found, err := d.Staff.Members(ctx, tx, ids)
	out := map[id.ID]string{}
	for i, m := range found {
		out[i] = m.Name
	}
	return out, err
}

// tone of a state: what waits is to be seen first.
func tone(s sealing.State) web.Tone {
	switch s {
	case sealing.Asked:
		return web.Warn
	case sealing.Sealed, sealing.Open:
		return web.OK
	}
	return web.Neutral
}

func word(p web.Page, s sealing.State) string { return p.T("sealing.state." + string(s)) }

func ground(p web.Page, g sealing.Ground) string { return p.T("sealing.ground." + string(g)) }

// moment is a moment that may not have come: then nothing stands there.
func moment(p web.Page, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.Moment(t)
}
