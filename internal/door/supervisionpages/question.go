package supervisionpages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/supervision"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type questionPage struct {
	web.Page
	Question   supervision.Question
	Facts      web.Facts
	Tone       web.Tone
	State      string
	Answered   string // when
	Earlier    string // where the question before stands
	Answers    bool   // the reader answers it
	Ends       bool   // he closes it, or asks again
	TakesBack  bool
	Again      string
	Base       string
	Version    string
	Supervises bool
}

func (d *desk) show(r *web.Request) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	p := questionPage{Page: r.Page(r.T("supervision.question"), "supervision"), Base: at(of)}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		if p.Question, err = d.Supervision.Get(r.Context(), tx, of); err != nil {
			return 0, err
		}
		tree, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		names, err := d.names(r.Context(), tx, p.Page, []supervision.Question{p.Question})
		if err != nil {
			return 0, err
		}
		p.tell(tree.Name(p.Question.Facility), names[p.Question.Person])
		return 0, nil
	})
	if err != nil {
		return err
	}
	q := p.Question
	watches := d.procurator(r.Actor(), q)
	p.Answers = q.State == supervision.Asked && d.Policy.May(r.Actor(), policy.SupervisionAnswer, q.Resource())
	p.Ends, p.TakesBack = watches && q.State == supervision.Answered, watches && q.State == supervision.Asked
	p.Again = "/supervision/ask?facility=" + string(q.Facility) + "&earlier=" + string(q.ID)
	p.Version = itoa(q.Version)
	return r.Draw(p.Page, questionView(p))
}

// tell says what the question is, in words.
func (p *questionPage) tell(house string, who about) {
	q := p.Question
	p.Facts = web.Facts{
		{Label: p.T("supervision.facility"), Value: house},
		{Label: p.T("supervision.topic"), Value: p.T(q.Topic.Key())},
	}
	if who.Name != "" {
		p.Facts = append(p.Facts, web.Line{Label: p.T("supervision.about"), Value: who.Name, URL: who.URL})
	}
	p.Facts = append(p.Facts, web.Line{Label: p.T("supervision.asked"), Value: p.Moment(q.At)}, web.Line{Label: p.T("supervision.due"), Value: p.DayLong(q.Due)})
	p.State, p.Tone = p.T(q.State.Key()), web.Neutral
	switch {
	case q.Late(telling.Today(p.Page)):
		p.State, p.Tone = p.T("supervision.late"), web.Danger
	case q.State == supervision.Asked:
		p.Tone = web.Warn
	case q.State == supervision.Answered:
		p.Tone = web.OK
	}
	if !q.AnsweredAt.IsZero() {
		p.Answered = p.T("supervision.answered_at", p.Moment(q.AnsweredAt))
	}
	if q.Earlier != "" {
		p.Earlier = at(q.Earlier)
	}
}

func (d *desk) answer(r *web.Request) error {
	var form struct{ Version, Answer string }
	return d.do(r, &form, "supervision.done", func(of id.ID) error {
		return d.Supervision.Answer(r.Context(), store.Key(r.Key()), of, number(form.Version), form.Answer)
	})
}

func (d *desk) close(r *web.Request) error {
	var form struct{ Version string }
	return d.do(r, &form, "supervision.over_and_done", func(of id.ID) error {
		return d.Supervision.Close(r.Context(), store.Key(r.Key()), of, number(form.Version))
	})
}

func (d *desk) withdraw(r *web.Request) error {
	var form struct{ Version string }
	return d.do(r, &form, "supervision.taken_back", func(of id.ID) error {
		return d.Supervision.Withdraw(r.Context(), store.Key(r.Key()), of, number(form.Version))
	})
}

// do runs an act on the question of the address.
func (d *desk) do(r *web.Request, form any, said string, act func(id.ID) error) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Decode(form); err != nil {
		return err
	}
	if err = act(of); errs.KindOf(err) == errs.Invalid || errs.KindOf(err) == errs.Conflict {
		return r.Again(err, d.show)
	}
	if err != nil {
		return err
	}
	return r.Done(at(of), said)
}
