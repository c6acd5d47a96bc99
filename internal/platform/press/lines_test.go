package press

import (
	"strings"
	"testing"
)

// set breaks a text into lines of n full characters, for reading in a test.
func set(text string, n float64) []string {
	var out []string
	for _, l := range setLines(text, n, 0, func(r rune) float64 {
		if r < 0x2000 {
			return 0.5
		}
		return 1
	}) {
		s := ""
		for _, w := range l.words {
			s += string(w.text)
		}
		out = append(out, s)
	}
	return out
}

func TestLinesKeepTheRulesOfChineseSetting(t *testing.T) {
	for _, c := range []struct {
		text string
		n    float64
		want string
	}{
		{"一二三四五，六七", 5.5, "一二三四五，/六七"}, // the blank half of the comma stands outside
		{"一二三四，五六", 4.4, "一二三/四，五六"},   // no room for half of it: the character before goes along
		{"一二三四！五", 4, "一二三/四！五"},       // not one that may stand outside
		{"一二三《四五》", 4, "一二三/《四五》"},     // nothing opens at the end
		{"一二三——四", 4, "一二三/——四"},       // not torn
		{"一二三……四", 4, "一二三/……四"},
		{"至于2026年11月24日止", 5, "至于2026年/11月24日止"}, // a number keeps its 年
		{"第4 7条 abc def", 4, "第4 7条/abc def"},
		{"ABCDEFGHIJKLMNOPQRST", 4, "ABCDEFGH/IJKLMNOP/QRST"}, // wider than the line: torn
		{"甲\n乙", 4, "甲/乙"},
		{"", 4, ""},
	} {
		got := strings.Join(set(c.text, c.n), "/")
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(c.want, " ", "") {
			t.Errorf("%q in %v: %s, want %s", c.text, c.n, got, c.want)
		}
	}
}

// Whatever the text, no line begins or ends with a mark that may not, unless it is tied from end to end.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"《中华人民共和国禁毒法》第四十七条：“强制隔离戒毒的期限为二年。”", "——……——", "a,b.c", "，，，，，，，，", "2026年11月24日，"} {
		f.Add(s, uint8(9))
	}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		lines := set(text, float64(n%30)+1)
		kept := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
		if got := kept(strings.Join(lines, "")); got != kept(string([]rune(text))) {
			t.Fatalf("%q became %q", text, got)
		}
		for i, l := range lines {
			rs := []rune(l)
			if i == 0 || len(rs) == 0 || !strings.ContainsRune("，。、；：）》", rs[0]) {
				continue
			}
			if before := []rune(lines[i-1]); len(before) > 2 && !strings.ContainsRune(noStart+noEnd, before[len(before)-1]) && !tiedAll(before) {
				t.Fatalf("%q: line %d begins with %c after %q", text, i, rs[0], lines[i-1])
			}
		}
	})
}

// tiedAll tells whether a line has no place at which it could have ended earlier.
func tiedAll(rs []rune) bool {
	ws := words(string(rs), func(rune) float64 { return 1 })
	for i := 1; i < len(ws); i++ {
		if !tied(ws[i-1], ws[i]) {
			return false
		}
	}
	return true
}
