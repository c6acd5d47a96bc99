package press

// rule is the width of the lines of a form.
const rule = 0.6

// placed is a cell with its lines and where it stands in its row.
type placed struct {
	Cell
	x, wide float64
	lines   []line
}

// table sets a ruled table; a row is never torn unless it is higher than a page. Its last row stands on one page with what is
// so high behind it.
func (t *setter) table(b Table, after float64) {
	if b.Caption != "" {
		bold := t.cell
		bold.bold = true
		t.room(t.cell.pitch * 3)
		t.paragraph(b.Caption, "Caption", bold, 0, 0)
	}
	t.y += t.around
	e := t.pdf.tag("Table", -1)
	rows := make([][]placed, len(b.Rows))
	for i, row := range b.Rows {
		rows[i] = t.place(row, b.Widths)
	}
	last := len(rows) - 1
	if last <= b.Head {
		last = 0
	}
	for i, row := range rows {
		high := t.high1(row)
		switch {
		case i == last && after > 0:
			high = t.rowsHigh(rows[i:]) + t.around + after
		case i == 0:
			high = t.rowsHigh(rows[:min(b.Head+1, len(rows))]) // no head without a row
		}
		if t.y+high > t.high+0.01 && t.y > 0 && (i == 0 || i >= b.Head) {
			t.turn()
			for _, h := range rows[:min(i, b.Head)] {
				t.row(h, e)
			}
		}
		t.row(row, e)
	}
	t.y += t.around
}

// place breaks the texts of a row.
func (t *setter) place(row []Cell, widths []int) []placed {
	total := 0
	for _, w := range widths {
		total += w
	}
	out := make([]placed, len(row))
	x, col := t.left, 0
	for i, c := range row {
		n := 0
		for range max(c.Span, 1) {
			if col < len(widths) {
				n += widths[col]
			}
			col++
		}
		p := placed{Cell: c, x: x, wide: t.wide * float64(n) / float64(max(total, 1))}
		p.lines = setLines(c.Text, (p.wide-2*t.pad)/t.cell.size, 0, t.width)
		out[i], x = p, x+p.wide
	}
	return out
}

// high1 is how high a row is.
func (t *setter) high1(row []placed) float64 {
	n := 1
	for _, p := range row {
		n = max(n, len(p.lines), p.Lines)
	}
	return float64(n)*t.cell.pitch + 2*t.pad
}

func (t *setter) rowsHigh(rows [][]placed) (high float64) {
	for _, r := range rows {
		high += t.high1(r)
	}
	return high
}

// row draws a row. One higher than a page goes on over the next: text is never lost.
func (t *setter) row(row []placed, e int) {
	high := t.high1(row)
	for done := 0; ; {
		free := int((t.high - t.y - 2*t.pad) / t.cell.pitch)
		n := int((high-2*t.pad)/t.cell.pitch+0.5) - done
		if n <= free || free < 1 && t.y == 0 {
			t.slice(row, e, done, done+n)
			return
		}
		if high <= t.high || free < 1 {
			t.turn()
			continue
		}
		t.slice(row, e, done, done+free)
		done += free
		t.turn()
	}
}

// slice draws the lines of a row from one to another, with its rules.
func (t *setter) slice(row []placed, e, from, to int) {
	high := float64(to-from)*t.cell.pitch + 2*t.pad
	bottom := pageHeight - t.top - t.y - high
	tr := t.pdf.tag("TR", e)
	for _, p := range row {
		t.page.mark(-1, func() { t.page.box(p.x, bottom, p.wide, high, rule) })
		s, name := t.cell, "TD"
		if p.Label {
			s.bold, name = true, "TH"
		}
		td := t.pdf.tag(name, tr)
		lines := p.lines[min(from, len(p.lines)):min(to, len(p.lines))]
		y := t.y + t.pad
		if p.Lines == 0 && from == 0 && to >= len(p.lines) { // what is printed stands in the middle, what is written begins above
			y += (high - 2*t.pad - float64(len(lines))*s.pitch) / 2
		}
		for i, l := range lines {
			l.gap = 0 // cells are too narrow to be stretched
			x := p.x + t.pad
			switch {
			case p.Right:
				x = p.x + p.wide - t.pad - l.width*s.size
			case p.Label:
				x = p.x + (p.wide-l.width*s.size)/2
			}
			t.page.mark(td, func() { t.page.text(l, x, t.base(y+float64(i)*s.pitch, s), s) })
		}
	}
	t.y += high
}

// signLines breaks the lines of a place to sign, and says how wide its square is and how high it is itself.
func (t *setter) signLines(b Signature) (texts []line, thumb, high float64) {
	if b.Thumb {
		thumb = 24 * mm
	}
	wide := t.wide - thumb - 2*t.pad
	for _, text := range b.Lines() {
		texts = append(texts, setLines(text, wide/t.hand.size, 0, t.width)...)
	}
	return texts, thumb, max(float64(len(texts))*t.hand.pitch+2*t.pad, thumb)
}

func (t *setter) signHigh(b Signature) float64 {
	_, _, high := t.signLines(b)
	return high
}

// sign draws the place where somebody signs: a ruled box with lines to write on, and the square for a thumb.
func (t *setter) sign(b Signature) {
	s := t.hand
	texts, thumb, high := t.signLines(b)
	if t.y+high > t.high {
		t.turn()
	}
	bottom := pageHeight - t.top - t.y - high
	t.page.mark(-1, func() {
		t.page.box(t.left, bottom, t.wide, high, rule)
		if b.Thumb {
			t.page.line(t.left+t.wide-thumb, bottom, t.left+t.wide-thumb, bottom+high, rule)
			t.page.text(t.one(ThumbWord), t.left+t.wide-thumb+t.pad, bottom+high-t.pad-9, style{size: 9, grey: true})
		}
	})
	e := t.pdf.tag("P", -1)
	for i, l := range texts {
		t.page.mark(e, func() { t.page.text(l, t.left+t.pad, t.base(t.y+t.pad+float64(i)*s.pitch, s), s) })
	}
	t.y += high
}
