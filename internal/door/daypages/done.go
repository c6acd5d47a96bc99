package daypages

import (
	"context"
	"strconv"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// closePage is where a duty of the house is closed, with what proves it, or opened again, with why.
type closePage struct {
	web.Page
	Act         string // "done", "reopen"
	Duty        web.Duty
	ID, Version string
	Minute      string // this one, for the field
	From        string // when the duty arose
	Back        string // where to go afterwards
}

func (d *desk) askDone(r *web.Request) error {
	return d.ask(r, closePage{Page: r.Page(r.T("day.close.title"), "my-day"), Act: "done"}, d.Duty.ToClose)
}

func (d *desk) askReopen(r *web.Request) error {
	return d.ask(r, closePage{Page: r.Page(r.T("day.reopen.title"), "my-day"), Act: "reopen"}, d.Duty.ToReopen)
}

// ask draws the page of a duty that the reader may close or open again.
func (d *desk) ask(r *web.Request, p closePage, find func(context.Context, id.ID) (duty.Duty, error)) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	x, err := find(r.Context(), which)
	if err != nil {
		return err
	}
	face, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (census.Face, error) {
		faces, err := d.Census.Faces(r.Context(), tx, subjects([]duty.Duty{x}))
		if err == nil {
			err = d.looking(r.Context(), tx, []duty.Duty{x}, faces)
		}
		return faces[x.Subject], err
	})
	if err != nil {
		return err
	}
	p.Crumbs, p.ID, p.Version = []web.Crumb{{Label: r.T("day.title"), URL: "/"}}, string(x.ID), itoa(x.Version)
	p.Duty = telling.Duty(p.Page, x, nil)
	p.Duty.Note, p.Duty.Person, p.Duty.Number = "", telling.Name(p.Printer, face.Name), face.FileNumber
	p.Minute, p.From = p.Now.In(civil.Shanghai).Format("2006-01-02T15:04"), p.Moment(x.Since())
	p.Back = web.Local(r.FormValue("back"))
	return r.Draw(p.Page, closeView(p))
}

// done closes a duty of the house by what is said to prove it.
func (d *desk) done(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version         int64
		At, Words, Back string
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.askDone)
	}
	if err := d.Duty.Done(r.Context(), store.Key(r.Key()), which, form.Version, duty.Draft{At: form.At, Words: form.Words}); err != nil {
		return r.Again(err, d.askDone)
	}
	return r.Done(form.Back, "day.was_done")
}

// reopen takes back that a duty was done.
func (d *desk) reopen(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version     int64
		Words, Back string
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.askReopen)
	}
	if err := d.Duty.Reopen(r.Context(), store.Key(r.Key()), which, form.Version, form.Words); err != nil {
		return r.Again(err, d.askReopen)
	}
	return r.Done(form.Back, "day.was_reopened")
}
