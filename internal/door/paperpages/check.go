package paperpages

import (
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/domain/paper"
	"guitu/internal/door/papercheck"
	"guitu/internal/door/web"
)

type checkPage struct {
	web.Page
	Keys   string // a line each, newest first
	Answer *answer
}

// answer is what a check found, in words.
type answer struct {
	Tone        web.Tone
	Title, Text string
	Says        web.Facts // what the house stated: to be compared with the paper
}

func (d *desk) checkForm(r *web.Request) error { return d.drawCheck(r, nil) }

func (d *desk) drawCheck(r *web.Request, a *answer) error {
	p := checkPage{Page: r.Page(r.T("papers.check.title"), "papers"), Keys: strings.Join(d.Paper.Keys(), "\n"), Answer: a}
	if p.Who.Actor.Staff == "" { // nobody is signed in: the page stands by itself
		p.Menu, p.Who, p.SearchAt = web.Menu{}, web.Who{}, ""
	}
	return r.Draw(p.Page, checkView(p))
}

var tones = map[papercheck.Verdict]web.Tone{
	papercheck.Genuine: web.OK, papercheck.Altered: web.Danger, papercheck.UnknownKey: web.Warn,
	papercheck.OtherPaper: web.Danger, papercheck.NoPaper: web.Warn,
}

// check reads the text of a code. Nothing of it is kept, and no log has it.
func (d *desk) check(r *web.Request) error {
	var form struct{ Text, Number string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.checkForm)
	}
	found, err := papercheck.Check(form.Text, form.Number, d.Paper.Keys()...)
	if err != nil {
		var f errs.Fields
		f.Add("text", "witness.unreadable", "")
		return r.Again(f.Err("papers.check.bad"), d.checkForm)
	}
	a := &answer{Title: r.T(found.Verdict.Key(), found.Node), Text: r.T(found.Verdict.Next()), Tone: tones[found.Verdict]}
	for _, l := range found.Says(r.Page("", "").Printer) {
		a.Says = append(a.Says, web.Line{Label: l.Label, Value: l.Value})
	}
	if err := d.standing(r, found, a); err != nil {
		return err
	}
	return d.drawCheck(r, a)
}

// standing adds what no code can know: that this house has made the paper void since.
func (d *desk) standing(r *web.Request, found papercheck.Found, a *answer) error {
	if found.Verdict != papercheck.Genuine {
		return nil
	}
	s, ours, err := d.Paper.Standing(r.Context(), found.Said.Number)
	if err != nil || !ours {
		return err
	}
	counts := r.T("papers.check.standing.in_force")
	if s.State == paper.Void {
		a.Tone, a.Title, counts = web.Danger, r.T("papers.check.void"), r.T("papers.check.standing.void", s.Ended)
	}
	if s.Replaced {
		counts = r.T("papers.check.standing.replaced", s.Ended)
	}
	a.Text = r.T("papers.check.compare")
	a.Says = append(a.Says, web.Line{Label: r.T("papers.check.standing"), Value: counts})
	return nil
}
