package press

import (
	"bytes"
	"strings"
	"testing"
)

// lines are how many lines of text stand on each page.
func lines(t *testing.T, s Sheet) (out []int) {
	t.Helper()
	x, err := laid(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range x.pdf.pages {
		out = append(out, bytes.Count(p.out.Bytes(), []byte(" TJ ")))
	}
	return out
}

// Wherever the page ends, who signs has at least two lines of what he signs above him, and the issuer is with them.
func TestNobodySignsAnEmptyPage(t *testing.T) {
	signs := Signs(Signature{Who: "本人", Says: "收到一份。", Thumb: true, Refuses: true, Reader: true}, Signature{Who: "告知人"})
	one := P("一行。")
	long := P(strings.Repeat("依法告知的内容。", 9))
	table := Grid(Table{Widths: []int{1, 1}, Head: 1, Rows: [][]Cell{{{Text: "物", Label: true}, {Text: "数", Label: true}}, {{Text: "甲"}, {Text: "1"}}, {{Text: "乙"}, {Text: "2"}}}})
	for name, last := range map[string][]Block{
		"lines": {one}, "a paragraph": {long}, "a heading and a line": {H1("一、义务"), one}, "a note": {one, Note("依据。")},
		"a list": {Items("（1）甲；", "（2）乙。")}, "a table": {table}, "nothing to sign": nil,
	} {
		for _, size := range []Size{Letter, Form, Large} {
			end := Sheet{From: "青川所", Date: "2026年3月2日", Copies: "一式两份。", Size: size, QRNote: "核对。"}
			if last != nil {
				end.Blocks = []Block{signs}
			}
			alone := lines(t, end)
			for n := range 45 {
				s := end
				s.Title, s.Blocks = "题", nil
				for range n {
					s.Blocks = append(s.Blocks, one)
				}
				s.Blocks = append(append(s.Blocks, last...), end.Blocks...)
				pages := lines(t, s)
				if got := pages[len(pages)-1] - alone[0]; len(pages) > 1 && got < 2 {
					t.Errorf("%s (%s), %d lines before: %d lines with the signature", name, size, n, got)
				}
			}
		}
	}
}

func TestNoLineIsLeftAlone(t *testing.T) {
	for n := range 40 {
		s := Sheet{Title: "题"}
		for range n {
			s.Blocks = append(s.Blocks, P("一行。"))
		}
		s.Blocks = append(s.Blocks, P(strings.Repeat("依法告知的内容。", 11)), P("完。"), P("完。"))
		pages := lines(t, s)
		// Four lines of a paragraph and two of others: if one line of it stood alone at a head, three would be on the page.
		if len(pages) == 2 && pages[1]-1 == 3 {
			t.Errorf("after %d lines the last of a paragraph stands alone", n)
		}
	}
}
