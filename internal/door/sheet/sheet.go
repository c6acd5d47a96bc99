// Package sheet draws a press.Sheet as HTML: the page that one looks at is the page that the browser prints, set like the
// PDF of the same sheet. Faces that may not be shipped (FangSong, XiaoBiaoSong) are named in css/paper.css and come from
// the desk; so do characters that the face of the PDF lacks.
package sheet

import (
	"context"
	"embed"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/platform/press"
)

// Catalogue holds the words around a paper; those on it are its own.
//
//go:embed messages.*.json
var Catalogue embed.FS

// class is the size class of a sheet in css.
func class(s press.Sheet) string {
	if s.Size == press.Letter {
		return "g-paper g-paper-letter"
	}
	return "g-paper g-paper-" + string(s.Size)
}

// width is a column's share of its table, in hundredths.
func width(t *press.Table, i int) string {
	total := 0
	for _, w := range t.Widths {
		total += w
	}
	return strconv.Itoa(100*t.Widths[i]/max(total, 1)) + "%"
}

func span(c press.Cell) string { return strconv.Itoa(max(c.Span, 1)) }

// room is the height of a cell that is written by hand.
func room(c press.Cell) string { return strconv.Itoa(24 * c.Lines) }

// lineToWrite finds what is to be written on by hand.
var lineToWrite = regexp.MustCompile(`＿＿+`)

// words are a text in which no line to be written on by hand is torn. Written in Go: a template would put blanks between.
func words(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, lineToWrite.ReplaceAllString(templ.EscapeString(text), `<span class="g-paper-hand">$0</span>`))
		return err
	})
}

// split cuts a text at its line breaks.
func split(text string) []string { return strings.Split(text, "\n") }

// squares is a QR code as the path of its dark squares and its box with the quiet edge; "" when the text is no code's.
func squares(text string) (path, box string) {
	code, err := press.QRCode(text)
	if err != nil {
		return "", ""
	}
	var b strings.Builder
	for y, row := range code {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			n := strconv.Itoa(x - from)
			b.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + "h" + n + "v1h-" + n + "z")
		}
	}
	side := strconv.Itoa(len(code) + 8)
	return b.String(), "-4 -4 " + side + " " + side
}
