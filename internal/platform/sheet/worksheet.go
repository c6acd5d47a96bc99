package sheet

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"guitu/internal/base/errs"
)

// area is a merged range, rows and columns Number from one and zero; its first cell speaks for all.
type area struct{ top, bottom, left, right int }

// merges reads the merged ranges, which stand behind the rows they concern. Only ranges that go over several
// rows matter (one organ written once for ten people), up to a number that no roster has.
func (w *workbook) merges() ([]area, error) {
	var out []area
	r, err := w.unzip(w.sheet, maxUnzip)
	if err != nil {
		return nil, err
	}
	defer r.Close() // reading only
	const mark = "mergeCell "
	buf, keep := make([]byte, 1<<16), 0
	for {
		n, err := r.Read(buf[keep:])
		text := string(buf[:keep+n])
		for {
			i := strings.Index(text, mark)
			if i < 0 || len(text)-i < 64 && err == nil {
				break
			}
			text = text[i+len(mark):]
			_, ref, _ := strings.Cut(text[:min(64, len(text))], `ref="`)
			if ref, _, ok := strings.Cut(ref, `"`); ok && len(out) < maxMerges {
				if a, ok := areaOf(ref); ok && a.bottom > a.top {
					out = append(out, a)
				}
			}
		}
		if errors.Is(err, io.EOF) {
			slices.SortStableFunc(out, func(a, b area) int { return cmp.Compare(a.top, b.top) })
			return out, nil
		}
		if err != nil {
			return nil, spoilt(err)
		}
		keep = copy(buf, text[max(0, len(text)-128):])
	}
}

func areaOf(ref string) (area, bool) {
	from, to, ok := strings.Cut(ref, ":")
	r1, c1, ok1 := place(from)
	r2, c2, ok2 := place(to)
	return area{r1, r2, c1, c2}, ok && ok1 && ok2 && r2-r1 <= maxLine && c2-c1 <= maxColumns
}

// place reads a cell's name: B12 is row 12, column 1.
func place(ref string) (row, col int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		col = col*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return row, col - 1, i > 0 && err == nil && row > 0 && row <= maxLine
}

// lines streams the rows of the sheet.
func (w *workbook) lines(merged []area) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		s := &sheet{w: w, merged: merged}
		err := w.each(w.sheet, maxUnzip, func(d *xml.Decoder, t xml.StartElement) error {
			if t.Name.Local != "row" {
				return nil
			}
			l, err := s.line(d, t)
			if err != nil {
				return err
			}
			if !yield(l, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Line{Row: s.row}, err)
		}
	}
}

var errStop = errors.New("sheet: the reader has had enough")

type sheet struct {
	w      *workbook
	row    int
	merged []area // not yet reached, by their first row
	open   []span // begun and not yet ended
}

// span is a merged range and what its first cell says.
type span struct {
	area
	says Cell
}

