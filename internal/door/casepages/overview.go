package casepages

import (
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// overviewPage is the first page of a file: until when and why, what is owed, what happened last.
type overviewPage struct {
	filePage
	Card    *telling.Measure
	Duties  []web.Duty
	More    int // further open duties
	Latest  []telling.Happening
	Waiting []waiting
	Alarm   *alarm
	Seal    bool // the reader may ask that the file be sealed
}

// waiting is a correction that a second officer has to look at.
type waiting struct{ Text, Since, URL string }

const (
	firstDuties = 4
	firstFacts  = 6
)

func (d *desk) overview(r *web.Request, f *file) error {
	p := overviewPage{filePage: d.page(r, f, r.T("case.title"), "people")}
	if list := telling.Measures(p.Page, f.Measure); len(list) > 0 {
		p.Card = &list[0]
	}
	open := telling.Owing(f.Duties)
	p.More = max(0, len(open)-firstDuties)
	for _, x := range open[:min(firstDuties, len(open))] {
		p.Duties = append(p.Duties, d.dutyCard(r, p.filePage, x))
	}
	p.Latest, _ = telling.Newest(p.Page, f.life(nil), firstFacts, "")
	p.Waiting, p.Alarm = d.waiting(r, p.filePage), alarmOf(p.filePage, d.Policy.Somewhere(r.Actor(), policy.JourneyRelease))
	p.Seal = d.Policy.May(r.Actor(), policy.SealingAsk, lifeOf(f))
	return r.Draw(p.Page, overviewView(p))
}

type legalPage struct {
	filePage
	Cards   []telling.Measure
	All     []telling.Happening
	Earlier int // that are not shown yet
	Waiting []waiting
	Alarm   *alarm
}

func (d *desk) legal(r *web.Request, f *file) error {
	p := legalPage{filePage: d.page(r, f, r.T("case.tab.law"), "term")}
	p.Cards, p.Waiting = telling.Measures(p.Page, f.Measure), d.waiting(r, p.filePage)
	p.Alarm = alarmOf(p.filePage, d.Policy.Somewhere(r.Actor(), policy.JourneyRelease))
	var correct func(id.ID) string
	if d.Policy.May(r.Actor(), policy.MeasureCorrect, lifeOf(f)) {
		correct = f.mends(func(event id.ID) string { return at(f.Person.ID, "facts/"+string(event)+"/correct") })
	}
	life := f.life(correct)
	brought, err := d.filed(f)
	if err != nil && errs.KindOf(err) != errs.Denied {
		return err
	}
	life.Scan = func(scan id.ID) string {
		if slices.ContainsFunc(brought, func(x journey.Filed) bool { return x.ID == scan && x.ErasedAt.IsZero() }) {
			return at(f.Person.ID, "scans/"+string(scan))
		}
		return ""
	}
	p.All, p.Earlier = telling.Asked(p.Page, life, r.URL.Query())
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
	Closed      []telling.Closed
}

func (d *desk) owed(r *web.Request, f *file) error {
	p := dutiesPage{filePage: d.page(r, f, r.T("case.tab.duties"), "term")}
	for _, x := range f.Duties {
		switch {
		case x.State != duty.Pending:
			p.Closed = append(p.Closed, d.closedDuty(r, p.filePage, x))
		case x.Paper:
			p.Paper = append(p.Paper, d.dutyCard(r, p.filePage, x))
		}
	}
	for _, x := range telling.Owing(f.Duties) {
		p.Open = append(p.Open, d.dutyCard(r, p.filePage, x))
	}
	return r.Draw(p.Page, dutiesView(p))
}
