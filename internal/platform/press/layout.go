package press

import (
	"strconv"
	"strings"

	"guitu/internal/base/errs"
)

// dress is how a size class is set, in points.
type dress struct {
	top, left, wide, high float64
	title, number, body   style
	small                 style
	indent                float64 // of a paragraph, in ems of its type
	pad                   float64 // inside a cell
	seal                  float64 // left empty above issuer and date
	around                float64 // above and below a table
	cell, hand            style   // in tables; where somebody signs
}

// dresses holds GB/T 9704 for letters: 22 lines of 28 characters on 156 × 225 mm. Forms and slips are the house's own.
var dresses = map[Size]dress{
	Letter: {
		top: 37 * mm, left: 28 * mm, wide: 156 * mm, high: 225 * mm,
		title: style{size: 22, bold: true, pitch: 33}, number: style{size: 15.75, pitch: 225 * mm / 22},
		body: style{size: 15.75, pitch: 225 * mm / 22}, small: style{size: 10.5, pitch: 15.5},
		indent: 2, pad: 4, seal: 2 * 225 * mm / 22, around: 6, cell: style{size: 12, pitch: 18}, hand: style{size: 11, pitch: 22},
	},
	Form: {
		top: 22 * mm, left: 22 * mm, wide: 166 * mm, high: 250 * mm,
		title: style{size: 20, bold: true, pitch: 30}, number: style{size: 11, pitch: 17},
		body: style{size: 12, pitch: 20}, small: style{size: 9, pitch: 13},
		indent: 2, pad: 4, seal: 40, around: 5, cell: style{size: 11, pitch: 16.5}, hand: style{size: 11, pitch: 22},
	},
	Large: {
		top: 28 * mm, left: 25 * mm, wide: 160 * mm, high: 240 * mm,
		title: style{size: 26, bold: true, pitch: 42}, number: style{size: 14, pitch: 24},
		body: style{size: 18, pitch: 32}, small: style{size: 12, pitch: 18},
		indent: 2, pad: 6, seal: 60, around: 8, cell: style{size: 16, pitch: 25}, hand: style{size: 12.5, pitch: 26},
	},
}

// PDF sets a sheet. A size that is none, and a proof too long for a code, are errors; a sheet in itself cannot fail.
func PDF(s Sheet) (_ []byte, err error) {
	defer errs.Wrap(&err, "press.PDF(%s)", s.Size)
	t, err := laid(s)
	if err != nil {
		return nil, err
	}
	return t.pdf.bytes(), nil
}

// laid is a sheet on its pages.
func laid(s Sheet) (*setter, error) {
	f, err := theFace()
	if err != nil {
		return nil, errs.Because(errs.Internal, "press.no_face", err)
	}
	d, ok := dresses[s.Size]
	if !ok {
		return nil, errs.New(errs.Internal, "press.unknown_size", string(s.Size))
	}
	s.Blocks, s.Stub = flat(s.Blocks), flat(s.Stub)
	t := &setter{sheet: s, dress: d, pdf: newPDF(f, s.Title)}
	if s.QR != "" {
		if t.code, err = QRCode(s.QR); err != nil {
			return nil, err
		}
	}
	t.turn()
	t.head()
	for i, after := range t.follow() {
		t.block(s.Blocks[i], after)
	}
	t.end()
	t.stub()
	t.feet()
	return t, nil
}

// setter walks down the pages. y is how much of the text area is used.
type setter struct {
	sheet Sheet
	dress
	pdf  *pdf
	page *page
	y    float64
	code [][]bool // of the proof, nil for none
}

func (t *setter) width(r rune) float64 {
	return float64(t.pdf.face.advance(t.pdf.face.glyph(r))) / 1000
}

// turn begins a page.
func (t *setter) turn() {
	t.page, t.y = t.pdf.addPage(), 0
	if t.sheet.Draft != "" {
		s := style{size: 14, bold: true}
		t.page.mark(-1, func() {
			t.page.text(t.one(t.sheet.Draft), t.left, pageHeight-t.top+14, s)
		})
	}
}

// room turns the page when there is less than so much left of it.
func (t *setter) room(high float64) {
	if t.y+high > t.high+0.01 && t.y > 0 {
		t.turn()
	}
}

// base is the base line of a line that begins at y.
func (t *setter) base(y float64, s style) float64 {
	return pageHeight - t.top - y - s.pitch/2 - s.size*0.36
}

func (t *setter) one(text string) line {
	return setLines(text, 1e6, 0, t.width)[0]
}

