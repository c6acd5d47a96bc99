package term

import (
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
)

// traceDuty says where a duty's due comes from: the day or moment it counts from, how long, and what moved it.
func (f *fold) traceDuty(i int) {
	d := &f.a.Duties[i]
	spec, m, opened := law.Duty(d.Code), &f.a.Measures[d.Measure], &f.c.Facts[d.Opened]
	name := text.Key("law.duty." + d.Code.String())
	g := ground{d.Basis, d.Mark, !d.Mark.Blocks() && !d.Confirmed}
	say := func(g ground, says string, args ...any) {
		f.add(Step{Rule: d.Code.String(), Measure: -1, Duty: i, Fact: d.Opened}, g, says, append([]any{name}, args...)...)
	}
	switch {
	case d.Due.IsZero() && !d.NotBefore.IsZero(): // said below
	case d.Due.IsZero():
		say(g, "duty.none")
	case spec.Anchor == law.AtEnd:
		say(g, "duty.at_end", d.Due.Day)
	case spec.Anchor == law.BeforeEnd:
		say(g, "duty.before_end", m.LegalEnd, lasts(f.law.on(m.LegalEnd).within[d.Code]), d.Due.Day)
	case spec.Anchor == law.AfterEnd:
		say(g, "duty.after_end", m.End, lasts(f.law.on(m.End).within[d.Code]), d.Due.Day)
	case d.Due.Exact:
		say(g, "duty.hours", opened.At, lasts(d.within), d.Due.At)
	case !d.RolledFrom.IsZero():
		say(g.citing("PSAP 35"), "duty.rolled", opened.On, lasts(d.within), d.RolledFrom, d.Due.Day)
	default:
		say(g, "duty.within", opened.On, lasts(d.within), d.Due.Day)
	}
	if !d.NotBefore.IsZero() {
		say(g, "duty.not_before", opened.On, lasts(f.law.on(opened.On).notBefore[d.Code]), d.NotBefore)
	}
}
