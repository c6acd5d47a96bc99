package casepages

import (
	"encoding/json"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// wasPage is the file as it stood at the end of a day.
type wasPage struct {
	filePage
	On       civil.Date
	Unknown  bool       // the house did not know the person yet
	Begun    civil.Date // since when it does
	Identity web.Facts
	Cards    []telling.Measure
	All      []telling.Happening
}

func (d *desk) was(r *web.Request) error {
	return d.tab(legal, census.Parts{Measure: true}, func(r *web.Request, f *file) error {
		asked, today := r.URL.Query().Get("on"), civil.DateOf(r.Now())
		on, err := web.FilterDay("on", r.T("case.was.label"), asked, today)
		switch {
		case err != nil:
			return err
		case on.After(today):
			return web.BadFilter(web.NotYet, "on", r.T("case.was.label"), asked)
		}
		p := wasPage{filePage: d.page(r, f, r.T("case.was.title"), "term"), On: on}
		p.Crumbs = []web.Crumb{{Label: p.T("case.tab.law"), URL: at(f.Person.ID, legal)}}
		end := on.AddDays(1).Start().Time().Add(-time.Microsecond)
		then := *f
		switch err = d.past(&then, end); {
		case errs.Is(err, "history.not_yet"):
			p.Unknown, p.Begun = true, civil.DateOf(f.Begun)
		case err != nil:
			return err
		default:
			asOf := p.Page
			asOf.Now = end
			p.Cards, p.All = telling.Measures(asOf, then.Measure), telling.Happenings(asOf, then.life(nil))
			if d.Policy.Allows(f.ctx, policy.PersonIdentity, f.Resource()) {
				p.Identity = d.lines(asOf, &then, false)
			}
		}
		return r.Draw(p.Page, wasView(p))
	})(r)
}

// past puts into f what the file said at a moment.
func (d *desk) past(f *file, at time.Time) error {
	_, err := store.Read(f.ctx, d.DB, func(tx *store.Tx) (int, error) {
		if err := d.Policy.Check(f.ctx, tx, policy.PersonView, f.Resource()); err != nil {
			return 0, err
		}
		key, err := d.Vault.Key(f.ctx, tx, f.Person.ID, seal.General)
		if err != nil {
			return 0, err
		}
		raw, err := history.At(f.ctx, tx, key, "person_person", f.Person.ID, at)
		if err != nil {
			return 0, err
		}
		var who person.Person
		if err := json.Unmarshal(raw, &who); err != nil {
			return 0, errs.Because(errs.Internal, "history.unreadable", err)
		}
		f.Person = who
		if !f.HasLife {
			return 0, nil
		}
		f.Measure, err = d.Measure.Past(f.ctx, tx, f.Person.ID, at)
		return 0, err
	})
	return err
}
