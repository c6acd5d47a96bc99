package separation_test

import (
	"testing"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement/separation"
)

func TestJudgeSaysWhoShouldMove(t *testing.T) {
	n := func(p string, sex cn.Sex, minor bool, phase string) separation.Neighbour {
		return separation.Neighbour{Person: id.ID(p), Sex: sex, Minor: minor, Phase: phase}
	}
	for _, c := range []struct {
		name   string
		room   []separation.Neighbour
		code   string
		movers int
	}{
		{"all alike", []separation.Neighbour{n("a", cn.Male, false, "detox"), n("b", cn.Male, false, "detox")}, "", 0},
		{"one woman among men", []separation.Neighbour{n("a", cn.Male, false, ""), n("b", cn.Male, false, ""), n("c", cn.Female, false, "")}, "bed.separation", 1},
		{"one of each", []separation.Neighbour{n("a", cn.Male, false, ""), n("b", cn.Female, false, "")}, "bed.separation", 2},
		{"a minor among adults", []separation.Neighbour{n("a", cn.Male, true, ""), n("b", cn.Male, false, ""), n("c", cn.Male, false, "")}, "bed.separation", 1},
		{"phases mixed, one unsaid", []separation.Neighbour{n("a", cn.Male, false, "detox"), n("b", cn.Male, false, "reentry"), n("c", cn.Male, false, "")}, "bed.zone_conflict", 2},
	} {
		got := separation.Found(c.room)
		if c.code == "" {
			if len(got) != 0 {
				t.Errorf("%s: %v", c.name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Code != c.code || len(got[0].Movers) != c.movers {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
