package scan

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// seen are the chunks that matter to what is seen, besides those that every reader must understand.
var seen = map[string]bool{
	"tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "sBIT": true, "bKGD": true, "pHYs": true, "hIST": true, "sPLT": true,
}

// readPNG keeps the chunks that matter to what is seen: texts, times, Exif and private ones go, and whatever stands behind
// the end.
func readPNG(content []byte) (Scan, error) {
	out := []byte(pngHead)
	var packed []io.Reader
	for p := len(pngHead); ; {
		if p+12 > len(content) {
			return Scan{}, torn()
		}
		n := int(binary.BigEndian.Uint32(content[p:]))
		if n < 0 || n > len(content)-p-12 {
			return Scan{}, torn()
		}
		kind, end := string(content[p+4:p+8]), p+12+n
		if crc32.ChecksumIEEE(content[p+4:p+8+n]) != binary.BigEndian.Uint32(content[p+8+n:]) {
			return Scan{}, torn()
		}
		if first := p == len(pngHead); first != (kind == "IHDR") {
			return Scan{}, torn()
		}
		switch kind {
		case "IHDR":
			if err := headed(content[p+8 : p+8+n]); err != nil {
				return Scan{}, err
			}
		case "IDAT":
			packed = append(packed, bytes.NewReader(content[p+8:p+8+n]))
		}
		if critical := kind[0]&0x20 == 0; critical || seen[kind] {
			out = append(out, content[p:end]...)
		}
		if kind == "IEND" {
			if !filled(content[len(pngHead)+8:], io.MultiReader(packed...)) {
				return Scan{}, torn()
			}
			return Scan{MediaType: "image/png", Content: out, Pages: 1, Removed: len(out) != len(content)}, nil
		}
		p = end
	}
}

// channels of a point, by the sort of colour.
var channels = map[byte]uint64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}

// headed judges what the head of a PNG says.
func headed(head []byte) error {
	if len(head) != 13 || channels[head[9]] == 0 || head[8] == 0 || head[8] > 16 {
		return torn()
	}
	return sized(uint64(binary.BigEndian.Uint32(head)), uint64(binary.BigEndian.Uint32(head[4:])))
}

// filled tells whether the packed data hold every point that the head claims. They are unpacked into nothing, and no
// further than that: who packed more does not make us work for it.
func filled(head []byte, packed io.Reader) bool {
	width, height := uint64(binary.BigEndian.Uint32(head)), uint64(binary.BigEndian.Uint32(head[4:]))
	claimed := height * ((width*uint64(head[8])*channels[head[9]] + 7) / 8)
	if head[12] == 0 { // each line begins with its filter; a picture in seven passes has as many and more
		claimed += height
	}
	z, err := zlib.NewReader(packed)
	if err != nil {
		return false
	}
	_, err = io.CopyN(io.Discard, z, int64(claimed))
	return err == nil
}
