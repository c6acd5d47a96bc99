package daypages

import (
	"strconv"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// done ticks off a duty of the house.
func (d *desk) done(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Version int64 }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if err := d.Duty.Done(r.Context(), store.Key(r.Key()), which, form.Version, ""); err != nil {
		return err
	}
	return r.Done("/", "day.was_done")
}

type paperPage struct {
	web.Page
	Rows  []paperRow
	Total int
	Next  string
}

type paperRow struct {
	ID                     id.ID
	Title, Person, Due, By string
}

// paper lists what was due before the house kept the clock, to be confirmed in bulk from a sheet.
func (d *desk) paper(r *web.Request) error {
	got := reading{}
	slice, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (s store.Slice[duty.Duty], err error) {
		seats, err := duty.SeatsOf(r.Context(), tx, r.Actor())
		if err != nil {
			return s, err
		}
		if s, err = duty.OnPaper(r.Context(), tx, seats, store.Page{After: r.URL.Query().Get("after"), Limit: 100}); err != nil {
			return s, err
		}
		s.Rows = duty.Veil(r.Context(), d.Policy, s.Rows)
		got.people, err = d.Person.Load(r.Context(), tx, subjects(duty.Day{Soon: s.Rows}))
		return s, err
	})
	if err != nil {
		return err
	}
	p := paperPage{Page: r.Page(r.T("day.paper.title"), "paper"), Total: slice.Total, Next: slice.Next}
	for _, x := range slice.Rows {
		row := paperRow{ID: x.ID, Title: telling.DutyTitle(p.Printer, x.Code), Due: p.Day(text.DayOf(x.Due.Moment())), By: p.T("role." + x.Owner)}
		row.Person = got.people[x.Subject].Name
		p.Rows = append(p.Rows, row)
	}
	return r.Draw(p.Page, paperView(p))
}

// confirm closes the chosen ones, all from one sheet.
func (d *desk) confirm(r *web.Request) error {
	var form struct {
		Duties         []string
		Source, Number string
	}
	if err := r.Decode(&form); err != nil {
		return err
	}
	ids := make([]id.ID, 0, len(form.Duties))
	for _, s := range form.Duties {
		i, err := id.Parse(s)
		if err != nil {
			return err
		}
		ids = append(ids, i)
	}
	n, err := d.Duty.FromPaper(r.Context(), store.Key(r.Key()), ids, duty.Source{Kind: form.Source, Number: form.Number})
	if err != nil {
		return r.Again(err, d.paper)
	}
	return r.Done("/paper", "day.paper.confirmed", n)
}

func sources(p web.Page) []web.Option {
	out := make([]web.Option, len(duty.Sources))
	for i, s := range duty.Sources {
		out[i] = web.Option{Value: s, Label: p.T("duty.source." + s)}
	}
	return out
}

// options are the rows as choices: what, for whom, until when.
func (p paperPage) options() []web.Option {
	out := make([]web.Option, len(p.Rows))
	for i, row := range p.Rows {
		out[i] = web.Option{Value: string(row.ID), Label: row.Title + " · " + row.Person, Hint: p.T("day.paper.was_due", row.Due, row.By)}
	}
	return out
}
