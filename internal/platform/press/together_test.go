package press

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// lines are how many lines of text stand on each page, the head of a page that goes on left out.
func lines(t *testing.T, s Sheet) (out []int) {
	t.Helper()
	x, err := laid(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range x.pdf.pages {
		n := bytes.Count(p.out.Bytes(), []byte(" TJ "))
		if i > 0 && !s.Of {
			n--
		}
		out = append(out, n)
	}
	return out
}

// without is how many lines a sheet has that says nothing but how it ends.
func without(t *testing.T, s Sheet) int { return lines(t, s)[0] }

// Wherever the page ends, who signs has at least two lines or a row of what he signs above him, and the issuer of a letter
// is with them; the issuer of a form that is signed may stand on the next page.
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
			alone, issuer := without(t, end), without(t, Sheet{From: end.From, Date: end.Date, Copies: end.Copies, Size: size, QRNote: end.QRNote})
			for n := range 45 {
				s := end
				s.Title, s.Blocks = "题", nil
				for range n {
					s.Blocks = append(s.Blocks, one)
				}
				s.Blocks = append(append(s.Blocks, last...), end.Blocks...)
				pages := lines(t, s)
				onward := size == Form && last != nil && pages[len(pages)-1] == issuer+1
				if got := pages[len(pages)-1] - alone; len(pages) > 1 && got < 2 && !onward {
					t.Errorf("%s (%s), %d lines before: %d lines with the signature", name, size, n, got)
				}
			}
		}
	}
}

// A form leaves nothing of a page empty that a row, or all who sign, would have had room on; its head goes with the rows.
func TestAFormUsesItsPages(t *testing.T) {
	signs := Signs(Signature{Who: "移交人", Says: "已移交。"}, Signature{Who: "接收人", Says: "已接收。"}, Signature{Who: "本人", Says: "已点清。", Thumb: true, Refuses: true})
	for n := range 60 {
		rows := [][]Cell{{{Text: "序号", Label: true}, {Text: "材料", Label: true}}}
		for range n + 1 {
			rows = append(rows, []Cell{{Text: "1"}, {Text: "决定书"}})
		}
		s := Sheet{
			Title: "移交回执", Number: "YJ-1", About: "马海木", Size: Form, From: "青川所", Date: "2026年3月2日", QRNote: "核对。",
			Blocks: []Block{Grid(Table{Widths: []int{1, 9}, Head: 1, Rows: rows}), signs},
		}
		x, err := laid(s)
		if err != nil {
			t.Fatal(err)
		}
		used := make([]float64, len(x.pdf.pages)) // how far down something is drawn
		for i, p := range x.pdf.pages {
			for _, m := range regexp.MustCompile(`([\d.]+) [\d.]+ [\d.]+ re S`).FindAllSubmatch(p.out.Bytes(), -1) {
				y, err := strconv.ParseFloat(string(m[1]), 64)
				if err != nil {
					t.Fatal(err)
				}
				used[i] = max(used[i], pageHeight-x.top-y)
			}
		}
		signed := x.blockHigh(s.Blocks[1])
		for i := range len(used) - 1 {
			if empty := x.high - used[i]; empty > signed+2*x.around+x.high1(x.place(rows[1], []int{1, 9})) {
				t.Errorf("%d rows: %.0f of %.0f points of page %d are empty", n+1, empty, x.high, i+1)
			}
		}
		if got := textOf(x, len(used)-1); len(used) > 1 && !strings.Contains(got, "移交回执　YJ-1　马海木　第"+strconv.Itoa(len(used))+"页共") {
			t.Errorf("%d rows: the last page is nameless: %s", n+1, got)
		}
	}
}

// textOf is what is printed on a page.
func textOf(x *setter, page int) string {
	var out strings.Builder
	for _, m := range regexp.MustCompile(`<([0-9A-F]+)>`).FindAllSubmatch(x.pdf.pages[page].out.Bytes(), -1) {
		for c := range slices.Chunk(m[1], 4) {
			n, _ := strconv.ParseUint(string(c), 16, 16) // the pattern says so
			out.WriteRune(x.pdf.runes[n])
		}
	}
	return out.String()
}

// What is to be written on by hand is one line, however the text around it breaks.
func TestALineToWriteOnIsNotTorn(t *testing.T) {
	for n := range 30 {
		for _, l := range set(strings.Repeat("依", n)+"投到＿＿＿＿＿＿，本所登记。", 14) {
			if k := strings.Count(l, "＿"); k != 0 && k != 6 {
				t.Errorf("after %d: %q", n, l)
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
