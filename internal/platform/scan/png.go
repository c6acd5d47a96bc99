package scan

import (
	"encoding/binary"
	"hash/crc32"
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
		if critical := kind[0]&0x20 == 0; critical || seen[kind] {
			out = append(out, content[p:end]...)
		}
		if kind == "IEND" {
			return Scan{MediaType: "image/png", Content: out, Pages: 1, Removed: len(out) != len(content)}, nil
		}
		p = end
	}
}
