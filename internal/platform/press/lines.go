package press

import (
	"slices"
	"strings"
	"unicode"
)

// Marks that may not begin a line, and marks that may not end one (GB/T 15834, and the rules of Chinese setting).
const (
	noStart = "，。、；：？！）》〉】〕」』”’％%‰℃·～,.;:?!)]}”’々〃／/"
	noEnd   = "（《〈【〔「『“‘￥$([{№＃#"
	// hangs are closing marks whose right half is blank: at the end of a line that half may stand outside.
	hangs = "，。、；：）》〉】〕」』"
	// blank is one character of a line to be written on by hand.
	blank = '＿'
	// counts follow a number and are not torn from it.
	counts = "年月日时分秒号条款项元人名次天周岁个份页克件床舍室"
)

// word is what is never torn: a character, or a run of Latin letters and figures.
type word struct {
	text  []rune
	width float64
	han   bool // may be stretched after
	space bool
}

// measure gives the width of a character at size 1.
type measure func(rune) float64

// words cuts a paragraph; a newline in it is not looked for here.
func words(text string, width measure) []word {
	var out []word
	for _, r := range text {
		w := width(r)
		latin := r < 0x2000 && r != ' ' && !unicode.Is(unicode.Han, r) && !strings.ContainsRune(hangs, r)
		if n := len(out); latin && n > 0 && !out[n-1].han && !out[n-1].space {
			out[n-1].text, out[n-1].width = append(out[n-1].text, r), out[n-1].width+w
			continue
		}
		out = append(out, word{[]rune{r}, w, !latin && r != ' ', r == ' '})
	}
	return out
}

// tied tells whether no line may end between two words.
func tied(a, b word) bool {
	last, first := a.text[len(a.text)-1], b.text[0]
	switch {
	case b.space: // a line ends after a blank, or what follows the blank would begin the next
		return true
	case strings.ContainsRune(noStart, first) || strings.ContainsRune(noEnd, last):
		return true
	case last == first && (first == '—' || first == '…' || first == blank): // nor is a line that somebody writes on
		return true
	case unicode.IsDigit(last) && strings.ContainsRune(counts, first):
		return true
	}
	return false
}

// line is a set line: words, and what each gap is stretched by.
type line struct {
	words []word
	width float64
	gap   float64 // added after every word that may be stretched, except the last
}

// setLines breaks a paragraph into lines of a width, all at size 1; first is what the first line is indented by. Full
// lines are stretched to the edge.
func setLines(text string, wide, first float64, width measure) []line {
	var out []line
	for i, part := range strings.Split(text, "\n") {
		if i > 0 {
			first = 0
		}
		out = append(out, setParagraph(words(part, width), wide, first, width)...)
	}
	return out
}

func setParagraph(ws []word, wide, first float64, width measure) (out []line) {
	ws = torn(ws, wide, width)
	for room := wide - first; ; room = wide {
		n := fits(ws, room)
		l := line{words: trim(ws[:n])}
		for _, w := range l.words {
			l.width += w.width
		}
		if ws = ws[n:]; len(ws) == 0 {
			return append(out, l)
		}
		l.gap = stretch(l, room)
		out = append(out, l)
		for len(ws) > 0 && ws[0].space {
			ws = ws[1:]
		}
	}
}

// fits is how many words go into a line: as many as there is room for, less those that may not stand at its edge.
func fits(ws []word, room float64) int {
	used, n := 0.0, 0
	for ; n < len(ws); n++ {
		w := ws[n].width
		if strings.ContainsRune(hangs, ws[n].text[0]) && ws[n].han {
			w /= 2
		}
		if used+w > room+1e-6 && !ws[n].space {
			break
		}
		used += ws[n].width
	}
	if n == len(ws) {
		return n
	}
	for k := n; k > 0; k-- {
		if !tied(ws[k-1], ws[k]) {
			return k
		}
	}
	return max(n, 1) // tied from end to end: torn where it is full
}

// torn cuts words that are wider than a line, such as a long number without spaces.
func torn(ws []word, wide float64, width measure) []word {
	if !slices.ContainsFunc(ws, func(w word) bool { return w.width > wide }) {
		return ws
	}
	var out []word
	for _, w := range ws {
		if w.width <= wide {
			out = append(out, w)
			continue
		}
		for _, r := range w.text {
			out = append(out, word{[]rune{r}, width(r), true, false})
		}
	}
	return out
}

func trim(ws []word) []word {
	for len(ws) > 1 && ws[len(ws)-1].space {
		ws = ws[:len(ws)-1]
	}
	return ws
}

// stretch is what each gap of a full line takes to reach the edge; a line that lacks more than it should is left.
func stretch(l line, room float64) float64 {
	gaps := 0
	for _, w := range l.words[:len(l.words)-1] {
		if w.han || w.space {
			gaps++
		}
	}
	lack := room - l.width
	if gaps == 0 || lack <= 0 || lack > 4 || lack/float64(gaps) > 0.5 {
		return 0
	}
	return lack / float64(gaps)
}
