package folk_test

import (
	"testing"
	"unicode/utf8"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/demo/folk"
)

// Nobody in the demo province exists: every number begins with no division, has a right check digit, says the
// sex and birthday of its bearer, and is borne by one person.
func TestNobodyExists(t *testing.T) {
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	country, seen, rare := folk.Settle(places), map[string]bool{}, 0
	for i := range 3000 {
		d := folk.Roll(1, i)
		s := folk.Sketch{Sex: folk.SomeSex(d), Origin: folk.OriginOf(d), Today: civil.On(2026, 3, 2), First: civil.On(2024, 1, 1), County: "510104"}
		p := country.Someone(d, s)
		name, changed := cn.CleanName(p.Name)
		if name != p.Name || changed {
			t.Errorf("%q is not a clean name", p.Name)
		}
		for _, called := range append([]string{p.Name}, p.Aliases...) {
			if bad := cn.NotOfName(called); called == "" || bad != "" || !utf8.ValidString(called) {
				t.Errorf("%q is no name: %q", called, bad)
			}
		}
		for _, r := range p.Name {
			if r == '𠮷' || r == '䶮' || r == '㛃' || r == '𬀪' {
				rare++
			}
		}
		if p.Home.Division == "" || !places.Known(p.Home.Division) || p.Born.After(s.First.AddYears(-18)) {
			t.Errorf("%+v", p)
		}
		if p.Number() == "" {
			continue
		}
		n, _, err := cn.ParseIDNumber(p.Number())
		if err != nil || !n.Invented() || n.Sex() != p.Sex || n.Born() != p.Born || seen[n.String()] {
			t.Errorf("%s %s %s: %v", p.Number(), p.Sex, p.Born, err)
		}
		seen[n.String()] = true
	}
	if rare == 0 {
		t.Error("no rare character in three thousand names")
	}
}

func TestAFamilyHasEachRelationOnce(t *testing.T) {
	places := country(t)
	for i := range 200 {
		d, seen := folk.Roll(2, i), map[string]bool{}
		p := places.Someone(d, folk.Sketch{Sex: cn.Female, Origin: folk.OriginOf(d), Today: civil.On(2026, 3, 2), First: civil.On(2025, 1, 1)})
		for k, r := range folk.Family(d, p, 3) {
			if seen[r.Relation] || r.Who.Name == "" || k == 0 && !r.Contact || r.Relation == "spouse" && r.Who.Sex != cn.Male {
				t.Errorf("%+v", r)
			}
			seen[r.Relation] = true
		}
	}
}

func country(t *testing.T) *folk.Country {
	t.Helper()
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	return folk.Settle(places)
}
