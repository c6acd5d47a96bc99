package lawpages

import (
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// answer is the clock's answer in words.
type answer struct {
	Measures []measureWords
	Duties   []dutyWords
	Refused  []findingWords
	Warnings []findingWords
	Reasons  []reasonWords
}

type measureWords struct {
	Title string
	Facts web.Facts
}

type dutyWords struct {
	Title, Due string
	Tone       web.Tone
	Status     string
	Laws       []web.Law
}

type findingWords struct {
	Text string
	Laws []web.Law
}

type reasonWords struct {
	Text string
	Laws []web.Law
}

func drawn(p web.Page, c *term.Case, a *term.Answer) (out answer) {
	for _, m := range a.Measures {
		out.Measures = append(out.Measures, measureOf(p, m))
	}
	for _, d := range a.Duties {
		out.Duties = append(out.Duties, dutyOf(p, d))
	}
	for _, f := range a.Refused {
		out.Refused = append(out.Refused, findingOf(p, c, p.T("law.refused."+f.Code.String()), f))
	}
	for _, f := range a.Warnings {
		out.Warnings = append(out.Warnings, findingOf(p, c, telling.Warning(p.Printer, f), f))
	}
	for _, s := range a.Trace {
		if s.Key == "term.says.refused" || s.Key == "term.says.warning" {
			continue // they stand on top, each with its fact
		}
		out.Reasons = append(out.Reasons, reasonWords{Text: s.Say(p.Printer), Laws: telling.Grounds(p.Printer, s)})
	}
	return out
}

func measureOf(p web.Page, m term.Measure) measureWords {
	w := measureWords{Title: p.T("rules.machine." + m.Kind.String())}
	w.Facts = web.Facts{
		{Label: p.T("rules.try.state"), Value: p.T("law.state." + m.State.String())},
		{Label: p.T("rules.try.start"), Value: p.DayLong(m.Start)},
		{Label: p.T("rules.try.end"), Value: p.DayLong(m.End)},
	}
	if m.Substate != law.InFacility {
		w.Facts = append(w.Facts, web.Line{Label: p.T("rules.try.substate"), Value: p.T("law.substate." + m.Substate.String())})
	}
	if m.Kind == law.CI {
		early := p.T("rules.try.barred")
		if !m.EarliestEarlyRelease.IsZero() {
			early = p.DayLong(m.EarliestEarlyRelease)
		}
		w.Facts = append(w.Facts,
			web.Line{Label: p.T("rules.try.early_from"), Value: early},
			web.Line{Label: p.T("rules.try.extended"), Value: p.T("rules.unit.month", m.ExtensionMonths)})
	}
	if m.Reason != law.NotEnded {
		w.Facts = append(w.Facts, web.Line{Label: p.T("rules.try.reason"), Value: p.T("law.reason." + m.Reason.String())})
	}
	return w
}

func dutyOf(p web.Page, d term.Duty) dutyWords {
	w := dutyWords{
		Title: p.T("law.duty." + d.Code.String()), Status: p.T("rules.try.status." + d.Status.String()),
		Laws: laws(p.Printer, d.Basis, !law.Unsure(d.Certainty())), Due: p.T("rules.limit.none"),
	}
	w.Tone = map[term.Status]web.Tone{
		term.Pending: web.Info, term.Overdue: web.Danger, term.Done: web.OK, term.Late: web.Warn,
	}[d.Status]
	if w.Tone == "" {
		w.Tone = web.Neutral
	}
	switch {
	case d.Due.Exact:
		w.Due = p.Moment(d.Due.At.Time())
	case !d.Due.IsZero():
		w.Due = p.DayLong(d.Due.Day)
	}
	if !d.NotBefore.IsZero() {
		w.Due = p.T("rules.try.not_before", d.NotBefore, w.Due)
	}
	return w
}

// findingOf says a refusal or a warning, and about which fact.
func findingOf(p web.Page, c *term.Case, words string, f term.Finding) findingWords {
	w := findingWords{Text: words, Laws: laws(p.Printer, law.Finding(f.Code).Basis, !f.Unsure())}
	if f.Fact >= 0 {
		x := c.Facts[f.Fact]
		w.Text = p.T("rules.try.about", x.On, text.Key("measure.fact."+x.Type.String()), w.Text)
	}
	return w
}
