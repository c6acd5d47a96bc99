package press

import (
	"github.com/boombuler/barcode/qr"

	"guitu/internal/base/errs"
)

// QRCode is the squares of a code, dark ones true, without its quiet edge. The text is best of the letters that QR
// packs tight (figures, capitals, " $%*+-./:"). The error level is the lowest: a proof is long, and large squares read
// better from paper than many small ones with more to spare. A text that no code holds is press.qr_long.
func QRCode(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.L, qr.Auto)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "press.qr_long", err)
	}
	n := code.Bounds().Dx()
	out := make([][]bool, n)
	for y := range out {
		out[y] = make([]bool, n)
		for x := range out[y] {
			r, _, _, _ := code.At(x, y).RGBA()
			out[y][x] = r == 0
		}
	}
	return out, nil
}
