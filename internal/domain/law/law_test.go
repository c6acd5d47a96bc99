package law_test

import (
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"

	"pgregory.net/rapid"
)

func confirm(k law.Key, v law.Value) law.Confirmation {
	return law.Confirmation{Key: k, Value: v, By: [2]string{"a", "b"}, Document: "粤司〔2026〕1号", At: civil.On(2026, 1, 5)}
}

func TestNarrowestRowWins(t *testing.T) {
	b, bad := law.Shipped().With([]law.Confirmation{
		{Key: law.CIHomeLeaveMax, Scope: law.Scope{Region: "51", Facility: "f1"}, Value: law.Of(12, law.Day), By: [2]string{"a", "b"}, Document: "d", At: civil.On(2026, 1, 5)},
	})
	if bad != nil {
		t.Fatal(bad)
	}
	for _, c := range []struct {
		key  law.Key
		at   law.Scope
		want string
	}{
		{law.CIReleaseNotice, law.Scope{Region: "51"}, "3 day"},
		{law.CIReleaseNotice, law.Scope{Region: "31", Facility: "any"}, "7 workday"},
		{law.CIHomeLeaveMax, law.Scope{Region: "51", Facility: "f1"}, "12 day"},
		{law.CIHomeLeaveMax, law.Scope{Region: "51", Facility: "f2"}, "10 day"},
		{"da.social.good.minItems", law.Scope{}, "—"},
	} {
		if p, ok := b.Find(c.key, c.at, civil.Date{}); !ok || p.Value.String() != c.want {
			t.Errorf("%s at %v: %s, want %s", c.key, c.at, p.Value, c.want)
		}
	}
	if _, ok := b.Find(law.CIReleaseFiles, law.Scope{Region: "51"}, civil.Date{}); ok {
		t.Error("Sichuan has no limit for release papers")
	}
}

func TestConfirmations(t *testing.T) {
	one := confirm(law.CIHomeLeaveMax, law.Value{})
	one.By[1] = "a"
	bare := confirm(law.CIHomeLeaveMax, law.Value{})
	bare.Document = ""
	for name, c := range map[string]struct {
		row  law.Confirmation
		want string // code, "" when it stands
	}{
		"confirmed as it stands":           {confirm(law.CIHomeLeaveMax, law.Value{}), ""},
		"one person twice":                 {one, "law.confirm.people"},
		"no document":                      {bare, "law.confirm.document"},
		"no such key":                      {confirm("ci.nothing", law.Of(1, law.Day)), "law.confirm.key"},
		"nothing known to confirm":         {confirm("da.social.good.minItems", law.Value{}), "law.confirm.unknown"},
		"a number for what was unknown":    {confirm("da.social.good.minItems", law.Of(3, law.Count)), ""},
		"a longer term":                    {confirm(law.CITerm, law.Of(3, law.Year)), "law.confirm.unfavourable"},
		"a shorter term":                   {confirm(law.CITerm, law.Of(1, law.Year)), ""},
		"less time to report":              {confirm(law.CDReport, law.Of(10, law.Day)), "law.confirm.unfavourable"},
		"more time to report":              {confirm(law.CDReport, law.Of(30, law.Day)), ""},
		"more time in another unit":        {confirm(law.CDReport, law.Of(1, law.Month)), ""},
		"shorter notice before release":    {confirm(law.CIReleaseNotice, law.Of(2, law.Day)), "law.confirm.unfavourable"},
		"a word where a number stands":     {confirm(law.CIHomeLeaveMax, law.Choice("X")), "law.confirm.unit"},
		"another start than the statute's": {confirm("ci.term.startFrom", law.Choice("ADMISSION")), "law.confirm.unfavourable"},
	} {
		b, bad := law.Shipped().With([]law.Confirmation{c.row})
		got := ""
		if bad[0] != nil {
			got = bad[0].Code
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if p, _ := b.Find(c.row.Key, c.row.Scope, c.row.At); c.want == "" && (!p.Confirmed || !p.Blocks()) {
			t.Errorf("%s: it stands and may not block: %+v", name, p)
		}
	}
}

// Whatever is confirmed, in however many steps, nobody is worse off than the enacted text leaves them.
func TestNeverWorseThanEnacted(t *testing.T) {
	shipped := law.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(law.Registry).Draw(t, "parameter")
		at := law.Scope{Region: rapid.SampledFrom([]string{"", "31", "33", "51"}).Draw(t, "region")}
		var rows []law.Confirmation
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			c := confirm(p.Key, law.Of(rapid.IntRange(1, 40).Draw(t, "n"), p.Value.Unit))
			c.Scope = at
			rows = append(rows, c)
		}
		b, _ := shipped.With(rows)
		was, ok := shipped.Find(p.Key, at, civil.Date{})
		is, _ := b.Find(p.Key, at, civil.Date{})
		if !ok || was.Mark != law.S || is.Value.Unit != was.Value.Unit {
			return
		}
		if was.Favour == law.Less && is.Value.N > was.Value.N || was.Favour == law.More && is.Value.N < was.Value.N ||
			was.Favour == law.Neither && is.Value != was.Value {
			t.Fatalf("%s went from %s to %s (favour: %s)", p.Key, was.Value, is.Value, was.Favour)
		}
	})
	if p, _ := shipped.Find(law.CITerm, law.Scope{}, civil.Date{}); p.Confirmed {
		t.Error("With changed the book that it was called on")
	}
}