// line reads one <row>. A row without a number follows the one before, as does one that would go back.
func (s *sheet) line(d *xml.Decoder, t xml.StartElement) (Line, error) {
	row, err := strconv.Atoi(attr(t, "r"))
	if err != nil || row <= s.row {
		row = s.row + 1
	}
	if s.row = row; row > maxLine {
		return Line{}, errs.New(errs.TooLarge, "sheet.too_many_rows", maxLine)
	}
	l := Line{Row: row}
	for {
		t, err := d.RawToken()
		if err != nil {
			return l, spoilt(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			col := len(l.Cells)
			if _, at, ok := place(attr(t, "r")); ok && at >= col {
				col = at
			}
			c, err := s.cell(d, attr(t, "t"))
			if err != nil {
				return l, err
			}
			if c.Text == "" {
				continue // formatted, but empty; sheets have them far out on the right
			}
			if col >= maxColumns {
				return l, errs.New(errs.TooLarge, "sheet.too_many_columns", maxColumns)
			}
			for len(l.Cells) < col {
				l.Cells = append(l.Cells, Cell{})
			}
			l.Cells = append(l.Cells, c)
		case xml.EndElement:
			if t.Name.Local == "row" {
				return s.spread(l), nil
			}
		}
	}
}

// spread puts what stands in the first cell of a merged range into its empty cells further down. A row that has
// nothing of its own stays blank.
func (s *sheet) spread(l Line) Line {
	blank := l.Blank()
	s.open = slices.DeleteFunc(s.open, func(m span) bool { return m.bottom < l.Row })
	for _, m := range s.open {
		if blank || m.says.Text == "" {
			continue
		}
		for len(l.Cells) <= m.left {
			l.Cells = append(l.Cells, Cell{})
		}
		if l.Cells[m.left].Text == "" {
			l.Cells[m.left] = m.says
		}
	}
	for len(s.merged) > 0 && s.merged[0].top <= l.Row {
		m := s.merged[0]
		s.merged = s.merged[1:]
		// Ranges do not overlap, so no more than one can be open in a column.
		if m.top == l.Row && m.left < len(l.Cells) && len(s.open) < maxColumns {
			s.open = append(s.open, span{m, l.Cells[m.left]})
		}
	}
	return l
}

// cell reads one <c> of a type: s shared, inlineStr, str (a formula's text), b, e, d, or n and none: a number.
func (s *sheet) cell(d *xml.Decoder, typ string) (Cell, error) {
	value, inner, formula := "", "", ""
	for {
		t, err := d.RawToken()
		if err != nil {
			return Cell{}, spoilt(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			var into *string
			switch t.Name.Local {
			case "v":
				into = &value
			case "f":
				into = &formula
			case "is":
				if inner, err = rich(d, "is"); err != nil {
					return Cell{}, err
				}
			}
			if into != nil {
				if *into, err = content(d, t.Name.Local); err != nil {
					return Cell{}, err
				}
			}
		case xml.EndElement:
			if t.Name.Local == "c" {
				return s.value(typ, value, inner, formula)
			}
		}
	}
}

func (s *sheet) value(typ, value, inner, formula string) (Cell, error) {
	c := Cell{Text: value}
	switch typ {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if value != "" && (err != nil || i < 0 || i >= len(s.w.shared)) {
			return c, errs.New(errs.Invalid, "sheet.damaged")
		}
		if value != "" {
			c.Text = s.w.shared[i]
		}
	case "inlineStr":
		c.Text = inner
	case "str", "d":
		c.Text = unescape(value)
	case "b":
		c.Text = map[string]string{"1": "TRUE", "0": "FALSE"}[strings.TrimSpace(value)]
	case "e":
		c.Kind = Broken
	default:
		c = number(value)
	}
	if c.Text == "" && formula != "" {
		c = Cell{"=" + formula, Broken} // never computed: saved by a program that cannot
	}
	if len(c.Text) > maxCell && utf8.RuneCountInString(c.Text) > maxCell {
		return c, errs.New(errs.TooLarge, "sheet.cell_too_long", maxCell)
	}
	if c.Kind == Text {
		c.Text = unprotect(c.Text)
	}
	return c, nil
}

// number is a number as a person would write it: whole ones without a point, if nothing is lost by that.
func number(value string) Cell {
	value = strings.TrimSpace(value)
	if f, err := strconv.ParseFloat(value, 64); err == nil && f == float64(int64(f)) && f < 1e15 && f > -1e15 {
		value = strconv.FormatInt(int64(f), 10)
	}
	return Cell{value, Number}
}

// content reads the characters of a plain element.
func content(d *xml.Decoder, end string) (string, error) {
	var out []byte
	for {
		t, err := d.RawToken()
		if err != nil {
			return "", spoilt(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			if out = append(out, t...); len(out) > 4*maxCell {
				return "", errs.New(errs.TooLarge, "sheet.cell_too_long", maxCell)
			}
		case xml.EndElement:
			if t.Name.Local == end {
				return string(out), nil
			}
		}
	}
}
