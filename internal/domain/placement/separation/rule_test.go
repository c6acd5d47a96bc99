package separation

import (
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
)

// Every rule cites articles of instruments that the house knows, or is an order of its own.
func TestEveryRuleHasItsArticle(t *testing.T) {
	for _, r := range Rules {
		if len(r.Basis) == 0 != r.Own {
			t.Errorf("%s: an article, or an order of the house", r.Key)
		}
		for _, c := range r.Basis {
			if _, ok := law.InstrumentOf(c); !ok {
				t.Errorf("%s cites %s", r.Key, c)
			}
		}
		if elsewhere := r.In("51"); r.Region != "" && elsewhere.Blocks() || r.Region == "" && !elsewhere.Blocks() {
			t.Errorf("%s in Sichuan: %v", r.Key, elsewhere.Blocks())
		}
		if !r.In(r.Region).Blocks() {
			t.Errorf("%s refuses where it is in force", r.Key)
		}
	}
}

// What is told apart refuses, what is alike or unknown does not, key by key.
func TestClash(t *testing.T) {
	n := func(change func(*Neighbour)) Neighbour {
		x := Neighbour{Person: id.New(), Sex: cn.Male, Phase: "detox", Grade: "standard", Will: "compulsory"}
		if change != nil {
			change(&x)
		}
		return x
	}
	for _, c := range []struct {
		what   string
		change func(*Neighbour)
		zone   string
		keys   string
	}{
		{"alike", nil, "", ""},
		{"alike, in his zone", nil, "detox", ""},
		{"a woman", func(x *Neighbour) { x.Sex = cn.Female }, "", "sex"},
		{"sex unknown", func(x *Neighbour) { x.Sex = "" }, "", ""},
		{"a minor", func(x *Neighbour) { x.Minor = true }, "", "minor"},
		{"nobody knows his age", func(x *Neighbour) { x.Ageless = true }, "", ""},
		{"another phase", func(x *Neighbour) { x.Phase = "reentry" }, "", "phase"},
		{"another phase, in his zone beside one who does not belong there", func(x *Neighbour) { x.Phase = "reentry" }, "reentry", ""},
		{"phase unknown", func(x *Neighbour) { x.Phase = "" }, "reentry", ""},
		{"a zone that is not his", nil, "reentry", "phase"},
		{"another grade", func(x *Neighbour) { x.Grade = "strict" }, "", "grade"},
		{"grade unknown", func(x *Neighbour) { x.Grade = "" }, "", ""},
		{"of his own will", func(x *Neighbour) { x.Will = "voluntary" }, "", "will"},
		{"everything", func(x *Neighbour) {
			x.Sex, x.Minor, x.Phase, x.Grade, x.Will = cn.Female, true, "reentry", "strict", "voluntary"
		}, "", "sex minor phase grade will"},
	} {
		var keys []string
		for _, r := range (Room{Zone: c.zone, Region: "37"}).Clash(n(c.change), []Neighbour{n(nil)}) {
			keys = append(keys, r.Key)
		}
		if got := strings.Join(keys, " "); got != c.keys {
			t.Errorf("%s: %q, want %q", c.what, got, c.keys)
		}
	}
	a, b := n(nil), n(nil)
	apart := Room{Pairs: map[id.ID][]id.ID{a.Person: {b.Person}, b.Person: {a.Person}}}
	if got := apart.Clash(a, []Neighbour{n(nil), b}); len(got) != 1 || got[0].Key != ByPair || got[0].With != b.Person {
		t.Errorf("kept apart: %+v", got)
	}
	if got := apart.Judge([]Neighbour{a, b, n(nil)}); len(got) != 1 || !slices.Equal(got[0].Movers, []id.ID{a.Person, b.Person}) {
		t.Errorf("found together: %+v", got)
	}
	if got := (Room{Zone: "reentry"}).Judge([]Neighbour{a, n(func(x *Neighbour) { x.Phase = "reentry" })}); len(got) != 1 || !slices.Equal(got[0].Movers, []id.ID{a.Person}) {
		t.Errorf("in a zone the one moves who does not belong there: %+v", got)
	}
}
