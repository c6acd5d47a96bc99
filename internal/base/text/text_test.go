package text_test

import (
	"testing"
	"testing/fstest"
	"time"

	"guitu/internal/base/text"
)

func words(zh, en string) fstest.MapFS {
	return fstest.MapFS{
		"messages.zh-CN.json": {Data: []byte(zh)},
		"messages.en.json":    {Data: []byte(en)},
	}
}

func load(t *testing.T, zh, en string) (*text.Catalogue, text.Printer, text.Printer) {
	t.Helper()
	c, err := text.Load(words(zh, en))
	if err != nil {
		t.Fatal(err)
	}
	return c, c.In(text.ZH), c.In(text.EN)
}

type iso string

func (d iso) String() string { return string(d) }

func TestPrinterFillsArguments(t *testing.T) {
	c, zh, en := load(t,
		`{"a.b":"共 {0} 人，{1}","a.k":"{0}前","z.x":"康复"}`,
		`{"a.b":"{0} {0, plural person|people}, {1}","a.k":"by {0}","z.x":"recovery"}`)
	for _, x := range []struct{ got, want string }{
		{zh.T("a.b", 3, text.Key("z.x")), "共 3 人，康复"},
		{en.T("a.b", 1, text.Key("z.x")), "1 person, recovery"},
		{en.T("a.b", 12345, "x"), "12,345 people, x"},
		{zh.T("a.k", iso("2026-11-24")), "2026年11月24日前"},
		{en.T("a.k", time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC)), "by 25 Nov 2026, 07:30"},
		{zh.T("a.none"), "[a.none]"},
		{zh.T("a.b", 3), "共 3 人，{1}"},
		{zh.T("a.b", "{1}%s", "{0}"), "共 {1}%s 人，{0}"}, // what somebody typed is no format
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
	if m := c.Missing(); len(m) != 1 || m[0] != "a.none" {
		t.Errorf("missing: %v", m)
	}
}

func TestDates(t *testing.T) {
	_, zh, en := load(t, `{}`, `{}`)
	d, now := iso("2026-11-24"), time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC)
	for _, x := range []struct{ got, want string }{
		{zh.DayLong(d), "2026年11月24日 星期二"},
		{en.DayLong(d), "Tue 24 Nov 2026"},
		{zh.DayShort(d), "11月24日"},
		{zh.Range(iso("2026-03-02"), iso("2026-03-19")), "3月2日–3月19日"},
		{en.Range(iso("2026-03-02"), iso("2027-03-19")), "2 Mar 2026–19 Mar 2027"},
		{zh.Day(iso("0000-00-00")), "未知"},
		{zh.Day(text.DayOf(now)), "2026年11月24日"},
		{zh.Day(now), "2026年11月24日"},
		{zh.Clock(now), "06:00"},
		{zh.LeftDays(iso("2026-11-27"), d), "还有 3 天"},
		{en.LeftDays(iso("2026-11-25"), d), "1 day left"},
		{zh.LeftDays(d, d), "今天到期"},
		{zh.LeftDays(iso("2026-11-22"), d), "超期 2 天"},
		{zh.Left(now.Add(28*time.Minute), now), "还有 28 分钟"},
		{zh.Left(now.Add(-13*time.Hour), now), "超期 13 小时"},
		{en.Left(now.Add(72*time.Hour), now), "3 days left"},
		{zh.Span(7, "work_days"), "7 个工作日"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestNumbersNamesArticles(t *testing.T) {
	_, zh, en := load(t, `{}`, `{}`)
	for _, x := range []struct{ got, want string }{
		{zh.Money(120000), "1,200.00 元"},
		{en.Money(-5), "CNY -0.05"},
		{zh.Percent(18, 21), "85.7%（18/21）"},
		{zh.Percent(0, 0), "0/0"},
		{zh.Number(-1234567), "-1,234,567"},
		{zh.Masked("李明远"), "李＊＊"},
		{zh.Masked("吉布阿且"), "吉＊＊"},
		{zh.Masked("𠮷田"), "𠮷＊＊"},
		{en.Masked("李明远"), "L.**"},
		{zh.Masked(""), ""},
		{zh.Article("NCL 47"), "《禁毒法》第47条"},
		{en.Article("NCL 47"), "Narcotics Control Law art. 47"},
		{zh.Article("XYZ 1"), "XYZ 1"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestLoadRefusesAKeyClaimedTwice(t *testing.T) {
	a := words(`{"a.b":"x"}`, `{"a.b":"x"}`)
	if _, err := text.Load(a, a); err == nil {
		t.Error("two packages claimed one key and nobody noticed")
	}
}

func TestCheckFindsEveryFault(t *testing.T) {
	root := fstest.MapFS{"in/room/x.go": {Data: []byte(`package x; func f(){ p.T("a.used", 1); p.T("zone."+z); p.T("lone."+z); p.Or("part."+z)
		errs.New(errs.Invalid, "a.lost"); f.Add("n", "a.gone", ""); z = "spelled" }`)}}
	const both = `"a.idle":"y","zone.x":"z","zone.idle":"z","lone.y":"z","part.spelled":"z","part.idle":"z"}`
	c, _, _ := load(t, `{"a.used":"{0}","a.zh":"甲",`+both, `{"a.used":"{1}",`+both)
	faults, err := c.Check(root, text.Family{Begin: "zone.", Ends: []string{"x", "lost"}},
		text.Family{Begin: "part.", Ends: []string{"none"}, Some: true, In: []string{"in"}}, text.Family{Begin: "old."})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{
		"a.used: the arguments differ between the languages":     true,
		"a.idle: no source mentions it":                          true,
		"a.zh: no English text":                                  true,
		"a.zh: no source mentions it":                            true,
		"a.lost: asked for in in/room/x.go, in no catalogue":     true,
		"a.gone: asked for in in/room/x.go, in no catalogue":     true,
		"zone.idle: no source mentions it":                       true,
		"zone.lost: of a family, in no catalogue":                true,
		"part.idle: no source mentions it":                       true,
		"lone.: composed in in/room/x.go, no family is declared": true,
		"lone.y: no source mentions it":                          true,
		"old.: a family that no source composes":                 true,
	}
	for _, f := range faults {
		if !want[f] && f[:5] != "basis" && f[:5] != "text." {
			t.Errorf("unexpected: %s", f)
		}
		delete(want, f)
	}
	for f := range want {
		t.Errorf("not found: %s", f)
	}
}
