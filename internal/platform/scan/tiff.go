package scan

import (
	"bytes"
	"encoding/binary"
)

// hidden are the tags of a TIFF that say who, where, when and with what: their values are blotted out.
var hidden = map[uint16]bool{
	270: true, 271: true, 272: true, 305: true, 306: true, 315: true, 316: true, // remarks, device, program, time, artist, computer
	700: true, 33723: true, 34377: true, 33432: true, // XMP, IPTC, Photoshop, copyright
	34665: true, 34853: true, 37510: true, 42016: true, // Exif, GPS, remark, id of the picture
}

// sizes of the types of values, in bytes.
var sizes = [...]uint64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}

// most pages of one file: a fax has hundreds, a loop of pages has no end.
const most = 2000

// readTIFF walks through the pages: every value and every strip of a picture must lie within the file. It walks again
// through what is left: where a value lay over something else, nothing could be taken out without harm, and the file is
// not a whole one.
func readTIFF(content []byte) (Scan, error) {
	t, ok := walk(content)
	if !ok {
		return Scan{}, torn()
	}
	for _, p := range t.sizes {
		if err := sized(p.width, p.height); err != nil {
			return Scan{}, err
		}
		if p.plain && p.bytes < p.height*((p.width*p.bits+7)/8) || p.bytes == 0 {
			return Scan{}, torn()
		}
	}
	if t.removed {
		if again, ok := walk(t.out); !ok || again.pages != t.pages || !bytes.Equal(again.out, t.out) {
			return Scan{}, torn()
		}
	}
	return Scan{MediaType: "image/tiff", Content: t.out, Pages: t.pages, Removed: !bytes.Equal(t.out, content)}, nil
}

func walk(content []byte) (*tiff, bool) {
	order, ok := byteOrder(content)
	if !ok || len(content) < 8 {
		return nil, false
	}
	t := &tiff{order: order, out: append([]byte(nil), content...)}
	for at := uint64(order.Uint32(content[4:])); at != 0; t.pages++ {
		next, ok := t.directory(at)
		if !ok || t.pages >= most || next != 0 && next <= at { // scanners write them one behind the other
			return nil, false
		}
		at = next
	}
	return t, t.pages > 0
}

type tiff struct {
	order   binary.ByteOrder
	out     []byte
	pages   int
	removed bool
	sizes   []sheet
}

// sheet is how large a page says it is, and how many bytes hold it.
type sheet struct {
	width, height, bits, bytes uint64
	plain                      bool // not packed: its points are as many as its bytes say
}

// directory reads the description of one page and blots out what is hidden; next is where the following one stands.
func (t *tiff) directory(at uint64) (next uint64, ok bool) {
	size := uint64(len(t.out))
	if at < 8 || at+6 > size {
		return 0, false
	}
	n := uint64(t.order.Uint16(t.out[at:]))
	end := at + 2 + 12*n
	if n == 0 || end+4 > size {
		return 0, false
	}
	var offsets, counts []uint64
	one := sheet{bits: 1, plain: true}
	for e := at + 2; e < end; e += 12 {
		tag := t.order.Uint16(t.out[e:])
		value, ok := t.value(e)
		if !ok {
			return 0, false
		}
		switch {
		case hidden[tag]:
			t.blot(e, value)
		case tag == 256:
			one.width = t.number(e, value)
		case tag == 257:
			one.height = t.number(e, value)
		case tag == 258:
			one.bits = t.number(e, value)
		case tag == 259:
			one.plain = t.number(e, value) == 1
		case tag == 273 || tag == 324:
			offsets = t.numbers(e, value)
		case tag == 279 || tag == 325:
			counts = t.numbers(e, value)
		}
	}
	for i, o := range offsets {
		if i >= len(counts) {
			break
		}
		if o > size || counts[i] > size-o {
			return 0, false
		}
		one.bytes += counts[i]
	}
	t.sizes = append(t.sizes, one)
	return uint64(t.order.Uint32(t.out[end:])), true
}

// value is the bytes of an entry's value, in the entry itself when they are few.
func (t *tiff) value(e uint64) ([]byte, bool) {
	kind, count := t.order.Uint16(t.out[e+2:]), uint64(t.order.Uint32(t.out[e+4:]))
	if int(kind) >= len(sizes) || kind == 0 {
		return nil, true // a type of a later day: nobody needs to read it
	}
	n := sizes[kind] * count
	if n <= 4 {
		return t.out[e+8 : e+8+n], true
	}
	at := uint64(t.order.Uint32(t.out[e+8:]))
	if size := uint64(len(t.out)); at > size || n > size-at {
		return nil, false
	}
	return t.out[at : at+n], true
}

// number is the first value of an entry, 0 where there is none.
func (t *tiff) number(e uint64, value []byte) uint64 {
	if all := t.numbers(e, value); len(all) > 0 {
		return all[0]
	}
	return 0
}

// numbers are the values of an entry of short or long ones.
func (t *tiff) numbers(e uint64, value []byte) (out []uint64) {
	width := 2
	if t.order.Uint16(t.out[e+2:]) == 4 {
		width = 4
	}
	for ; len(value) >= width; value = value[width:] {
		if width == 2 {
			out = append(out, uint64(t.order.Uint16(value)))
		} else {
			out = append(out, uint64(t.order.Uint32(value)))
		}
	}
	return out
}

// blot clears a value and makes the entry an empty one: a reader finds nothing to follow. What a pointer leads to is
// cleared as well.
func (t *tiff) blot(e uint64, value []byte) {
	tag := t.order.Uint16(t.out[e:])
	if tag == 34665 || tag == 34853 {
		t.clear(uint64(t.order.Uint32(t.out[e+8:])))
	}
	clear(value)
	t.order.PutUint16(t.out[e+2:], 1)
	t.order.PutUint32(t.out[e+4:], 1)
	clear(t.out[e+8 : e+12])
	t.removed = true
}

// clear empties a directory that hangs on a page: its values, then its entries.
func (t *tiff) clear(at uint64) {
	size := uint64(len(t.out))
	if at < 8 || at+2 > size {
		return
	}
	n := uint64(t.order.Uint16(t.out[at:]))
	for e := at + 2; e+12 <= size && e < at+2+12*n; e += 12 {
		if value, ok := t.value(e); ok {
			clear(value)
		}
		clear(t.out[e : e+12])
	}
}
