package daypages

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// perPart is how many duties a part of the day shows; a longer part says so.
const perPart = 60

type dayPage struct {
	web.Page
	Parts []part
	Paper int
	Calm  bool // nothing is owed in the whole day
}

// part is one heading of the day with its cards.
type part struct {
	Code  string // of duty.Part
	Cards []web.Duty
	More  bool
}

// reading is a day with what its cards need to be drawn.
type reading struct {
	day    duty.Day
	people map[id.ID]person.Person
	units  map[id.ID]string
}

func (d *desk) day(r *web.Request) error {
	got, err := d.read(r.Context(), r)
	if err != nil {
		return err
	}
	p := dayPage{Page: r.Page(r.T("day.title"), "my-day"), Paper: got.day.Paper}
	p.Sub = p.DayLong(p.Today()) + " · " + r.Who().Scope
	for _, x := range got.day.Parts() {
		if len(x.Duties) > 0 {
			p.Parts = append(p.Parts, part{Code: x.Name, Cards: d.cards(r.Context(), p.Page, got, x.Duties), More: len(x.Duties) == perPart})
		}
	}
	p.Calm = len(p.Parts) == 0
	return r.Draw(p.Page, dayView(p))
}

// read takes the day, the people it is about and the names of units, all of one moment.
func (d *desk) read(ctx context.Context, r *web.Request) (reading, error) {
	return store.Read(ctx, d.DB, func(tx *store.Tx) (got reading, err error) {
		seats, err := duty.SeatsOf(ctx, tx, r.Actor())
		if err != nil {
			return got, err
		}
		if got.day, err = duty.DayOf(ctx, tx, seats, perPart); err != nil {
			return got, err
		}
		got.day = got.day.Veiled(ctx, d.Policy)
		if got.people, err = d.Person.Load(ctx, tx, subjects(got.day)); err != nil {
			return got, err
		}
		got.units, err = unitNames(ctx, tx)
		return got, err
	})
}

func subjects(day duty.Day) []id.ID {
	seen := map[id.ID]bool{}
	var out []id.ID
	for _, part := range day.Parts() {
		for _, d := range part.Duties {
			if d.Subject != "" && !seen[d.Subject] {
				seen[d.Subject] = true
				out = append(out, d.Subject)
			}
		}
	}
	return out
}

func unitNames(ctx context.Context, tx *store.Tx) (map[id.ID]string, error) {
	units, err := facility.All(ctx, tx)
	out := make(map[id.ID]string, len(units))
	for _, u := range units {
		out[u.ID] = u.Name
	}
	return out, err
}

// cards draws duties as cards: what the file's page says of one, and whom it is about.
func (d *desk) cards(ctx context.Context, p web.Page, got reading, list []duty.Duty) []web.Duty {
	out := make([]web.Duty, len(list))
	for i, x := range list {
		c := telling.Duty(p, x)
		c.Where, c.Fact = got.units[x.Unit], ""
		if x.Owner != "" {
			c.Fact = p.T("role." + x.Owner)
		}
		if x.State != duty.Pending {
			c.Urgency, c.Left = web.Kept, p.T("duty.state."+string(x.State))
		}
		if x.Code != duty.Hidden && x.Subject != "" && d.maySee(ctx, x) {
			c.Person, c.URL = got.people[x.Subject].Name, "/people/"+string(x.Subject)
			c.Action = act(p.Printer, x, c.Person)
		}
		out[i] = c
	}
	return out
}

// maySee tells whether the reader may list whom a duty is about; who only watches over acts outside the law sees
// what happened and where, and no name.
func (d *desk) maySee(ctx context.Context, x duty.Duty) bool {
	return d.Policy.Allows(ctx, policy.ResidentList, policy.Resource{Kind: "resident", Person: x.Subject, Facility: x.Facility, Unit: x.Unit})
}

// act is the one button of a card: record the fact that discharges it, or tick it off.
func act(p text.Printer, x duty.Duty, who string) web.Act {
	if x.State != duty.Pending {
		return web.Act{}
	}
	k, _ := duty.KindOf(x.Code)
	switch {
	case k.Fact != "":
		return web.Act{Label: p.T("day.record"), Target: who, URL: "/people/" + string(x.Subject) + "/record?type=" + k.Fact}
	case x.Code == "measure.confirm":
		return web.Act{Label: p.T("day.look"), Target: who, URL: "/people/" + string(x.Subject) + "/changes/" + string(x.Cause)}
	}
	return web.Act{Label: p.T("day.done"), Target: who, URL: "/duties/" + string(x.ID) + "/done", Post: true, Fields: map[string]string{"version": itoa(x.Version)}}
}

// heading is a part's name with its count.
func heading(p web.Page, x part) string {
	return p.T("day.part."+x.Code, len(x.Cards))
}
