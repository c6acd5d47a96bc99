package sealingpages

import (
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/sealing"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// askPage asks that a file be sealed.
type askPage struct {
	web.Page
	Action  string
	Name    string
	Way     []obstacle
	Blocked bool
	Warned  bool
	Runs    bool // dynamic control: who asks says why
	Ended   web.Facts
	Grounds []web.Option
	Papers  []web.Option
}

// obstacle is one thing that stands in the way, in words, with where it is settled.
type obstacle struct {
	Text, Why, URL string
	Blocks, Runs   bool
	Since          bool // it came after the sealing was asked for
}

func (d *desk) askForm(r *web.Request) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	x, err := d.Sealings.Look(r.Context(), who)
	if err != nil {
		return err
	}
	p := askPage{Page: r.Page(r.T("sealings.ask.title"), chapter), Action: "/people/" + string(who) + "/sealing", Name: x.Name}
	p.Sub, p.Crumbs = x.Name, []web.Crumb{{Label: x.Name, URL: "/people/" + string(who)}}
	p.Way, p.Ended = obstacles(p.Page, who, x.Way), ended(p.Page, x.Ended)
	for _, o := range p.Way {
		p.Blocked, p.Warned, p.Runs = p.Blocked || o.Blocks, p.Warned || !o.Blocks, p.Runs || o.Runs
	}
	for _, g := range sealing.Grounds {
		hint := p.T("sealings.basis", text.Articles(g.Basis))
		if !g.Mark.Blocks() {
			hint += " " + p.T("sealings.unsure")
		}
		p.Grounds = append(p.Grounds, web.Option{
			Value: string(g.Ground), Label: ground(p.Page, g.Ground), Hint: hint, Off: g.Ground == sealing.Minor && !x.Minor,
		})
	}
	for _, f := range x.Papers {
		label := f.Title
		if label == "" {
			label = f.Name
		}
		p.Papers = append(p.Papers, web.Option{Value: string(f.ID), Label: label + " " + p.Day(text.DayOf(f.At))})
	}
	return r.Draw(p.Page, askView(p))
}

func obstacles(p web.Page, who id.ID, list []sealing.Obstacle) (out []obstacle) {
	at := "/people/" + string(who)
	for _, x := range list {
		o := obstacle{Text: p.T("sealing.way." + x.Kind), Blocks: x.Blocks, Since: x.Since, URL: at}
		switch x.Kind {
		case sealing.Affair:
			o.Why, o.URL = p.T("journey.kind."+x.Code), "/journeys/"+string(x.Record)
		case sealing.Owed:
			o.Why, o.URL = telling.DutyTitle(p.Printer, duty.Code(x.Code)), at+"/duties#d-"+string(x.Record)
			if law.Unsure(x.Mark) {
				o.Why += " " + p.T("sealings.unsure")
			}
		case sealing.Control:
			o.Why, o.URL, o.Runs = p.T("sealings.runs_until", p.Day(x.Until))+" "+p.T("sealings.basis", text.Articles(x.Laws)), at+"/law", true
		case sealing.Untold:
			o.Why, o.URL = p.T("sealings.basis", text.Articles(x.Laws)), at+"/law"
		case sealing.Asking, sealing.Answered:
			o.URL = "/supervision/" + string(x.Record)
		case sealing.Correction:
			o.URL = at + "/changes/" + string(x.Record)
		case sealing.InForce:
			o.Why, o.URL = p.T("law.state."+x.Code), at+"/law"
		}
		out = append(out, o)
	}
	return out
}

// ended says how somebody's course ended, and when he left.
func ended(p web.Page, e sealing.Ended) web.Facts {
	left := p.T("sealings.ended.none")
	if !e.Left.IsZero() {
		left = p.Day(e.Left)
	}
	out := web.Facts{{Label: p.T("sealings.left"), Value: left}}
	if e.State != "" {
		out = append(out, web.Line{Label: p.T("sealings.ended"), Value: p.T("law.state." + e.State)})
	}
	return out
}

func (d *desk) ask(r *web.Request) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Ground, Reason, Letter, Document, Why string
		Known                                 bool
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.askForm)
	}
	s, err := d.Sealings.Ask(r.Context(), store.Key(r.Key()), sealing.Draft{
		Person: who, Document: id.ID(form.Document), Ground: form.Ground, Reason: form.Reason, Letter: form.Letter, Known: form.Known, Why: form.Why,
	})
	if err != nil {
		return r.Again(err, d.askForm)
	}
	return r.Done(sealingAt(s), "sealings.ask.done")
}

// onePage is one sealing.
type onePage struct {
	web.Page
	Sealing sealing.Sealing
	State   string
	Tone    web.Tone
	Facts   web.Facts
	Way     []obstacle
	Own     bool // the reader asked for it: another has to settle
	Settle  bool
}

func (d *desk) one(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var s sealing.Sealing
	names, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (map[id.ID]string, error) {
		if s, err = d.Sealings.Of(r.Context(), tx, which); err != nil {
			return nil, err
		}
		return d.named(r.Context(), tx, s.By, s.Settler)
	})
	if err != nil {
		return err
	}
	p := onePage{Page: r.Page(r.T("sealings.one"), chapter), Sealing: s, State: word(r.Page("", ""), s.State), Tone: tone(s.State)}
	p.Sub, p.Crumbs = s.Number, []web.Crumb{{Label: p.T("sealings.title"), URL: list}}
	k, _ := sealing.KindOf(s.Ground)
	line := func(label, value string) {
		if value != "" {
			p.Facts = append(p.Facts, web.Line{Label: p.T(label), Value: value})
		}
	}
	p.Own = s.State == sealing.Asked && s.By == r.Actor().Staff
	p.Settle = s.State == sealing.Asked && !p.Own && d.Policy.May(r.Actor(), policy.SealingConfirm, policy.Resource{Kind: "sealing", Facility: s.Facility, Owner: string(s.By)})
	if p.Settle || p.Own {
		x, err := d.Sealings.Look(r.Context(), s.Person)
		if err != nil {
			return err
		}
		p.Facts = append(p.Facts, web.Line{Label: p.T("sealings.who"), Value: x.Name, URL: "/people/" + string(s.Person)})
		if s.Document == "" {
			p.Way = obstacles(p.Page, s.Person, s.Since(x.Way))
			p.Facts = append(p.Facts, ended(p.Page, x.Ended)...)
		}
	}
	line("sealings.what", what(p.Page, s))
	line("sealings.ground", ground(p.Page, s.Ground)+" · "+p.T("sealings.basis", text.Articles(k.Basis)))
	if p.Settle || p.Own { // the register has numbers and dates
		line("sealings.reason", s.Reason)
		line("sealings.why", s.Why)
		line("sealings.letter", s.Letter)
	}
	line("sealings.asked", p.T("sealings.by", names[s.By], s.Asked))
	if s.Settler != "" {
		line("sealings.settled", p.T("sealings.by", names[s.Settler], s.Settled))
	}
	return r.Draw(p.Page, oneView(p))
}

func (d *desk) confirm(r *web.Request) error {
	return d.settle(r, settling{d.Sealings.Confirm, d.one, sealingAt, "sealings.confirmed"})
}

func (d *desk) refuse(r *web.Request) error {
	return d.settle(r, settling{d.Sealings.Refuse, d.one, sealingAt, "sealings.refused"})
}
