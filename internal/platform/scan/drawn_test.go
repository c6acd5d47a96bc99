package scan_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"testing"

	"golang.org/x/image/tiff"

	"guitu/internal/platform/scan"
)

func TestATIFFIsDrawnAsAPicture(t *testing.T) {
	sheet := image.NewGray(image.Rect(0, 0, 40, 20))
	sheet.SetGray(3, 4, color.Gray{200})
	for _, how := range []tiff.CompressionType{tiff.Uncompressed, tiff.Deflate} {
		var b bytes.Buffer
		if err := tiff.Encode(&b, sheet, &tiff.Options{Compression: how}); err != nil {
			t.Fatal(err)
		}
		picture, pages, ok := scan.Drawn(b.Bytes())
		if !ok || pages != 1 {
			t.Fatal(pages, ok)
		}
		got, err := png.Decode(bytes.NewReader(picture))
		if err != nil || got.Bounds() != sheet.Bounds() || got.At(3, 4) != sheet.At(3, 4) {
			t.Error(err)
		}
	}
	for name, content := range map[string][]byte{"not drawn": tiffFile(binary.LittleEndian, 3), "nothing": nil, "another sort": []byte("%PDF-1.4"), "torn": tiffFile(binary.BigEndian, 1)[:20]} {
		if _, _, ok := scan.Drawn(content); ok {
			t.Errorf("%s is drawn", name)
		}
	}
}
