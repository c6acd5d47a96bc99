package daypages

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
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
	Code  string // overdue, today, soon, done
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
	for _, x := range []struct {
		code string
		list []duty.Duty
	}{{"overdue", got.day.Overdue}, {"today", got.day.Today}, {"soon", got.day.Soon}, {"done", got.day.Done}} {
		if len(x.list) > 0 {
			p.Parts = append(p.Parts, part{Code: x.code, Cards: d.cards(r, p.Page, got, x.list), More: len(x.list) == perPart})
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
	for _, list := range [][]duty.Duty{day.Overdue, day.Today, day.Soon, day.Done} {
		for _, d := range list {
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

// cards draws duties as cards.
func (d *desk) cards(r *web.Request, p web.Page, got reading, list []duty.Duty) []web.Duty {
	out := make([]web.Duty, len(list))
	for i, x := range list {
		open := d.mayOpen(r, x)
		out[i] = web.Duty{
			Urgency: urgency(x, r.Now()), Due: due(p.Printer, x), Left: left(p.Printer, x, r.Now()),
			Title: title(p.Printer, x, open), Where: got.units[x.Unit],
			Fact: p.T("role." + x.Owner),
		}
		if open { // what a closed compartment owes has no article to tell it by
			out[i].Laws, out[i].Note = laws(p.Printer, x), risen(p.Printer, x, r.Now())
		}
		if open && x.Subject != "" {
			out[i].Person = got.people[x.Subject].Name
			out[i].URL = "/people/" + string(x.Subject)
			out[i].Action = act(p.Printer, x, out[i].Person)
		}
	}
	return out
}

// mayOpen tells whether the reader may see what a duty is; one in another compartment keeps a neutral title.
func (d *desk) mayOpen(r *web.Request, x duty.Duty) bool {
	return d.Policy.Allows(r.Context(), policy.DutyView, policy.Resource{
		Kind: "duty", ID: x.ID, Person: x.Subject, Facility: x.Facility, Unit: x.Unit, Compartment: string(x.Compartment), Role: x.Owner,
	})
}

func urgency(x duty.Duty, now time.Time) web.Urgency {
	switch {
	case x.State != duty.Pending:
		return web.Kept
	case x.Overdue(now):
		return web.Late
	case x.Due.Moment().Sub(now) < 4*time.Hour && !x.Due.At.IsZero():
		return web.Soon
	case civil.DateOf(x.Due.Moment()) == civil.DateOf(now):
		return web.Today
	}
	return web.Week
}

func due(p text.Printer, x duty.Duty) string {
	if x.Due.Day.IsZero() {
		return p.MomentShort(x.Due.At)
	}
	return p.DayShort(x.Due.Day)
}

func left(p text.Printer, x duty.Duty, now time.Time) string {
	switch {
	case x.State != duty.Pending:
		return p.T("duty.state." + string(x.State))
	case x.Due.Day.IsZero():
		return p.Left(x.Due.At, now)
	}
	return p.LeftDays(x.Due.Day, text.DayOf(now))
}

// laws draws the articles; one that the bureau's legal post has not confirmed is dashed.
func laws(p text.Printer, x duty.Duty) []web.Law {
	var out []web.Law
	for _, a := range strings.Split(x.Basis, "; ") {
		if a != "" {
			out = append(out, web.Law{Text: p.Article(a), Unsure: x.Certainty != "S" && x.Certainty != "X"})
		}
	}
	return out
}

// risen says who sees it by now, when it has risen above its owner.
func risen(p text.Printer, x duty.Duty, now time.Time) string {
	by := p.Or("duty."+string(x.Code)+".by", "")
	if k, _ := duty.KindOf(x.Code); k.Fact != "" {
		by = p.T("measure.fact." + k.Fact)
	}
	words := p.T("day.discharged_by", by)
	if x.State == duty.Pending && x.Overdue(now) {
		words += " · " + p.T("duty.level."+string(rune('0'+x.Reached(now))))
	}
	return words
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
	switch x.Code {
	case "overdue":
		return p.T("day.overdue", len(x.Cards))
	case "today":
		return p.T("day.today", len(x.Cards))
	case "soon":
		return p.T("day.soon", len(x.Cards))
	}
	return p.T("day.finished", len(x.Cards))
}
