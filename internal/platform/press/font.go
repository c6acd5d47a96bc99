package press

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"sort"
	"sync"
)

// The face of the PDFs: LXGW WenKai (OFL-1.1), made of the npm package by build/assets.mjs with the tables that are
// read here and no others. It has outlines of the kind glyf, so that a subset is a copy of some of them.
//
//go:embed data/face.ttf
var faceData []byte

// face is a TrueType font as far as setting a page needs it.
type face struct {
	data                   []byte
	tables                 map[string][]byte
	units                  int // of an em
	ascent, descent        int
	xMin, yMin, xMax, yMax int
	longLoca               bool
	metrics                int // entries of hmtx with an advance of their own
	glyphs                 int
	groups                 []group // of the character map, by first character
}

// group maps a run of characters to a run of glyphs.
type group struct{ first, last, glyph uint32 }

// theFace is parsed once, at first use.
var theFace = sync.OnceValues(func() (*face, error) { return parseFace(faceData) })

var errFace = errors.New("press: the face cannot be read")

func parseFace(data []byte) (*face, error) {
	if len(data) < 12 || binary.BigEndian.Uint32(data) != 0x00010000 {
		return nil, errFace
	}
	f := &face{data: data, tables: map[string][]byte{}}
	n := int(binary.BigEndian.Uint16(data[4:]))
	for i := range n {
		if len(data) < 28+16*i {
			return nil, errFace
		}
		rec := data[12+16*i:]
		off, size := int(binary.BigEndian.Uint32(rec[8:])), int(binary.BigEndian.Uint32(rec[12:]))
		if off < 0 || size < 0 || off+size > len(data) {
			return nil, errFace
		}
		f.tables[string(rec[:4])] = data[off : off+size]
	}
	head, hhea, maxp := f.tables["head"], f.tables["hhea"], f.tables["maxp"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 || len(f.tables["loca"]) == 0 || len(f.tables["hmtx"]) == 0 {
		return nil, errFace
	}
	f.units = int(binary.BigEndian.Uint16(head[18:]))
	f.xMin, f.yMin, f.xMax, f.yMax = i16(head[36:]), i16(head[38:]), i16(head[40:]), i16(head[42:])
	f.longLoca = binary.BigEndian.Uint16(head[50:]) == 1
	f.ascent, f.descent = i16(hhea[4:]), i16(hhea[6:])
	f.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	f.glyphs = int(binary.BigEndian.Uint16(maxp[4:]))
	return f, f.readMap()
}

func i16(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) }

// readMap reads the full character map (format 12): the short one knows no character beyond the first plane, and
// people are called 𠮷 and 𬀪.
func (f *face) readMap() error {
	cmap := f.tables["cmap"]
	if len(cmap) < 4 {
		return errFace
	}
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		off := int(binary.BigEndian.Uint32(cmap[8+8*i:]))
		if binary.BigEndian.Uint16(cmap[off:]) != 12 {
			continue
		}
		n := int(binary.BigEndian.Uint32(cmap[off+12:]))
		f.groups = make([]group, n)
		for j := range f.groups {
			g := cmap[off+16+12*j:]
			f.groups[j] = group{binary.BigEndian.Uint32(g), binary.BigEndian.Uint32(g[4:]), binary.BigEndian.Uint32(g[8:])}
		}
		return nil
	}
	return errFace
}

// glyph is the glyph of a character, 0 when the face has none.
func (f *face) glyph(r rune) uint16 {
	c := uint32(r)
	i := sort.Search(len(f.groups), func(i int) bool { return f.groups[i].last >= c })
	if i == len(f.groups) || f.groups[i].first > c {
		return 0
	}
	return uint16(f.groups[i].glyph + c - f.groups[i].first)
}

// advance is the width of a glyph in thousandths of an em.
func (f *face) advance(glyph uint16) int {
	i := min(int(glyph), f.metrics-1)
	return int(binary.BigEndian.Uint16(f.tables["hmtx"][4*i:])) * 1000 / f.units
}

