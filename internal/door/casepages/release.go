package casepages

import (
	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// running is the compulsory isolation that counts now; ok is false when none runs.
func running(v measure.View) (m term.Measure, ok bool) {
	if n := len(v.Answer.Measures); n > 0 {
		m = v.Answer.Measures[n-1]
	}
	return m, m.Kind == law.CI && !m.State.Final() && m.Substate != law.Absconded
}

// overdue gives the measure of somebody who must be let go: his last day is today or has passed.
func overdue(v measure.View, today civil.Date) (term.Measure, bool) {
	m, ok := running(v)
	return m, ok && !m.End.IsZero() && !m.End.After(today)
}

// alarm is what stands on top of the file of somebody held to his last day or longer.
type alarm struct {
	Title, Text string
	Laws        []web.Law
	Act         web.Act
}

// groundless are the duties of who is held by nothing any more, whatever the clock says of his term.
var groundless = map[duty.Code]struct{ title, text string }{
	"journey.annulment": {"case.alarm.annulled", "case.alarm.annulled.text"},
	"conversion.home":   {"case.alarm.converted", "case.alarm.converted.text"},
}

// alarmOf is nil while nothing is wrong. Who may not release is told whose it is.
func alarmOf(p filePage, mayRelease bool) *alarm {
	f := p.File
	for _, x := range f.Duties {
		if why, ok := groundless[x.Code]; ok && x.State == duty.Pending {
			return &alarm{Title: p.T(why.title), Text: p.T(why.text), Act: web.Act{Label: p.T("case.alarm.annulled.act"), URL: telling.Affair(x)}}
		}
	}
	m, due := overdue(f.Measure, telling.Today(p.Page))
	switch {
	case f.Stay.ID == "" || !f.Stay.Here() || !f.HasLife:
		return nil
	case len(f.Measure.Answer.Measures) == 0:
		return bare(p)
	case !due:
		return nil
	}
	a := &alarm{Title: p.T("case.alarm.today"), Text: p.T("case.alarm.today.text", m.End)}
	if days := telling.Today(p.Page).Sub(m.End); days > 0 {
		a.Title, a.Text = p.T("case.alarm.over"), p.T("case.alarm.over.text", m.End, p.Span(days, "days"))
	}
	a.Laws = telling.Articles(p.Printer, law.Duty(law.Release).Basis, false)
	if !mayRelease {
		a.Text += p.T("case.alarm.whose", text.Key("role.return_officer"))
		return a
	}
	a.Act = web.Act{Label: p.T("case.alarm.act"), URL: "/journeys/new/release?person=" + string(f.Person.ID)}
	return a
}

// bare is the alarm for somebody who is here without a decision.
func bare(p filePage) *alarm {
	a := &alarm{Title: p.T("case.alarm.bare"), Text: p.T("case.alarm.bare.text"), Laws: telling.Articles(p.Printer, []law.Citation{"NCL 40", "NCL 41"}, false)}
	if p.Head.Primary.URL != "" {
		a.Act = web.Act{Label: p.T("case.alarm.bare.act"), URL: at(p.File.Person.ID, "record?type="+term.CIDecided.String())}
	}
	return a
}

// unadmitted tells whether somebody is here whose admission the clock does not know.
func unadmitted(f *file) bool {
	if !f.Stay.Here() || f.Stay.ID == "" {
		return false
	}
	for _, e := range telling.Standing(f.Measure.Life) {
		if e.Fact.Type == term.JAAdmitted && !e.Fact.On.Before(f.Stay.Admitted) {
			return false
		}
	}
	return true
}
