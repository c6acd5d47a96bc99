package ownpages

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/staff"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

type remedyPage struct {
	own
	Rows      []owedLine
	Untold    []string // decisions of which nobody recorded on which day he came to know of them
	Limits    []limit  // what the law gives from that day
	Choices   []web.Option
	Decisions []web.Option // of his file, to choose against which
	Latest    string
	Asked     []asked
}

// asked is what he asked for, and how far it is.
type asked struct{ What, When, Words, State, Answer, By, Waits, Gone string }

// remedies are what he himself may do against a decision, by until when; and what the house must do when he asks for help.
var remedies = []duty.Code{"recon.apply", "suit.direct", "suit.after_recon", "legal_aid.forward"}

// handing are the duties by which what he asked for goes on.
var handing = []duty.Code{"journey.reconsideration", "journey.suit", "remedy.tell", "remedy.overturned"}

func (d *desk) remedy(v *visit) error {
	all, err := d.duties(v)
	if err != nil {
		return err
	}
	f, err := d.file(v, census.Parts{Measure: true})
	if err != nil {
		return err
	}
	p := remedyPage{}
	if p.own, err = d.page(v, v.T("own.tile.remedy")); err != nil {
		return err
	}
	_, err = store.Read(v.Context(), d.DB, func(tx *store.Tx) (int, error) {
		cases, err := d.Remedies.Asked(v.Context(), tx)
		if err != nil {
			return 0, err
		}
		for i := range cases {
			line := askedLine(p.Page, &cases[i], all)
			if err := d.recorded(v.Context(), tx, p.Page, &cases[i], &line); err != nil {
				return 0, err
			}
			p.Asked = append(p.Asked, line)
		}
		if err := d.limits(v.Context(), tx, all, &p); err != nil {
			return 0, err
		}
		return 0, d.against(v.Context(), tx, f.Measure, &p)
	})
	if err != nil {
		return err
	}
	for _, k := range remedy.Kinds {
		p.Choices = append(p.Choices, web.Option{Value: string(k), Label: p.T("own.remedy.ask." + string(k))})
	}
	return v.Draw(p.Page, remedyView(p))
}

// limits are the days until which he may ask, and what the house owes him for it.
func (d *desk) limits(ctx context.Context, tx *store.Tx, all []duty.Duty, p *remedyPage) error {
	for _, x := range all {
		if !slices.Contains(remedies, x.Code) || x.State == duty.Void {
			continue
		}
		l := open(p.Page, x)
		switch {
		case x.State != duty.Pending:
			l.Due, l.Left, l.State = "", "", p.T("own.remedy.used")
			if !x.Closed.IsZero() {
				l.State += " " + p.Day(text.DayOf(x.Closed))
			}
		case x.Code == "suit.direct" && asks(all, x):
			after, err := d.limit(ctx, tx, p.own, law.SuitAfterWithin, "own.remedy.suit_after")
			if err != nil {
				return err
			}
			l.Due, l.Left, l.Late, l.Say, l.Laws = "", "", false, after.Words, append(telling.Articles(p.Printer, []law.Citation{"ALL 44"}, false), after.Laws...)
		case l.Late:
			l.State = p.T("own.remedy.past")
		}
		p.Rows = append(p.Rows, l)
	}
	return nil
}

// asks tells whether he asked for reconsideration of the decision that he may also take to court: then he may do so only after it
// (ALL 44), and another limit counts (ALL 45). Both limits began with the same fact.
func asks(all []duty.Duty, suit duty.Duty) bool {
	return slices.ContainsFunc(all, func(x duty.Duty) bool {
		return x.Code == "recon.apply" && x.Cause == suit.Cause && x.State != duty.Pending && x.State != duty.Void
	})
}

