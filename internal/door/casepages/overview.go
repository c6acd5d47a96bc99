package casepages

import (
	"guitu/internal/domain/duty"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// overviewPage is the first page of a file: until when and why, what is owed, what happened last.
type overviewPage struct {
	filePage
	Card    *measureCard
	Duties  []web.Duty
	More    int // further open duties
	Latest  []happening
	Waiting []waiting
}

// waiting is a correction that a second officer has to look at.
type waiting struct{ Text, URL string }

const (
	firstDuties = 4
	firstFacts  = 6
)

func (d *desk) overview(r *web.Request, f *file) error {
	p := overviewPage{filePage: d.page(r, f, r.T("case.title"), "person")}
	if list := cards(p.Page, f.Measure); len(list) > 0 {
		p.Card = &list[0]
	}
	open := owing(f.Duties)
	p.More = max(0, len(open)-firstDuties)
	for _, x := range open[:min(firstDuties, len(open))] {
		p.Duties = append(p.Duties, d.dutyCard(r, p.filePage, x))
	}
	p.Latest = happenings(p.Page, f, false)
	p.Latest = p.Latest[:min(firstFacts, len(p.Latest))]
	p.Waiting = changes(p.Page, f)
	return r.Draw(p.Page, overviewView(p))
}

func changes(p web.Page, f *file) []waiting {
	var out []waiting
	for _, c := range f.Measure.Changes {
		out = append(out, waiting{Text: p.T("case.change.waits", c.Before, c.After), URL: at(f.Person.ID, "changes/"+string(c.ID))})
	}
	return out
}

type legalPage struct {
	filePage
	Cards   []measureCard
	All     []happening
	Waiting []waiting
}

func (d *desk) legal(r *web.Request, f *file) error {
	p := legalPage{filePage: d.page(r, f, r.T("case.tab.law"), "term")}
	p.Cards, p.Waiting = cards(p.Page, f.Measure), changes(p.Page, f)
	p.All = happenings(p.Page, f, d.Policy.May(r.Actor(), policy.MeasureCorrect, lifeOf(f)))
	return r.Draw(p.Page, legalView(p))
}

// lifeOf is the file's legal life as policy sees it.
func lifeOf(f *file) policy.Resource {
	r := f.Measure.Life.Resource()
	if f.Measure.Life.Person == "" {
		r = f.Stay.Resource()
		r.Kind, r.ID = "measure", f.Person.ID
	}
	return r
}

type dutiesPage struct {
	filePage
	Open, Paper []web.Duty
	Closed      [][]string
}

func (d *desk) owed(r *web.Request, f *file) error {
	p := dutiesPage{filePage: d.page(r, f, r.T("case.tab.duties"), "duties")}
	for _, x := range f.Duties {
		switch {
		case x.State != duty.Pending:
			p.Closed = append(p.Closed, closedRow(p.Page, x))
		case x.Paper:
			p.Paper = append(p.Paper, d.dutyCard(r, p.filePage, x))
		}
	}
	for _, x := range owing(f.Duties) {
		p.Open = append(p.Open, d.dutyCard(r, p.filePage, x))
	}
	return r.Draw(p.Page, dutiesView(p))
}

// owing are the open duties by due moment; those that wait for paper are another pile.
func owing(all []duty.Duty) []duty.Duty {
	var out []duty.Duty
	for _, x := range all {
		if x.State == duty.Pending && !x.Paper {
			out = append(out, x)
		}
	}
	return out
}
