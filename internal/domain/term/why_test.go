package term_test

import (
	"slices"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"

	"pgregory.net/rapid"
)

// says tells whether some reason names a day, or a moment on it, and is about what good asks.
func says(a term.Answer, d civil.Date, good func(term.Step) bool) bool {
	return slices.ContainsFunc(a.Trace, func(s term.Step) bool {
		return good(s) && slices.ContainsFunc(s.Args, func(x any) bool {
			switch x := x.(type) {
			case civil.Date:
				return x == d
			case civil.Instant:
				return x.Day() == d
			}
			return false
		})
	})
}

// Every date of an answer stands in a reason, which has its articles or says that it is our reading; asking for
// reasons changes nothing.
func TestEveryDateHasAReason(t *testing.T) {
	c := clock(t)
	rapid.Check(t, func(t *rapid.T) {
		x := life(t, true)
		plain := c.Fold(x)
		x.Trace = true
		a := c.Fold(x)
		reasoned(t, x, a)
		for i, m := range a.Measures {
			for _, d := range []civil.Date{m.Start, m.LegalEnd, m.End, m.EarliestEarlyRelease} {
				if !d.IsZero() && !says(a, d, func(s term.Step) bool { return s.Measure == i }) {
					t.Fatalf("%s %s: no reason names %s\n%+v\n%+v", m.Kind, m.State, d, m, a.Trace)
				}
			}
		}
		for i, y := range a.Duties {
			for _, d := range []civil.Date{y.Due.Day, y.NotBefore, y.RolledFrom} {
				if !d.IsZero() && !says(a, d, func(s term.Step) bool { return s.Duty == i }) {
					t.Fatalf("%s: no reason names %s", y.Code, d)
				}
			}
		}
		if d := a.DynamicControlOff; !d.IsZero() && !says(a, d, func(s term.Step) bool { return s.Rule == "control.off" }) {
			t.Fatal("no reason for the end of dynamic control")
		}
		a.Trace = nil
		if len(plain.Trace) > 0 || plain.DynamicControlOff != a.DynamicControlOff || !slices.Equal(plain.Measures, a.Measures) {
			t.Fatalf("asking for reasons changed the answer\n%+v\n%+v", plain, a)
		}
	})
}

// reasoned holds each reason against what it claims: a fact that is there, and articles or the mark of a reading.
func reasoned(t *rapid.T, x *term.Case, a term.Answer) {
	for _, s := range a.Trace {
		if s.Fact >= len(x.Facts) || s.Measure >= len(a.Measures) || s.Duty >= len(a.Duties) {
			t.Fatalf("a reason about nothing: %+v", s)
		}
		if len(s.Basis) == 0 && s.Mark != law.Inference || s.Mark.Blocks() == s.Unsure {
			t.Fatalf("%s: basis %v, certainty %s, unsure %v", s.Rule, s.Basis, s.Mark, s.Unsure)
		}
	}
}

// The last day that a reason calls lawful is the one in the answer: what was printed, added or cut short is told
// apart from it.
func TestTheReasonOfAPrintedEndIsThePaper(t *testing.T) {
	x := &term.Case{Trace: true, AsOf: civil.On(2025, 6, 1).Start(), Facts: []term.Fact{term.OnDay(term.CIDecided, civil.On(2025, 3, 10))}}
	x.Facts[0].By, x.Facts[0].Ground, x.Facts[0].TermEnd = term.County, term.Severe, civil.On(2025, 12, 31)
	a := clock(t).Fold(x)
	want := map[string]civil.Date{
		"term.says.count.inclusive": civil.On(2027, 3, 9), "term.says.ci.printed.sooner": civil.On(2025, 12, 31), "term.says.ci.end": civil.On(2025, 12, 31),
	}
	for _, s := range a.Trace {
		if d, ok := want[s.Key]; ok && slices.Contains(s.Args, any(d)) {
			delete(want, s.Key)
		}
	}
	if len(want) > 0 {
		t.Errorf("not said: %v\n%+v", want, a.Trace)
	}
}
