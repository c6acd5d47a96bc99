package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"guitu/internal/base/errs"
)

// Writer writes a workbook of one sheet, row by row, straight to where it goes: nothing of it is ever kept in memory or
// on the disk, since what these files hold must not lie about. Every cell is a text and formatted as one, so that a
// number changed in a spreadsheet keeps its digits.
type Writer struct {
	zip *zip.Writer
	b   *bufio.Writer
	row int
	err error
}

// The parts of a workbook besides the sheet itself.
var parts = []struct{ name, body string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
}

const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// NewWriter begins a workbook; widths are those of its columns, in characters.
func NewWriter(w io.Writer, widths ...int) (_ *Writer, err error) {
	defer errs.Wrap(&err, "sheet.NewWriter")
	x := &Writer{zip: zip.NewWriter(w)}
	for _, p := range parts {
		part, err := x.zip.Create(p.name)
		if err == nil {
			_, err = io.WriteString(part, declaration+p.body)
		}
		if err != nil {
			return nil, err
		}
	}
	sheet, err := x.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	x.b = bufio.NewWriter(sheet)
	x.say(declaration, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	if len(widths) > 0 {
		x.say("<cols>")
		for i, n := range widths {
			x.say(fmt.Sprintf(`<col min="%d" max="%d" width="%d" style="1" customWidth="1"/>`, i+1, i+1, n))
		}
		x.say("</cols>")
	}
	x.say("<sheetData>")
	return x, x.err
}

// Row writes the next row.
func (x *Writer) Row(cells []string) error {
	x.row++
	n := strconv.Itoa(x.row)
	x.say(`<row r="`, n, `">`)
	for i, c := range cells {
		if c != "" {
			x.say(`<c r="`, letters(i), n, `" s="1" t="inlineStr"><is><t xml:space="preserve">`)
			x.text(c)
			x.say(`</t></is></c>`)
		}
	}
	x.say("</row>")
	return x.err
}

// Close ends the workbook; without it, it is none.
func (x *Writer) Close() (err error) {
	defer errs.Wrap(&err, "sheet.Close")
	x.say("</sheetData></worksheet>")
	if x.err == nil {
		x.err = x.b.Flush()
	}
	if x.err != nil {
		return x.err
	}
	return x.zip.Close()
}

func (x *Writer) say(all ...string) {
	for _, s := range all {
		if x.err == nil {
			_, x.err = x.b.WriteString(s)
		}
	}
}

var entities = map[rune]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "_x000D_"}

// text writes a cell's text; what XML cannot hold is written as spreadsheets do (_x0001_), and what only looks so is
// protected. A cell ends where a spreadsheet lets it end.
func (x *Writer) text(s string) {
	units := 0
	for i, r := range s {
		if units += max(1, utf16.RuneLen(r)); units > maxCell {
			return
		}
		e, special := entities[r]
		switch {
		case special:
			x.say(e)
		case r == utf8.RuneError, r < ' ' && r != '\t' && r != '\n', r == '\uFFFE', r == '\uFFFF':
			x.say(fmt.Sprintf("_x%04X_", r))
		case r == '_' && escaped(s[i:]):
			x.say("_x005F_")
		default:
			if x.err == nil {
				_, x.err = x.b.WriteRune(r)
			}
		}
	}
}

// escaped tells whether a text begins as a written-out character does.
func escaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	return strings.Trim(s[2:6], "0123456789ABCDEFabcdef") == ""
}
