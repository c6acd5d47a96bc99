package journeypages

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/person"
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
	pending, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]journey.Pending, error) {
		return d.Journey.Pendings(r.Context(), tx, c, s.Name)
	})
	if err != nil {
		return a, err
	}
	names := map[id.ID]string{}
	for _, x := range pending {
		if err := d.officer(r.Context(), names, x.By); err != nil {
			return a, err
		}
		out := a.handed(p.Page, c, x, names[staffOf(x.By)])
		if x.Answered && s.Waits(x.Said(c)) != "" {
			out.Tone, out.State = web.Warn, p.T("journeys.asked.objects")
		}
		a.Codes = append(a.Codes, out)
	}
	return a, nil
}

// handed is a code that was handed out, in words: whose it is, what has become of it, and how it is taken back.
type handed struct {
	To, Said, Until string
	Tone            web.Tone
	State           string
	Back            web.Act // "" for who may not, and for one that opens nothing
}

func (a asking) handed(p web.Page, c *journey.Case, x journey.Pending, by string) handed {
	out := handed{To: x.To, Said: p.T("journeys.asked.by", p.Moment(x.At), by), Tone: web.Neutral}
	switch {
	case x.Answered:
		out.Tone, out.State = web.OK, p.T("journeys.asked.answered")
	case x.Closed:
		out.State = p.T("journeys.asked.closed", p.Moment(x.Withdrawn))
	case !x.Withdrawn.IsZero():
		out.State = p.T("journeys.asked.withdrawn", p.Moment(x.Withdrawn))
	case !x.Opens(p.Now):
		out.State = p.T("journeys.asked.lapsed", p.Moment(x.Until))
	default:
		out.Tone, out.State, out.Until = web.Info, p.T("journeys.asked.open"), p.T("journeys.asked.until", p.Moment(x.Until))
		if a.URL != "" {
			out.Back = web.Act{Label: p.T("journeys.asked.back"), Target: x.To, URL: at(c, "ask/"+x.Step+"/back"), Post: true, Fields: map[string]string{"code": string(x.ID)}}
		}
	}
	return out
}

// takeBack makes one code open nothing any more.
func (d *desk) takeBack(r *web.Request) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	v, err := r.Posted()
	if err != nil {
		return err
	}
	err = d.Journey.Withdraw(r.Context(), store.Key(r.Key()), of, id.ID(v.Get("code")))
	if errs.KindOf(err) == errs.Invalid { // used or taken back meanwhile: the case says which
		return r.Tell("/journeys/"+string(of), web.Warn, errs.CodeOf(err))
	}
	if err != nil {
		return err
	}
	return r.Done("/journeys/"+string(of), "journeys.asked.back.done")
}

// codePage shows a code, once: the house keeps no more than a token of it. It prints as the slip that the liaison takes
// along. The code stands in no address: what is scanned leads to the page where it is typed.
type codePage struct {
	web.Page
	Code            string // in groups, as it is read out
	To, Step, House string
	Who             string // masked
	Until, Back     string
	Address         string
}

func (d *desk) ask(r *web.Request) error {
	f, _, err := d.load(r)
	if err != nil {
		return err
	}
	who, err := d.masked(r, &f.Case)
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
	p := codePage{Page: r.Page(r.T("journeys.code"), "journeys"), To: form.To, Who: who, Back: at(&f.Case, ""), Address: d.Address + "/answer"}
	p.Code, p.House = d.Journey.Code(key), d.placeName(r, p.Page, f.Facility)
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

// knock tries a code. Who has guessed too often is told how long to wait, at the field of the code.
func (d *desk) knock(r *web.Request, try func() error) error {
	err := d.Knock(r, func() (bool, error) {
		err := try()
		e := errs.Find(err)
		return e != nil && slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Code == "journey.code_unknown" }), err
	})
	if e := errs.Find(err); e != nil && e.Kind == errs.TooMany {
		var f errs.Fields
		f.Add("code", e.Code, "", e.Args...)
		return f.Err("journey.bad_input")
	}
	return err
}

func (d *desk) question(r *web.Request) error {
	v, err := r.Posted()
	if err != nil {
		return err
	}
	var q journey.Asked
	err = d.knock(r, func() (err error) {
		q, err = d.Journey.Question(asPartner(r), v.Get("code"))
		return err
	})
	if err != nil {
		return r.Again(err, d.codeForm)
	}
	p := answerPage{Page: r.Page(r.T("journeys.answer"), "journeys"), Asked: &q, Code: v.Get("code")}
	p.Title = p.T(string(journey.Title(q.Case.Kind, q.Step.Name)))
	if p.Who, err = d.masked(r, &q.Case); err != nil {
		return err
	}
	if p.Who == "" {
		p.Who = p.T("journeys.receipt_names")
	}
	c := casePage{Page: p.Page, Case: journey.File{Case: q.Case, Course: q.Course}}
	for _, e := range q.Case.Entries {
		delete(e.Answers.Values, "receipt_number") // it is asked: whoever answers has the receipt in his hand
		t := d.told(r, c, e, map[id.ID]string{})
		t.Files, t.By = nil, ""
		t.Unfolded = true
		p.Told = append(p.Told, t)
	}
	for _, f := range q.Step.Fields {
		p.Inputs = append(p.Inputs, d.input(p.Page, f, journey.Answers{}))
	}
	return r.Draw(p.Page, answerView(p))
}

// masked is whom a case is about, as another organ is told before it has answered: it knows the rest from the slip or the
// notice in its hand.
func (d *desk) masked(r *web.Request, c *journey.Case) (string, error) {
	if c.Person == "" {
		return cn.Mask(c.Name), nil
	}
	who, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (person.Person, error) { return d.Person.Get(r.Context(), tx, c.Person) })
	return cn.Mask(who.Name), err
}

func (d *desk) answer(r *web.Request) error {
	said, err := posted(r)
	if err != nil {
		return err
	}
	err = d.knock(r, func() error {
		return d.Journey.Answer(asPartner(r), store.Key(r.Key()), r.PostForm.Get("code"), said)
	})
	if err != nil {
		return r.Again(err, d.question)
	}
	p := answerPage{Page: r.Page(r.T("journeys.answered"), "journeys")}
	return r.Draw(p.Page, answeredView(p))
}
