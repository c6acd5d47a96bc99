package daypages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type paperPage struct {
	web.Page
	Files []paperFile
	Total int
	Prev  string
	Next  string
}

// paperFile is what waits of one person, as it lies in one paper file.
type paperFile struct {
	Person, Number, URL string
	Rows                []paperRow
}

type paperRow struct {
	ID             id.ID
	Title, Due, By string
	Laws           []web.Law
}

// piles is how many duties a page of the pile shows.
const piles = 100

// paper lists what was due before the house kept the clock, to be confirmed in bulk from a sheet.
func (d *desk) paper(r *web.Request) error {
	var faces map[id.ID]census.Face
	slice, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (s store.Slice[duty.Duty], err error) {
		seats, err := duty.SeatsOf(r.Context(), tx, r.Actor())
		if err != nil {
			return s, err
		}
		if s, err = duty.OnPaper(r.Context(), tx, seats, store.Page{After: r.URL.Query().Get("after"), Limit: piles}); err != nil {
			return s, err
		}
		s.Rows = duty.Veil(r.Context(), d.Policy, s.Rows)
		faces, err = d.Census.Faces(r.Context(), tx, subjects(s.Rows))
		return s, err
	})
	if err != nil {
		return err
	}
	if slice.Total == 0 && !d.Policy.ByPost(r.Actor(), policy.DutyConfirmPaper) { // an empty page would not say why
		return web.Known(errs.New(errs.Denied, "policy.denied"), "day.paper.keeper")
	}
	p := paperPage{Page: r.Page(r.T("day.paper.title"), "paper"), Total: slice.Total, Prev: slice.Prev, Next: slice.Next}
	p.Files = files(p.Page, slice.Rows, faces)
	return r.Draw(p.Page, paperView(p))
}

// files lays duties by the person whom they are about, who is due first before the others.
func files(p web.Page, list []duty.Duty, faces map[id.ID]census.Face) (out []paperFile) {
	at := map[id.ID]int{}
	for _, x := range list {
		n, known := at[x.Subject]
		if !known {
			n = len(out)
			at[x.Subject] = n
			out = append(out, paperFileOf(p, x, faces[x.Subject]))
		}
		out[n].Rows = append(out[n].Rows, paperRow{
			ID: x.ID, Title: telling.DutyTitle(p.Printer, x.Code), Due: p.Day(text.DayOf(x.Due.Moment())), By: p.T("role." + x.Owner),
			Laws: telling.Cited(p.Printer, x.Basis, x.Certainty),
		})
	}
	return out
}

func paperFileOf(p web.Page, x duty.Duty, face census.Face) paperFile {
	f := paperFile{Person: telling.Name(p.Printer, face.Name), Number: face.FileNumber}
	if face.Opens {
		f.URL = file(x)
	}
	return f
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