// Every row names instruments that exist, and every code has words in both languages.
func TestTablesAreWhole(t *testing.T) {
	words, err := text.Load(law.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	said := func(key string) {
		for _, l := range text.Locales {
			if !words.In(l).Has(key) {
				t.Errorf("%s has no words in %s", key, l)
			}
		}
	}
	cited := func(where string, basis []law.Citation) {
		for _, c := range basis {
			if _, ok := law.InstrumentOf(c); !ok {
				t.Errorf("%s cites %q, which is in no table", where, c)
			}
		}
	}
	for _, p := range law.Registry {
		said("law.param." + string(p.Key))
		cited(string(p.Key), p.Basis)
		if p.Value.Set == (p.Mark == law.Unknown) {
			t.Errorf("%s: mark %s and value %s do not go together", p.Key, p.Mark, p.Value)
		}
	}
	seen := map[string]bool{}
	for _, c := range law.Duties() {
		d := law.Duty(c)
		if d.Code == "" || seen[d.Code] || len(d.Basis) == 0 || len(d.DischargedBy) == 0 {
			t.Errorf("duty %d is not whole: %+v", c, d)
		}
		seen[d.Code] = true
		said("law.duty." + d.Code)
		cited(d.Code, d.Basis)
		for _, k := range []law.Key{d.Within, d.NotBefore} {
			if k != "" && !slices.ContainsFunc(law.Registry, func(p law.Parameter) bool { return p.Key == k }) {
				t.Errorf("%s is limited by %s, which is no parameter", d.Code, k)
			}
		}
		if d.Waivable && (strings.Contains(d.Code, "release") || d.Owes == law.Person) {
			t.Errorf("%s must not be waivable", d.Code)
		}
	}
	for _, c := range law.Refusals() {
		said("law.refused." + c.String())
		cited(c.String(), law.Finding(c).Basis)
		if !law.Finding(c).Mark.Blocks() && c != law.AdmissionInjuryUnsigned {
			t.Errorf("%s refuses with certainty %s", c, law.Finding(c).Mark)
		}
	}
	for _, c := range law.Warnings() {
		said("law.warning." + c.String())
		cited(c.String(), law.Finding(c).Basis)
	}
	for _, m := range law.Machines {
		for _, r := range m.Rows {
			cited(m.Name+" "+r.No, r.Basis)
		}
	}
}
