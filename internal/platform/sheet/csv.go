package sheet

import (
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"

	"guitu/internal/base/errs"
)

// separator is the character between Cells: the one of , ; tab and | that gives the first lines the most known
// headers, the comma when none does.
func separator(text string, known func(Line) int) byte {
	best, most := byte(','), 0
	for _, sep := range []byte(",;\t|") {
		lines := 0
		for l, err := range records(text, sep) {
			if err != nil || lines > 20 {
				break
			}
			if l.Blank() {
				continue
			}
			lines++
			if n := known(l); n > most {
				best, most = sep, n
			}
		}
	}
	return best
}

// records cuts a text into rows. A row of a sheet is a record: a line break inside quotes does not begin a new
// one, and an empty line is a row, as a spreadsheet shows it (encoding/csv would skip it, and every row after
// it would be told under a wrong number). Quotes are read as spreadsheets read them: they quote only at the
// beginning of a cell, and what follows the closing one belongs to the cell.
func records(text string, sep byte) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for row, rest := 1, text; rest != ""; row++ {
			l := Line{Row: row}
			more := true
			for more {
				var c string
				var err error
				if c, more, rest, err = field(rest, sep); err != nil {
					yield(l, errs.New(errs.Invalid, "sheet.quote_open", row))
					return
				}
				if len(c) > maxCell && utf8.RuneCountInString(c) > maxCell {
					yield(l, errs.New(errs.TooLarge, "sheet.cell_too_long_at", maxCell, row, letters(len(l.Cells))))
					return
				}
				if l.Cells = append(l.Cells, Cell{Text: unprotect(c)}); len(l.Cells) > maxColumns {
					yield(l, errs.New(errs.TooLarge, "sheet.too_many_columns", maxColumns))
					return
				}
			}
			if !yield(l, nil) {
				return
			}
		}
	}
}

var errQuote = errs.New(errs.Invalid, "sheet.quote_open")

// field takes one cell off the text; more tells that another follows in the same row.
func field(s string, sep byte) (c string, more bool, rest string, err error) {
	var b strings.Builder
	if strings.HasPrefix(s, `"`) {
		for s = s[1:]; ; {
			i := strings.IndexByte(s, '"')
			if i < 0 {
				return "", false, "", errQuote
			}
			b.WriteString(s[:i])
			if s = s[i+1:]; !strings.HasPrefix(s, `"`) {
				break
			}
			b.WriteByte('"')
			s = s[1:]
		}
	}
	end := strings.IndexAny(s, "\r\n"+string(rune(sep)))
	if end < 0 {
		b.WriteString(s)
		return b.String(), false, "", nil
	}
	b.WriteString(s[:end])
	if s[end] == sep {
		return b.String(), true, s[end+1:], nil
	}
	if strings.HasPrefix(s[end:], "\r\n") {
		end++
	}
	return b.String(), false, s[end+1:], nil
}

// unprotect undoes what sheets do to keep a text a text: ="5199…", an apostrophe before digits or before a sign
// that would begin a formula (Neutral writes those).
func unprotect(s string) string {
	if t, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(t, `"`) {
		return strings.TrimSuffix(t, `"`)
	}
	if len(s) > 1 && s[0] == '\'' && (formula(s[1]) || s[1] >= '0' && s[1] <= '9') {
		return s[1:]
	}
	return s
}

// plainNumber is a number that a spreadsheet reads as that number and computes nothing from.
var plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// Neutral is a text that no spreadsheet takes for a formula: an apostrophe goes before = + - @, tab and return,
// unless the whole text is a plain number such as -1. Open takes it off again.
func Neutral(s string) string {
	if s != "" && formula(s[0]) && !plainNumber.MatchString(s) {
		return "'" + s
	}
	return s
}

// formula tells whether a cell that begins so would be taken for a formula.
func formula(c byte) bool { return strings.IndexByte("=+-@\t\r", c) >= 0 }

// letters names a column, counted from 0, as a spreadsheet does: A, Z, AA.
func letters(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