// outline is the bytes of a glyph in glyf, nil for one that is blank.
func (f *face) outline(glyph int) []byte {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	at := func(i int) int {
		if f.longLoca {
			return int(binary.BigEndian.Uint32(loca[4*i:]))
		}
		return 2 * int(binary.BigEndian.Uint16(loca[2*i:]))
	}
	return glyf[at(glyph):at(glyph+1)]
}

// subset is a font of some glyphs, renumbered in the order given; glyph 0 is always the first.
func (f *face) subset(glyphs []uint16) []byte {
	order := append([]uint16(nil), glyphs...)
	number := make(map[uint16]uint16, len(order))
	for i, g := range order {
		number[g] = uint16(i)
	}
	var glyf []byte
	loca := []uint32{0}
	for i := 0; i < len(order); i++ { // grows: a composite brings its parts
		out := append([]byte(nil), f.outline(int(order[i]))...)
		for _, at := range parts(out) {
			part := binary.BigEndian.Uint16(out[at:])
			n, known := number[part]
			if !known {
				n = uint16(len(order))
				number[part], order = n, append(order, part)
			}
			binary.BigEndian.PutUint16(out[at:], n)
		}
		glyf = append(glyf, out...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		loca = append(loca, uint32(len(glyf)))
	}
	return f.assemble(order, glyf, loca)
}

// parts finds where in the outline of a composite the numbers of its parts stand.
func parts(outline []byte) (at []int) {
	if len(outline) < 10 || i16(outline) >= 0 {
		return nil
	}
	for p := 10; p+4 <= len(outline); {
		flags := binary.BigEndian.Uint16(outline[p:])
		at = append(at, p+2)
		p += 6
		if flags&1 != 0 { // arguments are words
			p += 2
		}
		switch {
		case flags&0x08 != 0:
			p += 2
		case flags&0x40 != 0:
			p += 4
		case flags&0x80 != 0:
			p += 8
		}
		if flags&0x20 == 0 { // no more
			return at
		}
	}
	return at
}

func (f *face) assemble(order []uint16, glyf []byte, loca []uint32) []byte {
	hmtx := make([]byte, 0, 4*len(order))
	for _, g := range order {
		i := min(int(g), f.metrics-1)
		hmtx = append(hmtx, f.tables["hmtx"][4*i:4*i+4]...)
	}
	locaBytes := make([]byte, 0, 4*len(loca))
	for _, o := range loca {
		locaBytes = binary.BigEndian.AppendUint32(locaBytes, o)
	}
	head := append([]byte(nil), f.tables["head"]...)
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1)
	hhea := append([]byte(nil), f.tables["hhea"]...)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(order)))
	maxp := append([]byte(nil), f.tables["maxp"]...)
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(order)))
	return bundle([]table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", locaBytes}, {"maxp", maxp}})
}

type table struct {
	tag  string
	data []byte
}

// bundle writes a font file of tables, which stand in the order of their tags.
func bundle(tables []table) []byte {
	n, power, log := len(tables), 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, power * 16, log, (n - power) * 16} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	off := 12 + 16*n
	var body []byte
	for _, t := range tables {
		out = append(out, t.tag...)
		out = binary.BigEndian.AppendUint32(out, checksum(t.data))
		out = binary.BigEndian.AppendUint32(out, uint32(off+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(out, body...)
}

func checksum(b []byte) (sum uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		sum += binary.BigEndian.Uint32(last[:])
	}
	return sum
}

// Missing lists the characters of a text that the face cannot draw: a paper with one of them is not issued from the
// PDF; it is printed from the page, with the faces of the desk.
func Missing(text string) string {
	f, err := theFace()
	if err != nil {
		return ""
	}
	var out []rune
	seen := map[rune]bool{}
	for _, r := range text {
		if r > ' ' && !seen[r] && f.glyph(r) == 0 {
			seen[r] = true
			out = append(out, r)
		}
	}
	return string(out)
}