// against are the decisions that he may go against, and those whose limits nobody began.
func (d *desk) against(ctx context.Context, tx *store.Tx, m measure.View, p *remedyPage) error {
	for _, x := range remedy.Decisions(m.Life) {
		name := telling.Decision(p.Printer, x)
		p.Decisions = append(p.Decisions, web.Option{Value: x.Ref(), Label: name})
		if x.Known == "" {
			p.Untold = append(p.Untold, name)
		}
	}
	if meant, ok := remedy.Running(m); ok {
		p.Latest = meant.Ref()
		p.Decisions = append(p.Decisions, web.Option{Value: "", Label: p.T("own.remedy.against.other")})
	}
	if len(p.Untold) == 0 {
		return nil
	}
	for _, x := range []struct {
		key   law.Key
		words string
	}{{law.ReconApplyWithin, "own.remedy.limit.reconsideration"}, {law.SuitDirectWithin, "own.remedy.limit.suit"}} {
		got, err := d.limit(ctx, tx, p.own, x.key, x.words)
		if err != nil {
			return err
		}
		if got.Words != "" {
			p.Limits = append(p.Limits, got)
		}
	}
	return nil
}

func askedLine(p web.Page, c *journey.Case, owed []duty.Duty) asked {
	said := c.Said("request")
	a := asked{
		What: p.T("journey.kind." + string(c.Kind)), When: p.T("own.remedy.asked_on", p.Moment(said.Moment("requested_at").Time())), Words: said.Of("words"),
		State: p.T("own.remedy.state." + string(c.State)),
	}
	for _, x := range owed {
		of := slices.ContainsFunc(c.Entries, func(e journey.Entry) bool { return e.ID == x.Cause })
		if of && x.State == duty.Pending && slices.Contains(handing, x.Code) {
			l := open(p, x)
			a.Waits = p.T("own.remedy.waits", l.Title, l.By, l.Due)
		}
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

// recorded says of what an officer typed in his name that the officer did: who reads it knows whether it was so.
func (d *desk) recorded(ctx context.Context, tx *store.Tx, p web.Page, c *journey.Case, a *asked) error {
	if e, ok := c.Last("request"); ok && !strings.HasPrefix(e.By, actor.ResidentRef) {
		by, err := posts(ctx, tx, p, c, e)
		if err != nil {
			return err
		}
		a.When = p.T("own.remedy.recorded", by, p.Moment(e.At), text.Key("own.remedy.who."+e.Answers.Of("by_whom")), p.Moment(e.Answers.Moment("requested_at").Time()))
	}
	if e, ok := c.Last("withdraw"); ok {
		by, err := posts(ctx, tx, p, c, e)
		if err != nil {
			return err
		}
		a.Gone = p.T("own.remedy.withdrawn", by, p.Moment(e.At))
	}
	return nil
}

// posts are those from which an officer did a step, his own and lent ones of its day in that house: posts and no name.
func posts(ctx context.Context, tx *store.Tx, p web.Page, c *journey.Case, e journey.Entry) (string, error) {
	held, err := staff.Held(ctx, tx, id.ID(strings.TrimPrefix(e.By, actor.Actor{Kind: actor.Officer}.Ref())), journey.DayOf(e))
	var out []string
	for _, x := range held {
		if role := p.T("role." + x.Role); x.Facility == c.Facility && !slices.Contains(out, role) {
			out = append(out, role)
		}
	}
	if len(out) == 0 {
		out = []string{p.T("own.remedy.officer")}
	}
	return p.List(out), err
}

// unsigned are the forms of what he asked for, with how it stands with his signature: until he signed, one counts for nothing.
func (d *desk) unsigned(v *visit) (map[id.ID]string, error) {
	return store.Read(v.Context(), d.DB, func(tx *store.Tx) (map[id.ID]string, error) {
		cases, err := d.Remedies.Asked(v.Context(), tx)
		out := map[id.ID]string{}
		for i := range cases {
			c, key := &cases[i], "own.papers.unsigned"
			switch sent := c.Said("send_on"); {
			case sent.Says("resident_signs", "declined"):
				key = "own.papers.declined"
			case c.Did("send_on"):
				key = "own.papers.signed"
			case c.State == affair.Cancelled:
				key = "own.papers.withdrawn"
			}
			if e, ok := c.Last("form"); ok {
				for _, x := range paperwork.Papers(e) {
					out[x] = key
				}
			}
		}
		return out, err
	})
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
		return v.Again(errs.Renamed(err, "against_number", "against"), func(*web.Request) error { return d.remedy(v) })
	}
	return v.Done("/own/remedy", "own.remedy.done")
}
