package demo

import (
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/domain/term"
)

// tally counts lives and tells shares of a hundred.
type tally struct{ n, of int }

func (c *tally) add(yes bool) { c.n, c.of = c.n+btoi(yes), c.of+1 }

func (c tally) percent() float64 { return 100 * float64(c.n) / float64(max(1, c.of)) }

// decisions are the days on which isolation was decided.
func (l *life) decisions() (days []civil.Date) {
	for _, e := range l.events {
		if e.fact.Type == term.CIDecided {
			days = append(days, e.fact.On)
		}
	}
	return days
}

// said is what the latest decision says of the drugs.
func (l *life) said() (words string) {
	for _, e := range l.events {
		if e.fact.Type == term.CIDecided {
			words = e.note.Words
		}
	}
	return words
}

// The mix of model.md §5.2, every figure of it that the model can hold. Not among them: HIV (7 to 8 of a hundred),
// which belongs to the infection compartment, and that has no room yet; and the three-year outcome by evidence (V1,
// V2), which needs contacts after release. V3, what is found, is the upper bound and near 60.
func TestTheMix(t *testing.T) {
	p := drawn(t, 1, civil.On(2026, 3, 2), Standard.Size)
	shares := map[string]*tally{}
	count := func(what string, yes bool) {
		if shares[what] == nil {
			shares[what] = new(tally)
		}
		shares[what].add(yes)
	}
	years, n := 0, 0
	for _, l := range p.lives() {
		days := l.decisions()
		last := days[len(days)-1]
		age := last.Sub(l.who.Born) * 4 / 1461
		if years, n = years+age, n+1; age < 16 || age > 64 {
			t.Errorf("%s was %d at the decision", l.who.Name, age)
		}
		if today := p.today.Sub(l.who.Born) * 4 / 1461; l.stays[len(l.stays)-1].left.IsZero() && (today < 17 || today > 66) {
			t.Errorf("%s is here and %d", l.who.Name, today)
		}
		count("over 35 today", p.today.Sub(l.who.Born)*4/1461 > 35)
		count("women", l.brigade.sort == women)
		count("second or later stay", len(days) > 1)
		count(l.who.Home.Division[:4]+" "+string(l.who.Ethnic), true)
		words := l.said()
		opioid := strings.Contains(words, "海洛因")
		both := strings.Contains(words, "、")
		count("heroin alone", opioid && !both)
		count("new drugs alone", !opioid)
		count("heroin and new drugs", both)
		count("inject", strings.Contains(words, "曾注射"))
		if strings.Contains(words, "曾注射") && !opioid {
			t.Errorf("%s: %s", l.who.Name, words)
		}
		for _, left := range l.leavings() {
			if left.AddYears(3).After(p.today) || left.Before(p.today.AddYears(-4)) {
				continue
			}
			count("nothing found within three years", !l.found(left, left.AddYears(3)))
		}
	}
	for what, want := range map[string][2]float64{
		"women": {14, 16}, "second or later stay": {40, 60}, "over 35 today": {48, 58},
		"heroin alone": {50.4, 53.4}, "new drugs alone": {40.4, 43.4}, "heroin and new drugs": {5.4, 7}, "inject": {23.7, 26.7},
		"nothing found within three years": {55, 65},
	} {
		got := shares[what].percent()
		t.Logf("%s: %.1f%% of %d", what, got, shares[what].of)
		if got < want[0] || got > want[1] {
			t.Errorf("%s: %.1f%%, want %v", what, got, want)
		}
	}
	if mean := float64(years) / float64(n); mean < 33 || mean > 35 {
		t.Errorf("mean age at the decision %.1f, want 34", mean)
	}
	// Shares of peoples by prefecture: Liangshan, Ganzi, Aba, Chengdu (census, rounded; folk.origins).
	for at, want := range map[string]struct {
		group string
		share float64
	}{"5134": {"07", 68}, "5133": {"04", 76}, "5132": {"04", 52}, "5101": {"01", 95}} {
		all, some := 0, 0
		for what, c := range shares {
			if strings.HasPrefix(what, at+" ") {
				all += c.n
				some += btoi(what == at+" "+want.group) * c.n
			}
		}
		if got := 100 * float64(some) / float64(max(1, all)); got < want.share-8 || got > want.share+8 {
			t.Errorf("%s: %.1f%% are %s, want %.0f%%", at, got, want.group, want.share)
		}
	}
}

// found tells whether use was found between two days: by a test, or by another decision.
func (l *life) found(from, to civil.Date) bool {
	return slices.ContainsFunc(l.events, func(e event) bool {
		found := e.fact.Type == term.CIDecided || e.fact.Result == term.Positive
		return found && e.fact.On.After(from) && !e.fact.On.After(to)
	})
}

// leavings are the days on which stays ended.
func (l *life) leavings() (days []civil.Date) {
	for _, s := range l.stays {
		if !s.left.IsZero() {
			days = append(days, s.left)
		}
	}
	return days
}

// Nobody has left without the assessments that the house owed him: the one after a year and the one before the end,
// for all but who died, was moved away or set free by an annulment.
func TestWhoLeftHadBeenAssessed(t *testing.T) {
	var yearly, before tally
	for _, l := range drawn(t, 1, civil.On(2026, 3, 2), Standard.Size).lives() {
		for _, c := range l.checks {
			if l.stays[len(l.stays)-1].left.IsZero() || l.roster {
				continue
			}
			yearly.add(!c.yearly.IsZero())
			before.add(!c.assessed.IsZero())
		}
	}
	if yearly.percent() < 90 || before.percent() < 90 {
		t.Errorf("after a year %.0f%%, before the end %.0f%% of %d", yearly.percent(), before.percent(), yearly.of)
	}
}
