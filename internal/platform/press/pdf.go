package press

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// pdf writes a document: pages of text, lines and squares in one face, tagged, so that a reader that speaks knows a
// heading from a cell. Objects are numbered in the order they are made, and nothing depends on a clock or a map.
type pdf struct {
	face    *face
	objects [][]byte // 1 is the first
	pages   []*page
	glyphs  []uint16 // used, in the order of first use: their place is their code
	codes   map[uint16]int
	runes   []rune // what each code stands for
	byRune  map[rune]int
	tags    []*tag
	title   string
}

// tag is one element of the structure: a paragraph, a heading, a table, a row, a cell.
type tag struct {
	name   string
	parent int // index of its parent, -1 for the document
	marks  []mark
	kids   []int
}

type mark struct{ page, id int }

// page collects the drawing of a page, in points from its lower left corner.
type page struct {
	doc    *pdf
	n      int
	out    bytes.Buffer
	owners []int // tag of every marked piece
}

const (
	pageWidth, pageHeight = 595.276, 841.89
	mm                    = 72 / 25.4
)

func newPDF(f *face, title string) *pdf {
	return &pdf{face: f, codes: map[uint16]int{0: 0}, glyphs: []uint16{0}, runes: []rune{0xfffd}, byRune: map[rune]int{}, title: title}
}

func (d *pdf) addPage() *page {
	p := &page{doc: d, n: len(d.pages)}
	d.pages = append(d.pages, p)
	return p
}

func (d *pdf) tag(name string, parent int) int {
	d.tags = append(d.tags, &tag{name: name, parent: parent})
	n := len(d.tags) - 1
	if parent >= 0 {
		d.tags[parent].kids = append(d.tags[parent].kids, n)
	}
	return n
}

// code is the code of a character in the subset.
func (d *pdf) code(r rune) int {
	if c, ok := d.byRune[r]; ok {
		return c
	}
	g := d.face.glyph(r)
	c, ok := d.codes[g]
	if !ok {
		c = len(d.glyphs)
		d.codes[g], d.glyphs, d.runes = c, append(d.glyphs, g), append(d.runes, r)
	}
	d.byRune[r] = c
	return c
}

// num writes a length short.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

// mark brackets a drawing as a piece of an element; -1 is furniture of the page that nobody reads out.
func (p *page) mark(tag int, draw func()) {
	if tag < 0 {
		p.out.WriteString("/Artifact BMC\n")
	} else {
		id := len(p.owners)
		p.owners = append(p.owners, tag)
		t := p.doc.tags[tag]
		t.marks = append(t.marks, mark{p.n, id})
		fmt.Fprintf(&p.out, "/%s <</MCID %d>> BDC\n", t.name, id)
	}
	draw()
	p.out.WriteString("EMC\n")
}

// style is how text is set.
type style struct {
	size  float64
	bold  bool // drawn with an edge: there is one face only
	grey  bool
	pitch float64 // from line to line
}

// text draws a set line with its base line at y.
func (p *page) text(l line, x, y float64, s style) {
	if len(l.words) == 0 {
		return
	}
	p.out.WriteString("BT /F ")
	p.out.WriteString(num(s.size))
	p.out.WriteString(" Tf ")
	if s.bold {
		p.out.WriteString("2 Tr " + num(s.size/36) + " w ")
	}
	if s.grey {
		p.out.WriteString("0.35 g ")
	}
	fmt.Fprintf(&p.out, "%s %s Td [<", num(x), num(y))
	for i, w := range l.words {
		for _, r := range w.text {
			fmt.Fprintf(&p.out, "%04X", p.doc.code(r))
		}
		if l.gap > 0 && (w.han || w.space) && i < len(l.words)-1 {
			fmt.Fprintf(&p.out, "> %s <", num(-l.gap*1000))
		}
	}
	p.out.WriteString(">] TJ ")
	if s.bold {
		p.out.WriteString("0 Tr ")
	}
	if s.grey {
		p.out.WriteString("0 g ")
	}
	p.out.WriteString("ET\n")
}

func (p *page) line(x1, y1, x2, y2, width float64) {
	fmt.Fprintf(&p.out, "%s w %s %s m %s %s l S\n", num(width), num(x1), num(y1), num(x2), num(y2))
}

func (p *page) dashed(x1, y1, x2, y2 float64) {
	fmt.Fprintf(&p.out, "[3 2] 0 d 0.5 w %s %s m %s %s l S [] 0 d\n", num(x1), num(y1), num(x2), num(y2))
}

func (p *page) box(x, y, w, h, width float64) {
	fmt.Fprintf(&p.out, "%s w %s %s %s %s re S\n", num(width), num(x), num(y), num(w), num(h))
}

// modules draws the dark squares of a QR code, a row's run as one rectangle.
func (p *page) modules(code [][]bool, x, y, side float64) {
	unit := side / float64(len(code))
	for i, row := range code {
		for j := 0; j < len(row); j++ {
			if !row[j] {
				continue
			}
			k := j
			for k < len(row) && row[k] {
				k++
			}
			fmt.Fprintf(&p.out, "%s %s %s %s re\n", exact(x+float64(j)*unit), exact(y+side-float64(i+1)*unit), exact(float64(k-j)*unit), exact(unit))
			j = k
		}
	}
	p.out.WriteString("f\n")
}

