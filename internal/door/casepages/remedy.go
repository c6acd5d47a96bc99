package casepages

import (
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/term"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// handedOn are the facts by which a remedy is handed on, each with the affair that says so.
var handedOn = map[term.Type]journey.Kind{
	term.ReconApplied: affair.Reconsideration, term.SuitFiled: affair.Suit, term.LegalAidForwarded: affair.LegalAid,
}

// asked is the open affair in which somebody asked for the remedy that the fact t hands on, "" where there is none: the fact
// comes out of its step, with the form and the letter.
func (d *desk) asked(r *web.Request, f *file, t term.Type) (id.ID, error) {
	kind, ok := handedOn[t]
	if !ok || !d.Policy.Allows(f.ctx, policy.JourneyView, f.Resource()) {
		return "", nil
	}
	return store.Read(r.Context(), d.DB, func(tx *store.Tx) (id.ID, error) {
		open, err := journey.OpenOf(r.Context(), tx, kind, []id.ID{f.Person.ID})
		return open[f.Person.ID].ID, err
	})
}
