package telling

import (
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/web"
)

// Measure is one measure as a page tells it: what, in which state, until when, and why.
type Measure struct {
	Title, State string
	Sub          string
	Days         web.Facts
	Ring         *web.Ring
	Why          []web.Reckoning
	Warnings     []web.Law // what the law notices about it, with the article
	Current      bool
}

// Measures draws the measures of a life, the latest first.
func Measures(p web.Page, v measure.View) []Measure {
	var out []Measure
	for i := len(v.Answer.Measures) - 1; i >= 0; i-- {
		m := v.Answer.Measures[i]
		c := Measure{
			Title: p.T("told.kind." + m.Kind.String()), State: p.T("law.state." + m.State.String()),
			Current: i == len(v.Answer.Measures)-1, Days: days(p, m), Why: reasons(p, v, i),
		}
		if m.Substate != law.InFacility {
			c.State = p.T("law.substate." + m.Substate.String())
		}
		c.Sub = p.T("told.decided_on", m.Decided)
		if m.Kind == law.CI && c.Current && !m.End.IsZero() && !m.State.Final() {
			c.Ring = ring(p, v, m)
		}
		out = append(out, c)
	}
	for _, w := range v.Answer.Warnings {
		if len(out) == 0 {
			break
		}
		c := &out[len(out)-1-about(v.Answer.Measures, w)]
		c.Warnings = append(c.Warnings, web.Law{Text: Warning(p.Printer, w), Unsure: w.Unsure()})
	}
	return out
}

// about is the measure that a warning belongs to: the latest that had begun with the fact it is about.
func about(list []term.Measure, w term.Finding) int {
	for i := len(list) - 1; i > 0; i-- {
		if w.Fact < 0 || list[i].Fact <= w.Fact {
			return i
		}
	}
	return 0
}

// days are the dates of a measure in words.
func days(p web.Page, m term.Measure) web.Facts {
	var out web.Facts
	add := func(key string, d civil.Date) {
		if !d.IsZero() {
			out = append(out, web.Line{Label: p.T("told.day." + key), Value: p.DayLong(d)})
		}
	}
	add("start", m.Start)
	if m.End.IsZero() {
		out = append(out, web.Line{Label: p.T("told.day.end"), Value: p.T("told.end.unknown")})
	}
	if m.State.Final() {
		add("end", m.LegalEnd)
		add("ended", m.End)
	} else {
		add("end", m.End)
		add("early", m.EarliestEarlyRelease)
	}
	if m.ExtensionMonths > 0 {
		out = append(out, web.Line{Label: p.T("told.day.extension"), Value: p.Span(m.ExtensionMonths, "months")})
	}
	if m.Reason != law.NotEnded {
		out = append(out, web.Line{Label: p.T("told.day.reason"), Value: reason(p, m)})
	}
	return out
}

// reason is how a CI ended. Who left after the last lawful day was not released on time, whatever the clock calls it.
func reason(p web.Page, m term.Measure) string {
	late := 0
	if !m.LegalEnd.IsZero() {
		late = m.End.Sub(m.LegalEnd)
	}
	if late > 0 && m.State == law.CIReleased {
		return p.T("told.reason.late", p.Span(late, "days"))
	}
	return p.T("law.reason." + m.Reason.String())
}

// Warning is what the law notices; what is past is told as past.
func Warning(p text.Printer, w term.Finding) string {
	if w.Code == law.ReleaseOverdue && w.Fact >= 0 {
		return p.T("told.warning.left_late")
	}
	return p.T("law.warning." + w.Code.String())
}

// Breach is the rule that a code kept with a fact outside the law names, "" for none.
func Breach(p text.Printer, code string) string {
	if code == law.ReleaseOverdue.String() {
		return p.T("told.warning.left_late")
	}
	return p.Or("law.refused."+code, "")
}

// reasons are the steps of the clock about one measure, in the order in which they were taken.
func reasons(p web.Page, v measure.View, i int) []web.Reckoning {
	return why(p, v, func(s term.Step) bool { return s.Measure == i })
}

func why(p web.Page, v measure.View, about func(term.Step) bool) (out []web.Reckoning) {
	for _, s := range v.Answer.Trace {
		if about(s) {
			out = append(out, web.Reckoning{Text: s.Say(p.Printer), Laws: Grounds(p.Printer, s)})
		}
	}
	return out
}

// Grounds are the articles of a reason. What the house reads between them stands beside them and is to be confirmed;
// the articles themselves are sure.
func Grounds(p text.Printer, s term.Step) []web.Law {
	if s.Mark != law.Inference || !s.Unsure {
		return Articles(p, s.Basis, s.Unsure)
	}
	return append(Articles(p, s.Basis, false), web.Law{Text: p.T("told.reading"), Unsure: true})
}

// assessments are the steps of the clock that give the dates of duties which it does not print.
var assessments = map[duty.Code]string{"da.pre_expiry": "ci.submit_by", "da.one_year": "ci.early.from"}

