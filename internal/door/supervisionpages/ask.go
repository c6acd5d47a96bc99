package supervisionpages

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/supervision"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type askPage struct {
	web.Page
	House, Who string
	Action     string
	Topics     []web.Option
	Topic      string
	Before     *supervision.Question // asked again
	Today      civil.Date
}

// asked is what the address of the form says: of which facility, about whom, after which question.
type asked struct{ facility, person, earlier id.ID }

func askedOf(r *web.Request) (a asked, err error) {
	for name, into := range map[string]*id.ID{"facility": &a.facility, "person": &a.person, "earlier": &a.earlier} {
		if v := r.URL.Query().Get(name); v != "" {
			if *into, err = id.Parse(v); err != nil {
				return a, errs.New(errs.NotFound, "supervision.no_facility")
			}
		}
	}
	return a, nil
}

func (d *desk) askForm(r *web.Request) error {
	a, err := askedOf(r)
	if err != nil {
		return err
	}
	if !d.Policy.May(r.Actor(), policy.SupervisionAsk, policy.Resource{Kind: "supervision", Facility: a.facility, Person: a.person}) {
		return errs.New(errs.NotFound, "supervision.no_facility")
	}
	p := askPage{Page: r.Page(r.T("supervision.ask"), "supervision"), Topic: r.URL.Query().Get("topic")}
	p.Action, p.Today = r.URL.RequestURI(), telling.Today(p.Page)
	for _, t := range supervision.Topics {
		p.Topics = append(p.Topics, web.Option{Value: string(t), Label: p.T(t.Key())})
	}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		tree, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		p.House = tree.Name(a.facility)
		if p.Before, err = d.before(r.Context(), tx, &a); err != nil {
			return 0, err
		}
		if p.Before != nil {
			p.Topic = string(p.Before.Topic)
		}
		names, err := d.names(r.Context(), tx, p.Page, []supervision.Question{{Person: a.person, Facility: a.facility}})
		p.Who = names[a.person].Name
		return 0, err
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, askView(p))
}

// before is the question after which this one is asked, nil where it is none; whom it was about is whom this one is about,
// whatever the address says.
func (d *desk) before(ctx context.Context, tx *store.Tx, a *asked) (*supervision.Question, error) {
	if a.earlier == "" {
		return nil, nil //nolint:nilnil // a first question has none before it
	}
	q, err := d.Supervision.Get(ctx, tx, a.earlier)
	a.person = q.Person
	return &q, err
}

func (d *desk) ask(r *web.Request) error {
	a, err := askedOf(r)
	if err != nil {
		return err
	}
	var form struct{ Topic, Due, Text string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if _, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (*supervision.Question, error) { return d.before(r.Context(), tx, &a) }); err != nil {
		return err
	}
	q, err := d.Supervision.Ask(r.Context(), store.Key(r.Key()), supervision.Draft{
		Facility: a.facility, Person: a.person, Earlier: a.earlier, Topic: form.Topic, Due: form.Due, Text: form.Text,
	})
	if errs.KindOf(err) == errs.Invalid || errs.KindOf(err) == errs.Conflict { // sent once more with another text: it is not lost
		return r.Again(err, d.askForm)
	}
	if err != nil {
		return err
	}
	return r.Done(at(q), "supervision.sent")
}
