package casepages

import (
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// The file of somebody who has died stands still (measure.Frozen). Its pages offer nothing that would be refused, say why,
// and lead to the affair of the death, where what is still owed is done.

// standsStill looks whether the person of a file has died, and in which affair what follows is done.
func (d *desk) standsStill(f *file) error {
	_, err := store.Read(f.ctx, d.DB, func(tx *store.Tx) (int, error) {
		err := measure.Frozen(f.ctx, tx, f.Person.ID)
		if !errs.Is(err, "measure.frozen") {
			return 0, err
		}
		f.still = err
		all, err := journey.OfPerson(f.ctx, tx, f.Person.ID)
		for _, c := range all {
			if c.Kind == affair.Death {
				f.death = c.ID
				break
			}
		}
		return 0, err
	})
	return err
}

// still says on every page of a file that it stands still, "" where it does not, and leads to the affair of the death.
func (d *desk) still(p web.Page, f *file) (says string, act web.Act) {
	e := errs.Find(f.still)
	if e == nil {
		return "", act
	}
	if f.death != "" && d.Policy.Allows(f.ctx, policy.JourneyView, f.Resource()) {
		act = web.Act{Label: p.T("case.still.affair"), URL: "/journeys/" + string(f.death)}
	}
	return p.T(e.Code, e.Args...), act
}

// mends gives the way to correct a fact.
func (f *file) mends(at func(id.ID) string) func(id.ID) string {
	return func(event id.ID) string {
		if f.mendable(event) {
			return at(event)
		}
		return ""
	}
}

// mendable tells whether a fact can be corrected: of who has died only whether he has.
func (f *file) mendable(event id.ID) bool {
	return slices.ContainsFunc(f.Measure.Life.Events, func(e measure.Event) bool {
		return e.ID == event && (f.still == nil || e.Fact.Type == term.CIDeceased)
	})
}