// Reckoned is how the clock came to the date of a duty, as it folds the life today; nothing for a duty of an act.
func Reckoned(p web.Page, v measure.View, x duty.Duty) []web.Reckoning {
	if rule, ok := assessments[x.Code]; ok {
		return why(p, v, func(s term.Step) bool { return s.Rule == rule && s.Measure == x.Number })
	}
	for i, d := range v.Answer.Duties {
		if string(x.Code) == d.Code.String() && x.Number == d.Measure && d.Opened < len(v.Life.Events) && v.Life.Events[d.Opened].ID == x.Cause {
			return why(p, v, func(s term.Step) bool { return s.Duty == i })
		}
	}
	return nil
}

// Articles are the articles of a rule; unsure says that the bureau has not confirmed it.
func Articles(p text.Printer, basis []law.Citation, unsure bool) []web.Law {
	var out []web.Law
	for _, b := range basis {
		if b != "" {
			out = append(out, web.Law{Text: p.Article(b), Unsure: unsure})
		}
	}
	return out
}

// Cited are articles as a row keeps them, joined by "; ".
func Cited(p text.Printer, basis, certainty string) []web.Law {
	return Articles(p, strings.Split(basis, "; "), law.Unsure(certainty))
}

// ring is the term of a running CI, with the sum that makes its last day.
func ring(p web.Page, v measure.View, m term.Measure) *web.Ring {
	on := min(max(Today(p).Sub(m.Start)+1, 0), m.End.Sub(m.Start)+1)
	first := m.Base
	longer := first.AddMonths(m.ExtensionMonths)
	r := &web.Ring{
		Total: m.End.Sub(m.Start) + 1, End: m.End, Left: m.End.Sub(Today(p)), YearMark: true,
		Police: police(v, m, on), Extension: longer.Sub(first),
		Law: Articles(p.Printer, []string{"NCL 47", "REG 27"}, false),
	}
	r.Served = on - r.Police
	r.Sum = []web.Term{{Label: p.T("told.sum.term"), Value: p.Span(first.Sub(m.Start)+1, "days"), Note: p.T("told.sum.range", m.Start, first)}}
	add := func(key string, n int, note string) {
		r.Sum = append(r.Sum, web.Term{Label: p.T("told.sum." + key), Value: signed(p, n), Note: note})
	}
	note := ""
	if m.ExtensionMonths > 0 {
		note = p.Span(m.ExtensionMonths, "months")
	}
	add("extension", r.Extension, note)
	if away := m.End.Sub(longer); away > 0 {
		add("away", away, p.T("told.sum.away.note"))
	} else if away < 0 {
		add("early", away, p.T("told.sum.early.note"))
	}
	r.Sum = append(r.Sum, web.Term{Label: p.T("told.sum.end"), Value: p.Day(m.End)})
	r.Unmoved = unmoved(p, v, m)
	r.Differs = differs(p, v, m, first)
	return r
}

func signed(p web.Page, n int) string {
	switch {
	case n > 0:
		return "+ " + p.Span(n, "days")
	case n < 0:
		return "− " + p.Span(-n, "days")
	}
	return p.Span(0, "days")
}

// police is how many of the days so far were spent before this facility.
func police(v measure.View, m term.Measure, so int) int {
	for i, e := range Standing(v.Life) {
		if i > m.Fact && e.Fact.Type == term.JAAdmitted && e.Outside == "" {
			return min(so, max(0, e.Fact.On.Sub(m.Start)))
		}
	}
	return 0
}

// Standing is the life without facts that were withdrawn: those are left as zero events, so that positions
// stay.
func Standing(l measure.Life) []measure.Event {
	out := make([]measure.Event, len(l.Events))
	gone := withdrawn(l)
	for i, e := range l.Events {
		if _, ok := gone[e.ID]; !ok && e.Withdraws == "" {
			out[i] = e
		}
	}
	return out
}

// unmoved says what does not move the last day, so that nobody has to ask.
func unmoved(p web.Page, v measure.View, m term.Measure) []string {
	var out []string
	life := Standing(v.Life)
	span := func(from, to term.Type, key string) {
		n, since := 0, civil.Date{}
		for i, e := range life {
			switch {
			case i <= m.Fact || e.Outside != "":
			case e.Fact.Type == from:
				since = e.Fact.On
			case e.Fact.Type == to && !since.IsZero():
				n, since = n+e.Fact.On.Sub(since), civil.Date{}
			}
		}
		if !since.IsZero() {
			n += max(0, Today(p).Sub(since))
		}
		if n > 0 {
			out = append(out, p.T("told.unmoved."+key, n))
		}
	}
	span(term.OutsideMedicalApproved, term.OutsideMedicalEnded, "medical")
	span(term.HomeLeave, term.HomeLeaveEnded, "leave")
	span(term.HeldElsewhere, term.HeldElsewhereEnded, "held")
	return append(out, p.T("told.unmoved.holiday"))
}

// differs tells that the paper prints another last day than the clock computes.
func differs(p web.Page, v measure.View, m term.Measure, first civil.Date) string {
	if m.Fact >= len(v.Life.Events) {
		return ""
	}
	printed := v.Life.Events[m.Fact].Fact.TermEnd
	if printed.IsZero() || printed == first {
		return ""
	}
	return p.T("told.differs", printed, first)
}

func itoa(n int) string { return strconv.Itoa(n) }
