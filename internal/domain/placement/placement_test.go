package placement_test

import (
	"testing"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement"
)

func TestJudgeSaysWhoShouldMove(t *testing.T) {
	n := func(p string, sex cn.Sex, minor bool, phase string) placement.Neighbour {
		return placement.Neighbour{Person: id.ID(p), Sex: sex, Minor: minor, Phase: phase}
	}
	for _, c := range []struct {
		name   string
		room   []placement.Neighbour
		code   string
		movers int
	}{
		{"all alike", []placement.Neighbour{n("a", cn.Male, false, "detox"), n("b", cn.Male, false, "detox")}, "", 0},
		{"one woman among men", []placement.Neighbour{n("a", cn.Male, false, ""), n("b", cn.Male, false, ""), n("c", cn.Female, false, "")}, "bed.separation", 1},
		{"one of each", []placement.Neighbour{n("a", cn.Male, false, ""), n("b", cn.Female, false, "")}, "bed.separation", 2},
		{"a minor among adults", []placement.Neighbour{n("a", cn.Male, true, ""), n("b", cn.Male, false, ""), n("c", cn.Male, false, "")}, "bed.separation", 1},
		{"phases mixed, one unsaid", []placement.Neighbour{n("a", cn.Male, false, "detox"), n("b", cn.Male, false, "reentry"), n("c", cn.Male, false, "")}, "bed.zone_conflict", 2},
	} {
		got := placement.Judge(c.room)
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
