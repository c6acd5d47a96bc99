package term

import (
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
)

// own is a fact type of the measure's kind: the one of CD, or its brother of CR.
func (t told) own(cd Type) Type {
	return cd + crOffset*Type(t.m.kind-law.CD)
}

// community says why a CD or CR ends when it does.
func (t told) community() {
	m, out, rule := t.m, t.out, "cd"
	if m.kind == law.CR {
		rule = "cr"
	}
	term := t.termOf()
	days := func(n int32) text.Span { return text.Span{N: int(n), Unit: "days"} }
	switch {
	case m.start.IsZero() && t.f.unreported(m) && m.ended.IsZero():
		t.step(rule+".term", m.fact, term, "community.refused", m.reportDue)
	case m.start.IsZero():
		t.step(rule+".term", m.fact, term, "community.not_reported")
	default:
		t.step(rule+".term", t.last(t.own(CDReported), nil), term, "community.term", m.start, text.Span{N: int(m.years), Unit: "years"})
		t.counted(m.start, int(m.years), t.f.lastDay(m.start, int(m.years)))
	}
	if m.served > 0 {
		t.step(rule+".served", m.fact, enacted("REG 31"), "community.served", days(m.served))
	}
	if m.detained > 0 {
		t.step(rule+".detained", t.last(t.own(CDDetentionEnded), nil), t.shared("REG 24"), "community.detained", days(m.detained))
	}
	switch {
	case m.start.IsZero():
	case out.LegalEnd.IsZero():
		t.step(rule+".end", t.last(t.own(CDDetained), nil), t.shared("REG 24"), "community.end_unknown")
	default:
		t.step(rule+".end", m.fact, term, "community.end", out.LegalEnd)
	}
	if s := m.serious; !m.breached.IsZero() {
		t.step(rule+".serious_breach", -1, t.shared("NCL 35", "REG 20"), "community.breached", m.breached, s.Refusals, s.Trips, s.Days)
	}
	t.terminated(rule)
}

// termOf is what the length of the term rests on. That a CR counts from the report is our reading.
func (t told) termOf() ground {
	if t.m.kind == law.CR {
		return enacted("NCL 48", "REG 37").by(t.f.parameter("cr.clockFrom", t.m.decided))
	}
	return enacted("REG 14").by(t.f.parameter(law.CDTerm, t.m.decided))
}

// shared is a rule of CD that NCL 48 gives to CR.
func (t told) shared(basis ...law.Citation) ground {
	if t.m.kind == law.CR {
		return enacted("NCL 48").by(law.Parameter{Basis: basis})
	}
	return enacted(basis...)
}

func (t told) terminated(rule string) {
	switch {
	case t.m.ended.IsZero():
	case t.f.c.Facts[t.m.endedBy].Type == CIDecided:
		t.ended(rule+".ended", ground{[]law.Citation{"NCL 38"}, law.Inference, true}, "term.says.community.isolated")
	default:
		t.ended(rule+".ended", t.shared("REG 24"), "term.says.community.imprisoned")
	}
}
