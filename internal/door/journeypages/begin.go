package journeypages

import (
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// choosePage offers the affairs that can be begun: for somebody, or for who has just arrived.
type choosePage struct {
	web.Page
	Who   string
	Kinds []kind
}

type kind struct{ Title, URL, Going string }

func (d *desk) choose(r *web.Request) error {
	p := choosePage{Page: r.Page(r.T("journeys.begin"), "journeys")}
	person := id.ID(r.URL.Query().Get("person"))
	face, going, err := d.about(r, person)
	if err != nil {
		return err
	}
	if person != "" {
		p.Who, _ = d.who(p.Page, &journey.Case{Person: person}, face)
	}
	for _, c := range d.Journey.Courses() {
		where := policy.Resource{Kind: "journey", Facility: face.At.Facility, Unit: face.At.Unit, Person: person}
		if c.Newcomer != (person == "") || person != "" && !d.Policy.May(r.Actor(), c.Steps[0].Action, where) || !d.Policy.Somewhere(r.Actor(), c.Steps[0].Action) {
			continue
		}
		k := kind{Title: p.T("journey.kind." + string(c.Kind)), URL: "/journeys/new/" + string(c.Kind)}
		if c.Kind == affair.TransferIn {
			k.URL = "/transfers" // by the package that comes
		}
		if person != "" {
			k.URL += "?person=" + string(person)
		}
		if i := slices.IndexFunc(going, func(x journey.Case) bool { return x.Kind == c.Kind && x.Closed.IsZero() && !c.Stage(x.State).After }); i >= 0 {
			k.URL, k.Going = at(&going[i], ""), p.T("journeys.going", text.Key("journey.state."+string(going[i].State)))
		}
		p.Kinds = append(p.Kinds, k)
	}
	return r.Draw(p.Page, chooseView(p))
}

// about is whom an affair is to be about, and what is going on for him.
func (d *desk) about(r *web.Request, person id.ID) (face census.Face, going []journey.Case, err error) {
	if person == "" {
		return face, nil, nil
	}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		if face, err = d.face(r.Context(), tx, &journey.Case{Person: person}); err != nil {
			return 0, err
		}
		if !face.Listed {
			return 0, errs.New(errs.NotFound, "web.not_found")
		}
		going, err = journey.OfPerson(r.Context(), tx, person)
		return 0, err
	})
	return face, going, err
}

func (d *desk) beginForm(r *web.Request) error {
	c, err := d.Journey.Course(journey.Kind(r.PathValue("kind")))
	if err != nil {
		return errs.New(errs.NotFound, "web.not_found")
	}
	person := id.ID(r.URL.Query().Get("person"))
	if r.PostForm != nil {
		person = id.ID(r.PostForm.Get("person"))
	}
	face, going, err := d.about(r, person)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(going, func(x journey.Case) bool { return x.Kind == c.Kind && x.Closed.IsZero() && !c.Stage(x.State).After }); i >= 0 && r.PostForm == nil && !c.Many {
		return r.Redirect(at(&going[i], ""))
	}
	if !c.Newcomer && r.PostForm == nil && r.URL.Query().Get("person") == "" {
		return r.Tell("/people", web.Info, "journeys.choose_person", text.Key("journey.kind."+string(c.Kind)))
	}
	first := &c.Steps[0]
	if !d.Policy.Somewhere(r.Actor(), first.Action) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "journeys.whose."+string(first.Action))
	}
	if c.Kind == affair.TransferIn && r.PostForm == nil {
		if sent, err := d.comes(r); !sent {
			return err
		}
	}
	p := d.formPage(r, &journey.Case{Kind: c.Kind, Person: person, Facility: face.At.Facility}, first)
	p.Who, _ = d.who(p.Page, p.Case, face)
	p.Action, p.Back = "/journeys/new/"+string(c.Kind), "/journeys?kind="+string(c.Kind)
	if person != "" {
		p.Back = "/people/" + string(person)
	}
	if err := d.choices(r, &p); err != nil {
		return err
	}
	if p.Houses, err = d.houses(r, first.Action); err != nil {
		return err
	}
	return r.Draw(p.Page, formView(p))
}

// comes tells whether the package of the address can be received now; where it cannot, the boxes say why.
func (d *desk) comes(r *web.Request) (bool, error) {
	of := id.ID(r.URL.Query().Get("package"))
	if of == "" {
		return false, r.Redirect("/transfers")
	}
	err := d.Transfers.Opens(r.Context(), of)
	switch e := errs.Find(err); {
	case err == nil:
		return true, nil
	case e.Kind == errs.NotFound || e.Kind == errs.Denied:
		return false, r.Tell("/transfers", web.Warn, "journeys.no_package")
	case e.Kind == errs.Internal || e.Kind == errs.Unavailable:
		return false, err
	default:
		return false, r.Tell("/transfers", web.Warn, e.Code, e.Args...)
	}
}

// houses are the facilities in which the reader may begin an affair.
func (d *desk) houses(r *web.Request, a policy.Action) (out []web.Option, err error) {
	places, err := d.Census.Places(r.Context(), a)
	for _, u := range places {
		if u.Kind == facility.Facility {
			out = append(out, web.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return out, err
}

func (d *desk) begin(r *web.Request) error {
	c, err := d.Journey.Course(journey.Kind(r.PathValue("kind")))
	if err != nil {
		return errs.New(errs.NotFound, "web.not_found")
	}
	said, err := posted(r)
	if err != nil {
		return r.Again(err, d.beginForm)
	}
	s := journey.Start{Kind: c.Kind, Said: said, Person: id.ID(r.PostForm.Get("person"))}
	if err := d.placed(r, c, &s); err != nil {
		return r.Again(err, d.beginForm)
	}
	files, opened, err := papers(r, &c.Steps[0])
	var of id.ID
	if err == nil {
		s.Papers = files
		of, err = d.Journey.Begin(r.Context(), store.Key(r.Key()), s)
	}
	if err = shut(err, opened); err != nil {
		return r.Again(err, d.beginForm)
	}
	return r.Done("/journeys/"+string(of), "journeys.begun", text.Key("journey.kind."+string(c.Kind)))
}

// placed says in which facility and brigade an affair is: where the person is, or where the officer admits.
func (d *desk) placed(r *web.Request, c *journey.Course, s *journey.Start) error {
	if s.Person != "" {
		face, _, err := d.about(r, s.Person)
		s.Facility, s.Unit = face.At.Facility, face.At.Unit
		return err
	}
	houses, err := d.houses(r, c.Steps[0].Action)
	if err != nil {
		return err
	}
	chosen := r.PostForm.Get("house")
	if len(houses) == 1 {
		chosen = houses[0].Value
	}
	if !slices.ContainsFunc(houses, func(o web.Option) bool { return o.Value == chosen }) {
		var f errs.Fields
		f.Add("house", "journeys.house_missing", "")
		return f.Err("journey.bad_input")
	}
	s.Facility = id.ID(chosen)
	return nil
}
