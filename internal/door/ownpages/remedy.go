package ownpages

import (
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

type remedyPage struct {
	own
	Rows    []owedLine
	Choices []web.Option
	Asked   []asked
}

// asked is what he asked for, and how far it is.
type asked struct{ What, When, Words, State, Answer, By string }

// remedies are what he himself may do against a decision, by until when; and what the house must do when he asks for help.
var remedies = []duty.Code{"recon.apply", "suit.direct", "suit.after_recon", "legal_aid.forward"}

func (d *desk) remedy(v *visit) error {
	all, err := d.duties(v)
	if err != nil {
		return err
	}
	cases, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) ([]journey.Case, error) { return d.Remedies.Asked(v.Context(), tx) })
	if err != nil {
		return err
	}
	p := remedyPage{}
	if p.own, err = d.page(v, v.T("own.tile.remedy")); err != nil {
		return err
	}
	for _, x := range all {
		if !slices.Contains(remedies, x.Code) || x.State == duty.Void {
			continue
		}
		l := open(p.Page, x)
		if x.State != duty.Pending {
			l.Left, l.State = "", p.T("own.remedy.used")
		} else if l.Late {
			l.State = p.T("own.remedy.past")
		}
		p.Rows = append(p.Rows, l)
	}
	for _, k := range remedy.Kinds {
		p.Choices = append(p.Choices, web.Option{Value: string(k), Label: p.T("own.remedy.ask." + string(k))})
	}
	for i := range cases {
		p.Asked = append(p.Asked, askedLine(p.Page, &cases[i]))
	}
	return v.Draw(p.Page, remedyView(p))
}

func askedLine(p web.Page, c *journey.Case) asked {
	said := c.Said("request")
	a := asked{
		What: p.T("journey.kind." + string(c.Kind)), When: p.Moment(said.Moment("requested_at").Time()), Words: said.Of("words"),
		State: p.T("own.remedy.state." + string(c.State)),
	}
	if sent := c.Said("send_on"); c.Did("send_on") {
		a.By = p.T("own.remedy.sent", p.Moment(sent.Moment("sent_at").Time()), sent.Of("organ"))
	}
	if c.Did("answer") {
		answer := c.Said("answer")
		a.Answer = p.T("own.remedy.answer", p.Day(answer.Day("answered_on")), p.T("journey.word."+answer.Of("result")))
	}
	return a
}

// ask begins an affair by his own word: the clock of the law runs from this moment, whoever is on duty.
func (d *desk) ask(v *visit) error {
	var form struct {
		Kind    string `need:"choice"`
		Against string
		Words   string
	}
	if err := v.Decode(&form); err != nil {
		return v.Again(err, func(*web.Request) error { return d.remedy(v) })
	}
	said := journey.Posted{
		"requested_at": {civil.InstantOf(v.Now()).String()}, "by_whom": {"himself"}, "against_number": {form.Against}, "words": {form.Words},
	}
	if _, err := d.Remedies.Ask(v.Context(), store.Key(v.Key()), journey.Kind(form.Kind), said); err != nil {
		return v.Again(err, func(*web.Request) error { return d.remedy(v) })
	}
	return v.Done("/own/remedy", "own.remedy.done")
}
