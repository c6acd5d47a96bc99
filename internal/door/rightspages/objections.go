package rightspages

import (
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/objection"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type objectionsPage struct {
	web.Page
	Rows []objectionLine
}

type objectionLine struct {
	URL, About, Who, When, State string
	Open                         bool
}

func (d *desk) objections(r *web.Request) error {
	p := objectionsPage{Page: r.Page(r.T("rights.objections.title"), "own")}
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		all, err := d.Objections.List(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		at := map[id.ID]policy.Resource{}
		for _, o := range all {
			at[o.Person] = policy.Resource{Kind: "person", ID: o.Person, Person: o.Person, Facility: o.Facility, Unit: o.Unit}
		}
		faces, err := d.Census.Faces(r.Context(), tx, at)
		if err != nil {
			return 0, err
		}
		for _, o := range all {
			l := objectionLine{
				URL: "/objections/" + string(o.ID), About: p.T("objection.about." + o.About), When: p.Moment(o.Raised), Open: o.Answered.IsZero(),
				Who: telling.Name(p.Printer, faces[o.Person].Name), State: p.T("rights.objections.open"),
			}
			if !l.Open {
				l.State = p.T("rights.objections.answered", o.Answered)
			}
			p.Rows = append(p.Rows, l)
		}
		return 0, nil
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, objectionsView(p))
}

type objectionPage struct {
	web.Page
	Objection objection.Objection
	Paper     string
	May       bool
	Version   string
}

func (d *desk) objection(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	o, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (objection.Objection, error) { return d.Objections.Get(r.Context(), tx, which) })
	if err != nil {
		return err
	}
	p := objectionPage{Page: r.Page(r.T("rights.objection.title"), "own"), Objection: o, May: d.Objections.MayAnswer(r.Context(), o), Version: strconv.FormatInt(o.Version, 10)}
	p.Sub = p.T("objection.about."+o.About) + " " + p.Moment(o.Raised)
	p.Crumbs = []web.Crumb{{Label: r.T("rights.objections.title"), URL: "/objections"}, {Label: r.T("rights.file"), URL: "/people/" + string(o.Person)}}
	if o.Record != "" {
		p.Paper = "/people/" + string(o.Person) + "/papers/" + string(o.Record)
	}
	return r.Draw(p.Page, objectionView(p))
}

func (d *desk) answerObjection(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Words, Version string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.objection)
	}
	version, err := strconv.ParseInt(form.Version, 10, 64)
	if err != nil {
		return r.Again(errs.New(errs.Conflict, "store.changed_meanwhile"), d.objection) // what he wrote stays on the page
	}
	if err := d.Objections.Answer(r.Context(), store.Key(r.Key()), objection.Reply{ID: which, Version: version, Words: form.Words}); err != nil {
		return r.Again(err, d.objection)
	}
	return r.Done("/objections", "rights.objection.done")
}
