package term

import (
	"embed"

	"guitu/internal/base/text"
	"guitu/internal/domain/law"
)

// Catalogue is what the trace says.
//
//go:embed messages.*.json
var Catalogue embed.FS

// trace says why, from what finish has made: terms first, then duties, then what was refused or noticed.
// Sentences are catalogue keys "term.says.…" with arguments; the door prints them.
func (f *fold) trace() {
	for i := range f.measures {
		m, out := &f.measures[i], &f.a.Measures[i]
		if m.kind == law.CI {
			f.traceCI(m, out)
		} else {
			f.traceCommunity(m, out)
		}
	}
	for i := range f.a.Duties {
		f.traceDuty(&f.a.Duties[i])
	}
	for _, r := range f.a.Refused {
		f.step(r.Code.String(), r.Fact, law.Finding(r.Code).Basis, "refused", r.Fact, text.Key("law.refused."+r.Code.String()))
	}
	for _, w := range f.a.Warnings {
		f.step(w.Code.String(), w.Fact, law.Finding(w.Code).Basis, "warning", text.Key("law.warning."+w.Code.String()))
	}
	if off := f.a.DynamicControlOff; !off.IsZero() {
		f.step("control.off", -1, []law.Citation{"REG 7", "SH 29", "SD 36"}, "control", off)
	}
}

func (f *fold) step(rule string, fact int, basis []law.Citation, says string, args ...any) {
	f.a.Trace = append(f.a.Trace, Step{Rule: rule, Fact: fact, Basis: basis, Key: "term.says." + says, Args: args})
}

func (f *fold) traceCI(m *measure, out *Measure) {
	fact := int(m.fact)
	f.step("ci.term", fact, []law.Citation{"NCL 47", "REG 27"}, "ci.term", m.decided, m.start, m.base)
	if m.months > 0 {
		f.step("ci.extension", -1, []law.Citation{"NCL 47", "REG 33"}, "ci.extension", int(m.months))
	}
	if m.away > 0 {
		f.step("ci.away", -1, []law.Citation{"REG 32"}, "ci.away", int(m.away))
	}
	switch {
	case m.end.IsZero():
		f.step("ci.end", -1, []law.Citation{"REG 32"}, "ci.end_unknown")
	case !m.releaseOn.IsZero():
		f.step("ci.end", -1, []law.Citation{"NCL 47", "REG 33"}, "ci.early", m.end)
	case out.State == law.CIExpiredElsewhere:
		f.step("ci.end", -1, []law.Citation{"REG 36"}, "ci.expired", m.end)
	default:
		f.step("ci.end", -1, []law.Citation{"NCL 47", "REG 27"}, "ci.end", m.end)
	}
	for _, bar := range law.Bars {
		if m.bars&bar.Bar != 0 {
			f.step("ci.early.barred", -1, bar.Basis, "ci.barred", text.Key("law.bar."+bar.Code))
		}
	}
	if !out.EarliestEarlyRelease.IsZero() {
		f.step("ci.early.from", -1, []law.Citation{"NCL 47"}, "ci.early_from", out.EarliestEarlyRelease)
	}
}

func (f *fold) traceCommunity(m *measure, out *Measure) {
	fact, rule, basis := int(m.fact), "cd.term", []law.Citation{"REG 14"}
	if m.kind == law.CR {
		rule, basis = "cr.term", []law.Citation{"NCL 48", "REG 37"}
	}
	switch {
	case out.State == law.CDRefused, out.State == law.CRBreached && m.start.IsZero():
		f.step(rule, fact, basis, "community.refused", m.reportDue)
	case m.start.IsZero():
		f.step(rule, fact, basis, "community.not_reported")
	case out.LegalEnd.IsZero():
		f.step(rule, fact, []law.Citation{"REG 24"}, "community.detained", int(m.detained))
	default:
		f.step(rule, fact, basis, "community.term", m.start, int(m.years), out.LegalEnd)
	}
	if m.served > 0 {
		f.step(rule, fact, []law.Citation{"REG 31"}, "community.served", int(m.served))
	}
	if m.detained > 0 && !out.LegalEnd.IsZero() {
		f.step(rule, fact, []law.Citation{"REG 24"}, "community.detained", int(m.detained))
	}
	if s := m.serious; !m.breached.IsZero() {
		f.step("cd.serious_breach", -1, []law.Citation{"NCL 35", "REG 20"}, "community.breached", m.breached, s.Refusals, s.Trips, s.Days)
	}
}

func (f *fold) traceDuty(d *Duty) {
	code := d.Code.String()
	name := text.Key("law.duty." + code)
	switch {
	case !d.RolledFrom.IsZero():
		f.step(code, d.Opened, append(append([]law.Citation{}, d.Basis...), "PSAP 35"), "duty.rolled", name, d.RolledFrom, d.Due.Day)
	case d.Due.Exact:
		f.step(code, d.Opened, d.Basis, "duty.due", name, d.Due.At)
	case d.Due.IsZero():
		f.step(code, d.Opened, d.Basis, "duty.none", name)
	default:
		f.step(code, d.Opened, d.Basis, "duty.due", name, d.Due.Day)
	}
}