// paragraph sets a text, indented at its first line, hung at the others. Its last two lines stand on one page with what
// is so high behind it.
func (t *setter) paragraph(text, tag string, s style, indent, after float64) {
	e := t.pdf.tag(tag, -1)
	lines := setLines(text, t.wide/s.size, indent, t.width)
	for i, l := range lines {
		switch left := len(lines) - i; {
		case i == 0 && left <= 3 || left == 2:
			t.room(float64(left)*s.pitch + after) // no line alone at the head of a page
		case i == 0:
			t.room(2 * s.pitch) // nor at the foot
		}
		t.room(s.pitch)
		x := t.left
		if i == 0 {
			x += indent * s.size
		}
		t.page.mark(e, func() { t.page.text(l, x, t.base(t.y, s), s) })
		t.y += s.pitch
	}
}

// centred sets a text in the middle.
func (t *setter) centred(text, tag string, s style) {
	e := t.pdf.tag(tag, -1)
	for _, l := range balanced(text, t.wide/s.size, t.width) {
		t.room(s.pitch)
		t.page.mark(e, func() { t.page.text(l, t.left+(t.wide-l.width*s.size)/2, t.base(t.y, s), s) })
		t.y += s.pitch
	}
}

// balanced breaks a title into lines of about one length.
func balanced(text string, wide float64, width measure) []line {
	lines := setLines(text, wide, 0, width)
	if len(lines) < 2 {
		return lines
	}
	total := 0.0
	for _, l := range lines {
		total += l.width
	}
	if even := setLines(text, total/float64(len(lines))+1, 0, width); len(even) == len(lines) {
		lines = even
	}
	for i := range lines {
		lines[i].gap = 0
	}
	return lines
}

func (t *setter) head() {
	s := t.sheet
	t.centred(s.Title, "H1", t.title)
	if s.Number != "" {
		t.centred(s.Number, "P", t.number)
	}
	t.y += t.body.pitch / 2
	if s.To != "" {
		t.paragraph(s.To, "P", t.body, 0, 0)
	}
}

func (t *setter) block(b Block, after float64) {
	s, indent := t.dressed(b)
	switch b.Kind {
	case ParagraphKind, NoteKind:
		t.paragraph(b.Text, "P", s, indent, after)
	case Level1Kind:
		t.room(2 * s.pitch) // a heading does not stand alone at the foot of a page
		t.paragraph(b.Text, "H2", s, indent, after)
	case Level2Kind:
		t.room(2 * s.pitch)
		t.paragraph(b.Text, "H3", s, indent, after)
	case Level3Kind:
		t.paragraph(b.Text, "H4", s, indent, after)
	case TableKind:
		t.table(*b.Table, after)
	case SignatureKind:
		t.y += t.around
		for _, s := range b.Signatures {
			t.sign(s)
		}
	case CutKind:
		t.cut(b.Text)
	case TurnKind:
		if t.y > 0 {
			t.turn()
		}
	}
}

// cut draws the line at which a receipt is cut off.
func (t *setter) cut(text string) {
	high := t.small.pitch * 2
	t.room(high + 3*t.body.pitch)
	y := pageHeight - t.top - t.y - high/2
	l := t.one(text)
	t.page.mark(-1, func() {
		wide := l.width*t.small.size + 12
		t.page.dashed(t.left, y, t.left+(t.wide-wide)/2, y)
		t.page.dashed(t.left+(t.wide+wide)/2, y, t.left+t.wide, y)
		t.page.text(l, t.left+(t.wide-wide)/2+6, y-t.small.size*0.36, t.small)
	})
	t.y += high
}

// side of a proof: some 120 squares must be large enough for a telephone to read them from paper.
const side = 47 * mm

// proof is the type of what stands beside a code: for who checks, not for who reads.
var proof = style{size: 9, pitch: 13}

// goesBefore stands where nothing but the end is left for a page: no seal is put on a page without a word.
const goesBefore = "（接上页。正文和签名见前页。）"

// remark is a line at the foot of the text.
type remark struct {
	text string
	style
}

// remarks are the line on copies and what the code is for.
func (t *setter) remarks() (out []remark) {
	for _, r := range []remark{{t.sheet.Copies, t.small}, {t.sheet.QRNote, proof}} {
		if r.text != "" {
			out = append(out, r)
		}
	}
	return out
}

