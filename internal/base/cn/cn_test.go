package cn_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
)

func TestIDNumber(t *testing.T) {
	for _, c := range []struct {
		in, want string
		up       bool
		code     string
	}{
		{"519900196601105831", "519900196601105831", false, ""},
		{"51990019860510996x", "51990019860510996X", false, ""},
		{" 519900-19860510-996X ", "51990019860510996X", false, ""},
		{"５１９９００１９８６０５１０９９６Ｘ", "51990019860510996X", false, ""},
		{"'519900196601105831", "519900196601105831", false, ""},
		{"519900660110583", "519900196601105831", true, ""},
		{"519900196910059848", "", false, "id.check_digit"},
		{"519900198013321174", "", false, "id.date"},
		{"519900230013321174", "", false, "id.date"},
		{"5199001990102283", "", false, "id.length"},
		{"", "", false, "id.length"},
		{"5199001986051099XX", "", false, "id.length"},
		{"51990019860510996XX", "", false, "id.length"},
		{"5.19900196601105E+17", "", false, "id.length"},
	} {
		n, up, err := cn.ParseIDNumber(c.in)
		if n.String() != c.want || up != c.up || errs.CodeOf(err) != c.code {
			t.Errorf("%q: %q %v %v", c.in, n, up, err)
		}
	}
	n, _, _ := cn.ParseIDNumber("519900196601105831")
	if n.Born() != civil.On(1966, 1, 10) || n.Sex() != cn.Male || n.Division() != "519900" || n.Short() != "519900660110583" || !n.Invented() {
		t.Error(n.Born(), n.Sex(), n.Division(), n.Short())
	}
	if zero := (cn.IDNumber{}); !zero.Born().IsZero() || zero.Sex() != "" || zero.Short() != "" || zero.Division() != "" {
		t.Error("the zero number says something")
	}
}

// Exactly one of the eleven characters is right, and every single wrong digit and swap of neighbours is found.
func TestIDNumberHasOneCheckDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born := civil.On(1930, 1, 1).AddDays(rapid.IntRange(0, 36000).Draw(t, "born"))
		n := cn.Invent(born, rapid.IntRange(0, 999).Draw(t, "serial"))
		if n.Born() != born {
			t.Fatal(n, born)
		}
		right := 0
		for _, c := range "0123456789X" {
			if got, _, err := cn.ParseIDNumber(n.String()[:17] + string(c)); err == nil {
				right++
				if got != n {
					t.Fatal(got, n)
				}
			}
		}
		if right != 1 {
			t.Fatalf("%s: %d check digits are right", n, right)
		}
		b := []byte(n.String())
		at := rapid.IntRange(0, 16).Draw(t, "at")
		b[at] = '0' + (b[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if _, _, err := cn.ParseIDNumber(string(b)); err == nil {
			t.Fatalf("%s passes for %s", b, n)
		}
		if s := n.Short(); s != "" {
			if long, up, err := cn.ParseIDNumber(s); err != nil || !up || long != n {
				t.Fatal(s, long, err)
			}
		}
	})
}

func TestParseDay(t *testing.T) {
	want := civil.On(2023, 6, 9)
	for _, s := range []string{
		"2023-06-09", "2023-6-9", "2023/6/9", "2023.6.9", "20230609", "2023年6月9日", "2023年06月09日", " 2023 年 6 月 9 日 ",
		"２０２３年６月９日", "２０２３－０６－０９", "２０２３．６．９", "２０２３／６／９", "2023-06-09 00:00:00", "2023-06-09T00:00:00Z",
		"2023/6/9 0:00", "2023年6月9号", "2023年6月9", "2023—06—09", "2023-06-09 08:30:00.000", "2023 6 9",
	} {
		got, err := cn.ParseDay(s)
		if s == "2023 6 9" {
			if err == nil {
				t.Errorf("%q is not a day", s)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "2023年6月", "2023-06", "202306", "2023", "2025年2月30日", "2025-02-29", "2025-13-01", "23-6-9", "6/9/2023",
		"昨天", "2023-06-09x", "2023-6/9", "20231301", "0000-00-00", "2023-06-09 noon", "99999-01-01", "2023-00-10", "T", ":", "2023-06-09T",
	} {
		if got, err := cn.ParseDay(s); !errs.Is(err, "date.bad") {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
}

func TestEthnicSexDrug(t *testing.T) {
	for in, want := range map[string]string{"汉": "汉族", "汉族": "汉族", " 彝 族": "彝族", "07": "彝族", "7": "彝族", "yi": "彝族", "HA": "汉族", "维吾尔": "维吾尔族", "毛难族": "毛南族", "": "", "火星族": "", "穿青人": "其他"} {
		if got := cn.ParseEthnic(in).String(); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if n := len(cn.Ethnics()); n != 58 {
		t.Error(n)
	}
	if cn.Ethnic("07").Letters() != "YI" || cn.Ethnic("").Letters() != "" {
		t.Error("letters")
	}
	for in, want := range map[string]cn.Sex{"男": cn.Male, "Ｍ": cn.Male, "1": cn.Male, "女 ": cn.Female, "f": cn.Female, "２": cn.Female, "0": "", "": "", "南": ""} {
		if got, ok := cn.ParseSex(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q", in, got)
		}
	}
	known, other := cn.ParseDrugs("冰毒、海洛因，甲基苯丙胺/新东西 k粉;麻古（片剂）")
	if !slices.Equal(known, []cn.Drug{"methamphetamine", "heroin", "ketamine", "methamphetamine_tablet"}) || !slices.Equal(other, []string{"新东西"}) {
		t.Error(known, other)
	}
	if cn.Drug("methamphetamine").String() != "甲基苯丙胺" || cn.Drug("heroin").Family() != cn.Opioids || cn.Drug("x").Family() != cn.OtherFamily {
		t.Error("drug names")
	}
}

func TestCatalogues(t *testing.T) {
	for _, l := range []string{"zh-CN", "en"} {
		if _, err := cn.Catalogue.ReadFile("messages." + l + ".json"); err != nil {
			t.Error(err)
		}
	}
}

func FuzzIDNumber(f *testing.F) {
	for _, s := range []string{"519900196601105831", "51990019860510996x", "519900660110583", "５１９９００", "5.19900196601105E+17", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, _, err := cn.ParseIDNumber(s)
		if err != nil {
			if !n.IsZero() {
				t.Fatal("a number beside an error")
			}
			return
		}
		again, up, err := cn.ParseIDNumber(n.String())
		if err != nil || up || again != n || len(n.String()) != 18 || n.Born().IsZero() {
			t.Fatalf("%q: %q %q %v", s, n, again, err)
		}
	})
}

func FuzzDay(f *testing.F) {
	for _, s := range []string{"2023-06-09", "2023年6月9日", "20230609", "2023-06-09 00:00:00", "２０２３．６．９"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := cn.ParseDay(s)
		if err != nil {
			return
		}
		again, err := cn.ParseDay(d.String())
		if err != nil || again != d {
			t.Fatalf("%q: %v %v", s, d, again)
		}
		if y, m, day := d.Civil(); y < 1850 || m < time.January || day < 1 {
			t.Fatal(d)
		}
	})
}

func fields(t *testing.T, s string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimSpace(s))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
