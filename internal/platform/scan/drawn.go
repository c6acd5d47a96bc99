package scan

import (
	"bytes"
	"image/png"

	raster "golang.org/x/image/tiff"
)

// widest is how many points a picture may have that is drawn anew: an A4 sheet at 600 dots.
const widest = 36 << 20

// Drawn is the first page of a TIFF as a PNG, because no browser shows a TIFF, and how many pages there are. ok is false
// for one that is packed in a way that we do not read, or that is too large to be drawn: it is looked at by who downloads it.
func Drawn(content []byte) (picture []byte, pages int, ok bool) {
	t, ok := walk(content)
	if !ok {
		return nil, 0, false
	}
	size, err := raster.DecodeConfig(bytes.NewReader(content))
	if err != nil || size.Width <= 0 || size.Height <= 0 || size.Width > widest/size.Height {
		return nil, t.pages, false
	}
	img, err := raster.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, t.pages, false
	}
	var out bytes.Buffer
	quick := png.Encoder{CompressionLevel: png.BestSpeed}
	err = quick.Encode(&out, img)
	return out.Bytes(), t.pages, err == nil
}
