// Package sheet reads tables that people keep: .xlsx workbooks, and texts of cells in UTF-8, UTF-16 or GB 18030,
// with the numbers of the rows as a spreadsheet shows them. It knows nothing of what a table says.
//
// A workbook is read by hand and not with excelize: excelize's streaming reader gives texts without the kind of
// the cell, so an identity number that a spreadsheet keeps as a number, and has rounded to fifteen digits, could
// not be told from one kept as text. Nothing of a workbook is run: formulas give the value they were saved with,
// macros are not looked at. Parts are streamed and never touch the disk.
//
// A workbook is written by hand too, straight to where it goes: a library that gathers a sheet first spills it to the
// disk, and what these files hold must stay sealed.
//
// The promises: a file of any bytes gives rows or an error with a code, within the limits of limits.go; nothing
// is rounded, and no character is lost.
package sheet

import (
	"bytes"
	"embed"
	"iter"
	"strings"

	"guitu/internal/base/errs"
)

// Catalogue is the words of this package in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Kind is what a cell is besides its text.
type Kind uint8

// Kinds of cells.
const (
	Text   Kind = iota
	Number      // so maybe a serial day, or a number that has lost its last digits
	Broken      // an error value (#N/A), or a formula that was never computed
)

// Cell is one cell: the text as a person sees it (a whole number without a point; other numbers and serial days
// as they are stored), and its kind.
type Cell struct {
	Text string
	Kind Kind
}

// Line is one row of a sheet, with anything in it or not. Cells at its end may be missing.
type Line struct {
	Row   int // as a spreadsheet shows it, from 1
	Cells []Cell
}

// Filled counts the cells with anything but spaces in them.
func (l Line) Filled() int {
	n := 0
	for _, c := range l.Cells {
		if strings.TrimSpace(c.Text) != "" {
			n++
		}
	}
	return n
}

// Blank tells whether there is nothing in the line.
func (l Line) Blank() bool { return l.Filled() == 0 }

// File is an opened file: its lines in order, once; and whether its serial days count from 1904-01-01 instead of
// 1899-12-30. An error among the lines ends them: sheet.damaged, sheet.quote_open, sheet.too_large,
// sheet.too_many_rows, sheet.too_many_columns, sheet.cell_too_long, or of a text sheet.cell_too_long_at, whose
// arguments are the most characters, the row and the letters of the column.
type File struct {
	Lines iter.Seq2[Line, error]
	Mac   bool
}

// Open looks at the bytes, never at a name: what is a workbook (its first visible sheet is read), what is a text,
// and what is neither. known says how many cells of a line are headers that the reader knows; a text is cut by
// the separator (, ; tab |) that gives most of them. Fails with sheet.empty, sheet.old_xls, sheet.locked,
// sheet.binary_xlsx, sheet.not_a_sheet, sheet.damaged, sheet.unreadable_text or sheet.too_large.
func Open(raw []byte, known func(Line) int) (File, error) {
	switch {
	case len(raw) > maxFile:
		return File{}, errs.New(errs.TooLarge, "sheet.too_large", maxFile>>20)
	case len(bytes.TrimSpace(raw)) == 0:
		return File{}, errs.New(errs.Invalid, "sheet.empty")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("PK\x05\x06")):
		return openWorkbook(raw)
	case bytes.HasPrefix(raw, []byte("\xD0\xCF\x11\xE0")):
		// An encrypted .xlsx and an old .xls are both compound files; the former names its one stream so.
		if bytes.Contains(raw, utf16le("EncryptedPackage")) {
			return File{}, errs.New(errs.Invalid, "sheet.locked")
		}
		return File{}, errs.New(errs.Invalid, "sheet.old_xls")
	case bytes.HasPrefix(raw, []byte("\x09\x08")), bytes.HasPrefix(raw, []byte("\x09\x04")), bytes.HasPrefix(raw, []byte("\x09\x02")):
		return File{}, errs.New(errs.Invalid, "sheet.old_xls")
	}
	text, err := decode(raw)
	if err != nil {
		return File{}, err
	}
	start := strings.ToLower(strings.TrimSpace(text[:min(len(text), 256)]))
	for _, p := range []string{"<!doctype", "<html", "<table", "<?xml", "%pdf", "{\\rtf"} {
		if strings.HasPrefix(start, p) {
			return File{}, errs.New(errs.Invalid, "sheet.not_a_sheet")
		}
	}
	if start == "" {
		return File{}, errs.New(errs.Invalid, "sheet.empty")
	}
	return File{Lines: records(text, separator(text, known))}, nil
}

func utf16le(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