func exact(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }

// object keeps an object and tells its number.
func (d *pdf) object(body string) int {
	d.objects = append(d.objects, []byte(body))
	return len(d.objects)
}

func (d *pdf) stream(dict string, data []byte) int {
	var z bytes.Buffer
	w, err := zlib.NewWriterLevel(&z, zlib.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	w.Write(data) // into memory
	w.Close()
	return d.object(fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", dict, z.Len(), z.String()))
}

func hexText(s string) string {
	b := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return fmt.Sprintf("<%X>", b)
}

// bytes writes the file.
func (d *pdf) bytes() []byte {
	font := d.font()
	tree := len(d.objects) + 1 // the pages' parent stands before them
	d.object("")
	var kids []string
	first := len(d.objects) + 1
	for _, p := range d.pages {
		kids = append(kids, strconv.Itoa(len(d.objects)+1)+" 0 R")
		n := d.object("")
		content := d.stream("", p.out.Bytes())
		d.objects[n-1] = fmt.Appendf(nil, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Contents %d 0 R/Resources<</Font<</F %d 0 R>>>>/StructParents %d/Tabs/S>>",
			tree, num(pageWidth), num(pageHeight), content, font, p.n)
	}
	d.objects[tree-1] = fmt.Appendf(nil, "<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(d.pages))
	structure := d.structure(first)
	info := d.object("<</Title" + hexText(d.title) + "/Producer(Guitu)>>")
	root := d.object(fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R/ViewerPreferences<</DisplayDocTitle true>>>>", tree, structure))
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe5\xbd\x92\xe9\n")
	offsets := make([]int, len(d.objects))
	for i, o := range d.objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(d.objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.objects)+1, root, info, xref)
	return out.Bytes()
}

// font writes the subset with its widths and the way back to text, so that a name can be copied out of the file.
func (d *pdf) font() int {
	f := d.face
	data := f.subset(d.glyphs)
	file := d.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
	scale := func(v int) int { return v * 1000 / f.units }
	desc := d.object(fmt.Sprintf("<</Type/FontDescriptor/FontName/GUITUA+LXGWWenKai/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 700/StemV 80/FontFile2 %d 0 R>>",
		scale(f.xMin), scale(f.yMin), scale(f.xMax), scale(f.yMax), scale(f.ascent), scale(f.descent), file))
	widths := make([]string, len(d.glyphs))
	for i, g := range d.glyphs {
		widths[i] = strconv.Itoa(f.advance(g))
	}
	cid := d.object(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/GUITUA+LXGWWenKai/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[0[%s]]/CIDToGIDMap/Identity>>",
		desc, strings.Join(widths, " ")))
	unicode := d.stream("", d.toUnicode())
	return d.object(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/GUITUA+LXGWWenKai/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", cid, unicode))
}

func (d *pdf) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for i := 0; i < len(d.runes); i += 100 {
		part := d.runes[i:min(i+100, len(d.runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for j, r := range part {
			fmt.Fprintf(&b, "<%04X><", i+j)
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// structure writes the tree of elements; first is the number of the first page, of which each takes two objects.
func (d *pdf) structure(first int) int {
	root, doc := len(d.objects)+1, len(d.objects)+2
	at := func(tag int) int { return doc + 1 + tag }
	pageAt := func(n int) int { return first + 2*n }
	var top []string
	for i, t := range d.tags {
		if t.parent < 0 {
			top = append(top, strconv.Itoa(at(i))+" 0 R")
		}
	}
	d.object(fmt.Sprintf("<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>", doc, at(len(d.tags)), len(d.pages)))
	d.object(fmt.Sprintf("<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>", root, strings.Join(top, " ")))
	for _, t := range d.tags {
		var kids []string
		for _, m := range t.marks {
			kids = append(kids, fmt.Sprintf("<</Type/MCR/Pg %d 0 R/MCID %d>>", pageAt(m.page), m.id))
		}
		for _, k := range t.kids {
			kids = append(kids, strconv.Itoa(at(k))+" 0 R")
		}
		parent := doc
		if t.parent >= 0 {
			parent = at(t.parent)
		}
		d.object(fmt.Sprintf("<</Type/StructElem/S/%s/P %d 0 R/K[%s]>>", t.name, parent, strings.Join(kids, " ")))
	}
	var nums []string
	for _, p := range d.pages {
		owners := make([]string, len(p.owners))
		for i, o := range p.owners {
			owners[i] = strconv.Itoa(at(o)) + " 0 R"
		}
		nums = append(nums, fmt.Sprintf("%d[%s]", p.n, strings.Join(owners, " ")))
	}
	d.object("<</Nums[" + strings.Join(nums, "") + "]>>")
	return root
}
