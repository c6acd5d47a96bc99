// Package demo makes a province of invented people: places, officers, organs, and some seven thousand legal
// lives over four years, so that every page has something true to life to show and every rule something to
// judge.
//
// Nobody in it exists. Facilities have invented names, organs end in （演示）, identity numbers begin with
// 519900, a division that was never given out. What a name, a county and a date have in common with anybody
// is chance.
//
// The same seed on the same day makes the same content; ids are new each time. Everything is written by the
// rooms themselves, through their own steps, as the system part "demo": marks, facts, duties and versions are
// real. A life is first drawn on paper and judged by the legal clock; dates of release are what the clock
// computes, and what the law refuses is refused there too, except the few acts that are meant to stand
// outside the rules.
//
//	folk     who somebody is
//	draw     pure: seed and day → province (places, officers, people with their facts)
//	Make     writes a province into an empty house
//	cast.go  who stands for what today: the releases, the overdue letter, the man in hospital
//
// Words: 演示省 demo province, cast 角色 (a life with a part to play today), brief 略 (a stay of which only the
// decision and the release are known).
package demo

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/demo/folk"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/term"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

// House is the desks at which the province is made.
type House struct {
	DB        *store.DB
	Calendar  *calendar.Calendar
	Divisions *cn.Divisions

	Rules     *rule.Desk
	Facility  *facility.Desk
	Staff     *staff.Desk
	Partner   *partner.Desk
	Person    *person.Desk
	Resident  *resident.Desk
	Placement *placement.Desk
	Outing    *outing.Desk
	Rolls     *rollcall.Desk
	Books     *daybook.Desk
	Measure   *measure.Desk
	Paper     *paper.Desk
	Accounts  *authn.Room
	Journey   *journey.Desk
}

// Options says which province.
type Options struct {
	Seed uint64
	Day  civil.Date // the day it shows; zero for the day of the store's clock, and no other will do
	Size int        // how many people: one in five in custody, the others released; 0 is 7,500
	// Folder is where demo-accounts.json goes; "" for nowhere.
	Folder   string
	Progress func(done, of int) // told after each part; may be nil
}

const fullSize = 7500

// Make fills an empty house. It fails with facility.bureau_stands in a house that is not empty, and with
// demo.other_day when the store's clock stands on another day than the one asked for: duties are judged by
// that clock.
func Make(ctx context.Context, h House, o Options) (err error) {
	defer errs.Wrap(&err, "demo.Make")
	if o.Size <= 0 {
		o.Size = fullSize
	}
	today := civil.DateOf(h.DB.Clock()())
	if o.Day.IsZero() {
		o.Day = today
	}
	if o.Day != today {
		return errs.New(errs.Invalid, "demo.other_day", o.Day.String(), today.String())
	}
	clock, err := term.NewClock(law.Shipped(), h.Calendar)
	if err != nil {
		return err
	}
	p := draw(sketch{seed: o.Seed, today: o.Day, size: o.Size, clock: clock, divisions: h.Divisions})
	m := &maker{House: h, province: p, progress: o.Progress}
	ctx = actor.With(ctx, actor.Part("demo"))
	// The accounts come last: a house that the demo began and that has none was left half made (app.Open).
	for _, step := range []func(context.Context) error{m.places, m.organs, m.officers, m.people, m.acts, m.wards, m.affairs, m.transfers, m.books, m.openAccounts} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if o.Folder == "" {
		return nil
	}
	return saveAccounts(o.Folder, m.accounts)
}

// sketch is what a province is drawn from.
type sketch struct {
	seed      uint64
	today     civil.Date
	size      int
	clock     *term.Clock
	divisions *cn.Divisions
}

// province is everything, before it is written.
type province struct {
	sketch
	houses  []*house
	country *folk.Country
}

// draw makes the province: pure, and the same for the same sketch.
func draw(s sketch) *province {
	p := &province{sketch: s, country: folk.Settle(s.divisions)}
	inside := max(2, s.size/5)
	p.houses = drawHouses(s, inside)
	shares := make([]int, len(p.houses))
	for i, h := range p.houses {
		shares[i] = h.site.share
	}
	within, out := split(inside, shares), split(s.size-inside, shares)
	n := 0
	for i, h := range p.houses {
		for k := range within[i] + out[i] {
			l := p.newLife(h, n, k, within[i])
			l.draw(k < within[i])
			h.lives = append(h.lives, l)
			n++
		}
		h.makeBeds()
		h.misplace()
	}
	return p
}

// split divides n by shares without losing any: largest remainders first.
func split(n int, shares []int) []int {
	total, given := 0, 0
	for _, s := range shares {
		total += s
	}
	out, rest := make([]int, len(shares)), make([]int, len(shares))
	order := make([]int, len(shares))
	for i, s := range shares {
		out[i], rest[i], order[i] = n*s/total, n*s%total, i
		given += out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return rest[b] - rest[a] })
	for _, i := range order[:n-given] {
		out[i]++
	}
	return out
}