// endHigh is how high the end of a sheet is: all of it, and without its remarks.
func (t *setter) endHigh() (whole, high float64) {
	if t.sheet.From != "" || t.sheet.Date != "" {
		high = t.seal + 2*t.body.pitch
	}
	if t.code != nil {
		high = max(high, side+t.small.pitch/2)
	}
	if t.unsealed() {
		t.besideCode(func() { whole = max(high, t.remarksHigh()+2*t.body.pitch) })
		return whole, high
	}
	return high + t.remarksHigh(), high
}

func (t *setter) remarksHigh() (high float64) {
	for _, r := range t.remarks() {
		high += t.small.pitch/3 + float64(len(setLines(r.text, t.wide/r.size, 0, t.width)))*r.pitch
	}
	return high
}

// unsealed tells whether nobody issues a sheet that has a code: beside the code no seal needs its place, and the remarks
// stand there.
func (t *setter) unsealed() bool { return t.code != nil && t.sheet.From == "" }

// besideCode does something in the column beside the code.
func (t *setter) besideCode(do func()) {
	was := t.dress
	t.left, t.wide = t.left+side+6*mm, t.wide-side-6*mm
	do()
	t.dress = was
}

// end sets issuer and date to the right, with the place of the seal left empty above them, and the code of the proof
// to the left of that; below stand the line on copies and what the code is for, beside it where there is no seal.
func (t *setter) end() {
	whole, high := t.endHigh()
	before := t.page
	if t.room(whole); t.page != before {
		t.paragraph(goesBefore, "P", t.small, 0, 0)
	}
	if t.code != nil {
		y := pageHeight - t.top - t.y - t.small.pitch/2 - side
		t.page.mark(-1, func() { t.page.modules(t.code, t.left, y, side) })
	}
	if t.unsealed() {
		top := t.y
		t.y += t.small.pitch / 2
		t.besideCode(t.remarked)
		t.issuer(top + whole)
		t.y = top + whole
		return
	}
	t.issuer(t.y + high)
	t.y += high
	t.remarked()
}

func (t *setter) remarked() {
	for _, r := range t.remarks() {
		t.y += t.small.pitch / 3
		t.paragraph(r.text, "P", r.style, 0, 0)
	}
}

// issuer sets who issues and when, ending at y.
func (t *setter) issuer(y float64) {
	from, date := t.one(t.sheet.From), t.one(t.sheet.Date)
	wide := max(from.width, date.width) * t.body.size
	y -= 2 * t.body.pitch
	for _, l := range []line{from, date} {
		if len(l.words) > 0 {
			x := t.left + t.wide - 2*t.body.size - wide/2 - l.width*t.body.size/2
			t.page.mark(t.pdf.tag("P", -1), func() { t.page.text(l, x, t.base(y, t.body), t.body) })
		}
		y += t.body.pitch
	}
}

// goesOn says above every page but the first which paper goes on here: a page with signatures on it is never nameless. The
// leaves of a book say it in their own way.
func (t *setter) goesOn(p *page, n int) {
	if n == 1 || t.sheet.Of {
		return
	}
	s := style{size: 9}
	l := t.one(strings.Trim(t.sheet.Title+"　"+t.sheet.Foot(), "　") + "　第" + strconv.Itoa(n) + "页共" + strconv.Itoa(len(t.pdf.pages)) + "页")
	y := pageHeight - t.top + 14
	if t.sheet.Draft != "" {
		y += 20
	}
	p.mark(-1, func() { p.text(l, t.left+t.wide-l.width*s.size, y, s) })
}

// feet writes what stands outside the text area: the page's number, outside as in a bound file, whose paper it is, and
// what a caller reads out.
func (t *setter) feet() {
	number, code := style{size: 14}, style{size: 9}
	for i, p := range t.pdf.pages {
		t.goesOn(p, i+1)
		y := pageHeight - t.top - t.high - 7*mm - number.size
		n := strconv.Itoa(i + 1)
		if t.sheet.Of {
			n += "/" + strconv.Itoa(len(t.pdf.pages))
		}
		l := t.one("— " + n + " —")
		x := t.left + t.wide - number.size - l.width*number.size
		other := t.left
		if i%2 == 1 {
			x, other = t.left+number.size, 0
		}
		p.mark(-1, func() { p.text(l, x, y, number) })
		text := t.sheet.Foot()
		if t.sheet.Code != "" {
			text += "　" + CodeWord + " " + t.sheet.Code
		}
		c := t.one(text)
		if other == 0 {
			other = t.left + t.wide - c.width*code.size
		}
		p.mark(-1, func() { p.text(c, other, y, code) })
	}
}
