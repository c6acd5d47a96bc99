package term

import (
	"embed"
	"iter"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
)

// Catalogue is what the trace says.
//
//go:embed messages.*.json
var Catalogue embed.FS

// took is a fact that was applied, and the fact that began the measure it was about.
type took struct{ fact, of int32 }

// ground is what a reason rests on: the articles, and how sure the least certain of them is.
type ground struct {
	basis  []law.Citation
	mark   law.Mark
	unsure bool
}

// enacted is a ground of articles that were read in the enacted text.
func enacted(basis ...law.Citation) ground { return ground{basis: basis} }

// by adds a parameter: its articles where they are not cited yet, and its certainty where that is less.
func (g ground) by(p law.Parameter) ground {
	g.mark, g.unsure = max(g.mark, p.Mark), g.unsure || !p.Blocks()
	for _, c := range p.Basis {
		g = g.citing(c)
	}
	return g
}

func (g ground) citing(c law.Citation) ground {
	if slices.Contains(g.basis, c) {
		return g
	}
	g.basis = append(g.basis[:len(g.basis):len(g.basis)], c)
	return g
}

func found(c law.FindingCode) ground {
	spec := law.Finding(c)
	return ground{spec.Basis, spec.Mark, !spec.Mark.Blocks()}
}

// trace says why, from what finish has made: terms first, then duties, then what was refused or noticed.
// Sentences are catalogue keys "term.says.…" with arguments; the door prints them.
func (f *fold) trace() {
	for i := range f.measures {
		t := told{f, i, &f.measures[i], &f.a.Measures[i]}
		if t.m.kind == law.CI {
			t.isolation()
		} else {
			t.community()
		}
	}
	for i := range f.a.Duties {
		f.traceDuty(i)
	}
	for _, r := range f.a.Refused {
		f.step(Step{Rule: r.Code.String(), Fact: r.Fact}, found(r.Code), "refused", r.Fact, text.Key("law.refused."+r.Code.String()))
	}
	for _, w := range f.a.Warnings {
		f.step(Step{Rule: w.Code.String(), Fact: w.Fact}, ground{law.Finding(w.Code).Basis, law.Finding(w.Code).Mark, w.Unsure()}, "warning", text.Key("law.warning."+w.Code.String()))
	}
	if off := f.a.DynamicControlOff; !off.IsZero() {
		years := f.parameter(law.ControlYears, f.control)
		f.step(Step{Rule: "control.off", Fact: -1}, enacted("REG 7", "SH 29", "SD 36").by(years), "control", f.control, lasts(years.Value), off)
	}
}

// step adds a reason about no measure and no duty.
func (f *fold) step(s Step, g ground, says string, args ...any) {
	s.Measure, s.Duty = -1, -1
	f.add(s, g, says, args...)
}

func (f *fold) add(s Step, g ground, says string, args ...any) {
	s.Basis, s.Mark, s.Unsure, s.Key, s.Args = g.basis, g.mark, g.unsure, "term.says."+says, args
	f.a.Trace = append(f.a.Trace, s)
}

// parameter is the row of the book that held where and when a rule was applied.
func (f *fold) parameter(k law.Key, on civil.Date) law.Parameter {
	at := law.Scope{Region: f.c.Region, Facility: f.c.Facility}
	if at.Region == "" {
		at.Region = law.Sichuan
	}
	p, _ := f.clock.book.Find(k, at, on)
	return p
}

var spans = map[law.Unit]string{law.Hour: "hours", law.Day: "days", law.Workday: "work_days", law.Month: "months", law.Year: "years"}

// lasts is a limit as words say it.
func lasts(v law.Value) text.Span { return text.Span{N: v.N, Unit: spans[v.Unit]} }

// Say is the reason as a sentence.
func (s *Step) Say(p text.Printer) string {
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		if at, ok := a.(civil.Instant); ok {
			a = at.Time()
		}
		args[i] = a
	}
	return p.T(s.Key, args...)
}

// told is a measure whose dates are being explained.
type told struct {
	f   *fold
	at  int // its index
	m   *measure
	out *Measure
}

func (t told) step(rule string, fact int32, g ground, says string, args ...any) {
	t.f.add(Step{Rule: rule, Measure: t.at, Duty: -1, Fact: int(fact)}, g, says, args...)
}

// facts are the facts of a type that were applied to the measure, in the order recorded.
func (t told) facts(of Type) iter.Seq2[int32, *Fact] {
	return func(yield func(int32, *Fact) bool) {
		for _, k := range t.f.took {
			if x := &t.f.c.Facts[k.fact]; k.of == t.m.fact && x.Type == of && !yield(k.fact, x) {
				return
			}
		}
	}
}

// last is the latest of them for which good holds, -1 when there is none.
func (t told) last(of Type, good func(*Fact) bool) int32 {
	at := int32(-1)
	for i, x := range t.facts(of) {
		if good == nil || good(x) {
			at = i
		}
	}
	return at
}

// counted says how the first day of a term counts, and the last day that follows.
func (t told) counted(from civil.Date, years int, last civil.Date) {
	g, says := ground{}.by(t.f.parameter(law.CIDayCount, from)), "count.inclusive"
	_, exact := from.Corresponding(12 * years)
	given, inclusive := t.f.c.Settings.DayCount != AsBook, t.f.dayCount(from) == InclusiveStart
	switch {
	case !exact:
		says = "count.month_end"
	case given && inclusive:
		says = "count.given.inclusive"
	case given:
		says = "count.given.exclusive"
	case !inclusive:
		says = "count.exclusive"
	}
	t.step(string(law.CIDayCount), t.m.fact, g, says, from, last)
}

// ended says that a fact ended the measure, and how that lies to the last day the law allows.
func (t told) ended(rule string, g ground, why text.Key) {
	on, legal := t.out.End, t.out.LegalEnd
	switch {
	case legal.IsZero() || on == legal:
		t.step(rule, t.m.endedBy, g, "ended", on, why)
	case on.Before(legal):
		t.step(rule, t.m.endedBy, g, "ended.before", on, why, legal)
	default:
		t.step(rule, t.m.endedBy, g, "ended.late", on, why, legal, on.Sub(legal))
	}
}
