package daypages

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/store"
)

// perPart is how many duties a part of the day shows; a longer part says so.
const perPart = 60

type dayPage struct {
	web.Page
	Parts []part
	Paper int
	Lists int       // lists that wait for the reader to let them leave the house
	Care  []web.Act // how many are in the reader's care
	News  news
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
	day       duty.Day
	faces     map[id.ID]census.Face
	units     map[id.ID]string
	heads     duty.Heads
	cases     map[id.ID]journey.Case // by the step that caused a duty about nobody yet, as far as the reader may look at them
	seen      time.Time              // until when the reader has seen his day
	proposers map[id.ID]string       // of corrections that wait for a second officer
}

func (d *desk) day(r *web.Request) error {
	got, err := d.read(r.Context())
	if err != nil {
		return err
	}
	p := dayPage{Page: r.Page(r.T("day.title"), "my-day"), Paper: got.day.Paper}
	p.Sub = p.DayLong(p.Today()) + " · " + r.Who().Scope
	c := cards{desk: d, page: p.Page, reading: got}
	p.News = c.news()
	for _, x := range got.day.Parts() {
		if len(x.Duties) > 0 {
			p.Parts = append(p.Parts, part{Code: x.Name, Cards: c.all(x.Duties), More: len(x.Duties) == perPart})
		}
	}
	p.Calm = len(p.Parts) == 0
	waiting, err := d.Export.Waiting(r.Context(), store.Page{Limit: 1})
	if err != nil {
		return err
	}
	p.Lists = waiting.Total
	p.Calm = p.Calm && p.Lists == 0
	if p.Care, err = d.care(r.Context(), p.Page); err != nil {
		return err
	}
	calls, err := d.rolls(r.Context(), p.Page)
	if err != nil {
		return err
	}
	p.Care = append(calls, p.Care...)
	return r.Draw(p.Page, dayView(p))
}

// read takes the day, the people it is about and the names of units, all of one moment.
func (d *desk) read(ctx context.Context) (reading, error) {
	return store.Read(ctx, d.DB, func(tx *store.Tx) (got reading, err error) {
		seats, err := duty.SeatsOf(ctx, tx, actor.From(ctx))
		if err != nil {
			return got, err
		}
		if got.seen, err = reminder.Seen(ctx, tx, actor.From(ctx).Account); err != nil {
			return got, err
		}
		if got.seen.IsZero() {
			got.seen = tx.Now().Add(-first)
		}
		if got.day, err = duty.DayOf(ctx, tx, seats, perPart); err != nil {
			return got, err
		}
		got.day = got.day.Veiled(ctx, d.Policy)
		all := got.day.All()
		if got.cases, err = d.Journey.ByEntry(ctx, tx, nameless(all)); err != nil {
			return got, err
		}
		about := subjects(all)
		for _, c := range got.cases { // he was taken in since
			if c.Person != "" {
				about[c.Person] = policy.Resource{Facility: c.Facility, Unit: c.Unit}
			}
		}
		if got.faces, err = d.Census.Faces(ctx, tx, about); err != nil {
			return got, err
		}
		if err = d.looking(ctx, tx, all, got.faces); err != nil {
			return got, err
		}
		if got.proposers, err = census.Proposers(ctx, tx, changes(all)); err != nil {
			return got, err
		}
		if got.heads, err = duty.HeadsOf(ctx, tx, all); err != nil {
			return got, err
		}
		got.units, err = facility.Names(ctx, tx)
		return got, err
	})
}

// looking gives of whom something is owed that stays with its place his name there, though his bed is elsewhere since: nobody is
// looked for by a number, and no question is answered about one.
func (d *desk) looking(ctx context.Context, tx *store.Tx, list []duty.Duty, faces map[id.ID]census.Face) error {
	lost := map[id.ID]policy.Resource{}
	for _, x := range list {
		if k, _ := duty.KindOf(x.Code); k.Stays && x.State == duty.Pending && !faces[x.Subject].Listed {
			lost[x.Subject] = policy.Resource{Facility: x.Facility, Unit: x.Unit}
		}
	}
	there, err := d.Census.FacesThere(ctx, tx, lost)
	for p, f := range there {
		known := faces[p]
		known.Name, known.Listed = f.Name, f.Listed // his file has gone with him, and opens no more
		faces[p] = known
	}
	return err
}

// subjects are whom some duties are about, and where the duties stand.
func subjects(list []duty.Duty) map[id.ID]policy.Resource {
	out := map[id.ID]policy.Resource{}
	for _, d := range list {
		if d.Subject != "" && d.Code != duty.Hidden {
			out[d.Subject] = policy.Resource{Facility: d.Facility, Unit: d.Unit}
		}
		if d.Code == twoFiles {
			if _, stands := out[d.Cause]; !stands { // of whom nothing else is owed here
				out[d.Cause] = policy.Resource{}
			}
		}
	}
	return out
}

// nameless are the steps that caused duties about somebody who was not taken in when they arose.
func nameless(list []duty.Duty) (out []id.ID) {
	for _, d := range list {
		if d.Subject == "" && d.Cause != "" && d.Code != duty.Hidden {
			out = append(out, d.Cause)
		}
	}
	return out
}

// changes are the corrections that wait for a second officer.
func changes(list []duty.Duty) (out []id.ID) {
	for _, d := range list {
		if d.Code == secondOfficer && d.State == duty.Pending {
			out = append(out, d.Cause)
		}
	}
	return out
}

// heading is a part's name with its count.
func heading(p web.Page, x part) string {
	return p.T("day.part."+x.Code, len(x.Cards))
}
