package term_test

import (
	"testing"

	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
)

// Of two decisions the later one is gone against: the limit of the first, whose time is over, is not met by it.
func TestARemedyIsAgainstTheDecisionWhoseLimitRuns(t *testing.T) {
	first, second := day("2023-01-03"), day("2024-11-20")
	decided := term.OnDay(term.CIDecided, first)
	decided.By, decided.Ground = term.County, term.Severe
	longer := term.OnDay(term.ExtensionDecided, second)
	longer.Approved, longer.By, longer.Months = true, term.DecidingAuthority, 3
	life := []term.Fact{
		decided, term.OnDay(term.DecisionKnown, first), term.OnDay(term.JAAdmitted, first.AddMonths(3)),
		term.OnDay(term.ExtensionProposed, second.AddDays(-5)), term.OnDay(term.ExtensionReceived, second.AddDays(-3)), longer, term.OnDay(term.DecisionKnown, second.AddDays(1)),
	}
	// met gives, of the two duties of a code, by the index of which fact each was met; -1 for none.
	met := func(code law.DutyCode, more ...term.Fact) (by []int) {
		c := term.Case{Region: "51", AsOf: day("2025-01-10").Start(), Facts: append(life[:len(life):len(life)], more...)}
		for _, d := range clock(t).Fold(&c).Duties {
			if d.Code == code {
				by = append(by, d.Discharged)
			}
		}
		return by
	}
	n := len(life)
	asked, answered := term.OnDay(term.ReconApplied, second.AddDays(10)), term.OnDay(term.ReconDecidedReceived, second.AddDays(40))
	for name, x := range map[string]struct {
		got  []int
		want [2]int
	}{
		"asked against the later":          {met(law.ReconApply, asked), [2]int{-1, n}},
		"answered without being asked":     {met(law.ReconApply, answered), [2]int{-1, n}},
		"sued against the later":           {met(law.SuitDirect, term.OnDay(term.SuitFiled, second.AddDays(10))), [2]int{-1, n}},
		"asked against the first in time":  {met(law.ReconApply, term.OnDay(term.ReconApplied, first.AddDays(10))), [2]int{n, -1}},
		"answered behind the second's day": {met(law.ReconApply, term.OnDay(term.ReconApplied, first.AddDays(10)), answered), [2]int{n, -1}},
	} {
		if len(x.got) != 2 || x.got[0] != x.want[0] || x.got[1] != x.want[1] {
			t.Errorf("%s: met by %v, want %v", name, x.got, x.want)
		}
	}
}
