package journeypages

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// asking is a step that another organ answers, as the page of the case shows it.
func (d *desk) asking(r *web.Request, p casePage, s *journey.Step) (a asking, err error) {
	c := &p.Case.Case
	a.Title = p.T(string(journey.Title(c.Kind, s.Name)))
	if d.Policy.May(r.Actor(), s.Asks, c.Resource()) {
		a.URL = at(c, "ask/"+s.Name)
	}
	a.Pending, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]journey.Pending, error) {
		return d.Journey.Pendings(r.Context(), tx, c)
	})
	return a, err
}

// codePage shows a code, once: the house keeps no more than a token of it.
type codePage struct {
	web.Page
	Code, To, Step, Back string
	Until                string
}

func (d *desk) ask(r *web.Request) error {
	f, _, err := d.load(r)
	if err != nil {
		return err
	}
	var form struct{ To string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.show)
	}
	key := store.Key(r.Key())
	step := r.PathValue("step")
	if err := d.Journey.Ask(r.Context(), key, f.ID, step, form.To); err != nil {
		return r.Again(err, d.show)
	}
	p := codePage{Page: r.Page(r.T("journeys.code"), "journeys"), Code: d.Journey.Code(key), To: form.To, Back: at(&f.Case, "")}
	p.Step, p.Until = p.T(string(journey.Title(f.Kind, step))), p.Moment(r.Now().Add(journey.Lapses))
	return r.Draw(p.Page, codeView(p))
}

// answerPage is the page of another organ: the code, then the question with what concerns it.
type answerPage struct {
	web.Page
	Asked  *journey.Asked
	Title  string
	Who    string // masked: the receipt in his hand has the name
	Code   string
	Told   []told
	Inputs []input
}

func (d *desk) codeForm(r *web.Request) error {
	p := answerPage{Page: r.Page(r.T("journeys.answer"), "journeys")}
	return r.Draw(p.Page, answerView(p))
}

// asPartner is a context in which another organ acts, with nothing but its code.
func asPartner(r *web.Request) context.Context {
	return actor.With(r.Context(), actor.Part(journey.Partner))
}

func (d *desk) question(r *web.Request) error {
	v, err := r.Posted()
	if err != nil {
		return err
	}
	q, err := d.Journey.Question(asPartner(r), v.Get("code"))
	if err != nil {
		return r.Again(err, d.codeForm)
	}
	p := answerPage{Page: r.Page(r.T("journeys.answer"), "journeys"), Asked: &q, Code: v.Get("code")}
	p.Title = p.T(string(journey.Title(q.Case.Kind, q.Step.Name)))
	if p.Who = cn.Mask(q.Case.Name); q.Case.Name == "" {
		p.Who = p.T("journeys.receipt_names")
	}
	c := casePage{Page: p.Page, Case: journey.File{Case: q.Case, Course: q.Course}}
	for _, e := range q.Case.Entries {
		delete(e.Answers.Values, "receipt_number") // it is asked: whoever answers has the receipt in his hand
		t := d.told(r, c, e, map[id.ID]string{})
		t.Files, t.By = nil, ""
		p.Told = append(p.Told, t)
	}
	for _, f := range q.Step.Fields {
		p.Inputs = append(p.Inputs, d.input(p.Page, f, journey.Answers{}))
	}
	return r.Draw(p.Page, answerView(p))
}

func (d *desk) answer(r *web.Request) error {
	said, err := posted(r)
	if err != nil {
		return err
	}
	if err := d.Journey.Answer(asPartner(r), store.Key(r.Key()), r.PostForm.Get("code"), said); err != nil {
		return r.Again(err, d.question)
	}
	p := answerPage{Page: r.Page(r.T("journeys.answered"), "journeys")}
	return r.Draw(p.Page, answeredView(p))
}
