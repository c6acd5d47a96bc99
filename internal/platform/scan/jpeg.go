package scan

import (
	"bytes"
	"encoding/binary"
)

// Markers of a JPEG.
const (
	startOfScan = 0xda
	endOfImage  = 0xd9
	app0, app1  = 0xe0, 0xe1
	app2, app14 = 0xe2, 0xee
	app15       = 0xef
	comment     = 0xfe
)

// framed are the markers of the head of a picture: its size stands there.
var framed = map[byte]bool{
	0xc0: true, 0xc1: true, 0xc2: true, 0xc3: true, 0xc5: true, 0xc6: true, 0xc7: true,
	0xc9: true, 0xca: true, 0xcb: true, 0xcd: true, 0xce: true, 0xcf: true,
}

// readJPEG keeps what is needed to see the picture: of the segments of applications the JFIF head, the colours (ICC, Adobe)
// and which way is up. Position, device, time, thumbnails and remarks go, and whatever stands behind the end.
func readJPEG(content []byte) (Scan, error) {
	var kept []byte
	var blocks uint64
	upright := 0
	p := 2
	for {
		marker, body, next := segment(content, p)
		if next == 0 {
			return Scan{}, torn()
		}
		if marker == startOfScan {
			break
		}
		if framed[marker] {
			if len(body) < 6 {
				return Scan{}, torn()
			}
			height, width := uint64(binary.BigEndian.Uint16(body[1:])), uint64(binary.BigEndian.Uint16(body[3:]))
			if err := sized(width, height); err != nil {
				return Scan{}, err
			}
			blocks = ((width + 7) / 8) * ((height + 7) / 8)
		}
		switch {
		case marker == app1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			upright = orientation(body[6:])
		case marker == comment,
			marker > app0 && marker <= app15 && !(marker == app2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))) && marker != app14:
		default:
			kept = append(kept, content[p:next]...)
		}
		p = next
	}
	end := lastOf(content, p)
	if end == 0 || blocks == 0 || uint64(end-p) < blocks/8 { // no block of eight by eight points takes less than a bit
		return Scan{}, torn()
	}
	out := []byte{0xff, 0xd8}
	if upright > 1 {
		out = append(out, turned(upright)...)
	}
	out = append(append(out, kept...), content[p:end]...)
	return Scan{MediaType: "image/jpeg", Content: out, Pages: 1, Removed: len(out) != len(content)}, nil
}

// segment reads the segment at p; next is 0 where there is none.
func segment(b []byte, p int) (marker byte, body []byte, next int) {
	for p+1 < len(b) && b[p] == 0xff && b[p+1] == 0xff { // filling
		p++
	}
	if p+4 > len(b) || b[p] != 0xff {
		return 0, nil, 0
	}
	n := int(binary.BigEndian.Uint16(b[p+2:]))
	if n < 2 || p+2+n > len(b) {
		return 0, nil, 0
	}
	return b[p+1], b[p+4 : p+2+n], p + 2 + n
}

// lastOf finds the end of the image whose first scan begins at p, 0 when it has none.
func lastOf(b []byte, p int) int {
	_, _, at := segment(b, p)
	for at > 0 && at+1 < len(b) {
		i := bytes.IndexByte(b[at:], 0xff)
		if i < 0 || at+i+1 >= len(b) {
			return 0
		}
		at += i
		switch m := b[at+1]; {
		case m == endOfImage:
			return at + 2
		case m == 0 || m >= 0xd0 && m <= 0xd7: // a byte of the picture, a restart
			at += 2
		case m == 0xff:
			at++
		default: // tables of a further scan
			_, _, at = segment(b, at)
		}
	}
	return 0
}

// orientation reads which way is up out of Exif, 0 when it does not say.
func orientation(tiff []byte) int {
	order, ok := byteOrder(tiff)
	if !ok || len(tiff) < 8 {
		return 0
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 0
	}
	for i := range int(order.Uint16(tiff[at:])) {
		e := at + 2 + 12*i
		if e+12 > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[e:]) == 0x0112 {
			if v := int(order.Uint16(tiff[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
	}
	return 0
}

// turned is an Exif segment that says which way is up, and nothing else.
func turned(upright int) []byte {
	return []byte{
		0xff, app1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8,
		0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(upright), 0, 0, 0, 0, 0, 0,
	}
}

func byteOrder(tiff []byte) (binary.ByteOrder, bool) {
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		return binary.LittleEndian, true
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		return binary.BigEndian, true
	}
	return nil, false
}
