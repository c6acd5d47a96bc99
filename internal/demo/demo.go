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
	"guitu/internal/domain/sealing"
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
	Sealings  *sealing.Desk // nil: nobody is sealed
}

// Options says which province.
type Options struct {
	Seed  uint64
	Day   civil.Date // the day it shows; zero for the day of the store's clock, and no other will do
	Scale            // how many people; the zero value is Standard
	// Folder is where demo-accounts.json goes; "" for nowhere.
	Folder   string
	Progress func(done, of int) // told after each part; may be nil
}

// Make fills an empty house. It fails with facility.bureau_stands in a house that is not empty, and with
// demo.other_day when the store's clock stands on another day than the one asked for: duties are judged by
// that clock.
func Make(ctx context.Context, h House, o Options) (err error) {
	defer errs.Wrap(&err, "demo.Make")
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
	p := draw(sketch{seed: o.Seed, today: o.Day, scale: o.whole(), clock: clock, divisions: h.Divisions})
	m := &maker{House: h, province: p, progress: o.Progress}
	ctx = actor.With(ctx, actor.Part("demo"))
	// The accounts come last: a house that the demo began and that has none was left half made (app.Open).
	if err := follow(ctx, m.places, m.organs, m.officers, m.everybody, m.acts, m.leaves, m.wards, m.affairs, m.transfers, m.books, m.sealings, m.openAccounts); err != nil {
		return err
	}
	if o.Folder == "" {
		return nil
	}
	return saveAccounts(o.Folder, m.accounts)
}

func follow(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// sketch is what a province is drawn from.
type sketch struct {
	seed      uint64
	today     civil.Date
	scale     Scale
	clock     *term.Clock
	divisions *cn.Divisions
}

// province is everything, before it is written.
type province struct {
	sketch
	houses  []*house
	country *folk.Country
}

// draw makes the places of the province and everybody in custody: pure, and the same for the same sketch. Who has left
// is drawn when he is written (house.life): there may be far more of them than memory should hold.
func draw(s sketch) *province {
	p := &province{sketch: s, country: folk.Settle(s.divisions)}
	p.houses = drawHouses(s)
	n := 0
	for _, h := range p.houses {
		h.province, h.first = p, n
		n += h.people
		for k := range h.within {
			h.lives = append(h.lives, h.drawn(k))
		}
		h.makeBeds()
		h.misplace()
	}
	return p
}

// life is the k-th of the people of a house, the first ones being those in custody.
func (h *house) life(k int) *life {
	if k < h.within {
		return h.lives[k]
	}
	return h.drawn(k)
}

func (h *house) drawn(k int) *life {
	l := h.province.newLife(h, h.first+k, k)
	l.draw(k < h.within)
	return l
}
