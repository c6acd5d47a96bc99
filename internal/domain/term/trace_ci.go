package term

import (
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
)

// isolation says why a CI ends when it does: the term, what was added, what ended it, and from when less is possible.
func (t told) isolation() {
	t.decided()
	t.printed()
	t.longer()
	t.lastDay()
	t.left()
	t.early()
}

func (t told) decided() {
	m := t.m
	years := t.f.parameter(law.CITerm, m.decided)
	t.step("ci.term", m.fact, enacted("NCL 47", "REG 27").by(years), "ci.term", m.decided, lasts(years.Value))
	t.counted(m.decided, years.Value.N, t.f.lastDay(m.decided, years.Value.N))
}

// printed says what became of the days that the decision prints, where they are not those of the law.
func (t told) printed() {
	x := &t.f.c.Facts[t.m.fact]
	if s := x.TermStart; !s.IsZero() && s != t.m.decided {
		t.step("ci.term.printed", t.m.fact, found(law.StartBeforeDecision), "ci.printed.start", s)
	}
	lawful := t.f.lastDay(t.m.decided, t.f.law.on(t.m.decided).ciYears)
	switch e := x.TermEnd; {
	case e.IsZero() || e == lawful:
	case e.Before(lawful):
		t.step("ci.term.printed", t.m.fact, found(law.PrintedDiffers), "ci.printed.sooner", e, lawful)
	default:
		t.step("ci.term.printed", t.m.fact, found(law.PrintedDiffers), "ci.printed.later", e, lawful)
	}
}

// longer says what was added to the term: months approved, days away.
func (t told) longer() {
	months := 0
	for i, x := range t.facts(ExtensionDecided) {
		if x.Approved {
			months += int(x.Months)
			most := t.f.parameter(law.CIExtensionMax, x.On)
			t.step("ci.extension", i, enacted("NCL 47", "REG 33").by(most), "ci.extension",
				x.On, text.Span{N: int(x.Months), Unit: "months"}, text.Span{N: months, Unit: "months"}, lasts(most.Value))
		}
	}
	if t.m.away > 0 {
		boundary := t.f.parameter("ci.abscond.boundary", t.m.decided)
		t.step("ci.away", t.last(Recapture, nil), enacted("REG 32").by(boundary), "ci.away", text.Span{N: int(t.m.away), Unit: "days"})
	}
}

func (t told) lastDay() {
	m := t.m
	switch {
	case m.end.IsZero():
		t.step("ci.end", t.last(Abscond, nil), enacted("REG 32"), "ci.end_unknown")
	case !m.releaseOn.IsZero():
		t.step("ci.end", t.last(EarlyDecided, func(x *Fact) bool { return x.Approved }), enacted("NCL 47", "REG 33"), "ci.early", m.end)
	case t.out.State == law.CIExpiredElsewhere:
		t.step("ci.end", t.last(HeldElsewhere, nil), enacted("REG 36"), "ci.expired", m.end)
	default:
		t.step("ci.end", m.fact, enacted("NCL 47", "REG 27"), "ci.end", m.end)
	}
}

// endings are the grounds on which a fact ends a CI, as the table of transitions has them.
var endings = map[law.State]ground{
	law.CIReleased:  enacted("REG 34"),
	law.CIConverted: enacted("REG 31"),
	law.CIAnnulled:  {[]law.Citation{"ARL", "ALL"}, law.Inference, true},
	law.CIDeceased:  {[]law.Citation{"MOJ127"}, law.Secondary, true},
}

// left says which fact ended the measure. An annulment of what had ended before leaves the lived days as they are.
func (t told) left() {
	if t.m.ended.IsZero() {
		return
	}
	g, x := endings[t.out.State], &t.f.c.Facts[t.m.endedBy]
	if t.out.State == law.CIAnnulled && x.On != t.m.ended {
		t.step("ci.ended", t.m.endedBy, g, "ci.annulled_after", t.m.ended, x.On)
		return
	}
	t.ended("ci.ended", g, text.Key("law.reason."+t.out.Reason.String()))
}

// early says what stands against early release, or from when it may be proposed, and by when an opinion must be sent.
func (t told) early() {
	if gone := t.m.earlyGone; gone > 0 {
		x, g, key := &t.f.c.Facts[gone], enacted("REG 32"), "ci.early_gone.recapture"
		if x.Type == ExtensionDecided { // that a later decision takes the place of an earlier one is our reading
			g, key = ground{[]law.Citation{"NCL 47", "REG 33"}, law.Inference, true}, "ci.early_gone.extension"
		}
		t.step("ci.early.gone", gone, g, key, t.f.c.Facts[t.m.early].ReleaseOn, x.On)
	}
	for _, bar := range law.Bars {
		if t.m.bars&bar.Bar == 0 {
			continue
		}
		fact := t.m.fact
		if bar.Bar == law.BarRecaptured {
			fact = t.last(Recapture, nil)
		}
		t.step("ci.early.barred", fact, ground{bar.Basis, bar.Mark, !bar.Mark.Blocks()}, "ci.barred", text.Key("law.bar."+bar.Code))
	}
	if from := t.out.EarliestEarlyRelease; !from.IsZero() {
		least := t.f.parameter(law.CIEarlyMin, t.m.decided)
		g := enacted("NCL 47").by(least).by(t.f.parameter("ci.early.oneYearFrom", t.m.decided))
		t.step("ci.early.from", t.m.fact, g, "ci.early_from", t.m.start, lasts(least.Value), from)
	}
	if by := t.out.SubmitBy; !by.IsZero() && t.m.ended.IsZero() {
		lead := t.f.parameter(law.CISubmitLead, t.m.end)
		t.step("ci.submit_by", t.m.fact, ground{}.by(lead), "ci.submit_by", t.m.end, lasts(lead.Value), by)
	}
}
