package scan_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/scan"
)

// place is what nobody meant to send.
const place = "30.5728N 104.0668E"

func picture() image.Image {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	img.Set(3, 4, color.White)
	return img
}

func jpegFile(t testing.TB) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// marked is a JPEG as a telephone makes it: turned, with a place, a remark, and a film behind its end.
func marked(t testing.TB) []byte {
	plain := jpegFile(t)
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00")
	exif = append(exif, 2, 0)
	exif = append(exif, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0)             // upright: 6
	exif = append(exif, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // GPS
	exif = append(exif, place...)
	seg := func(marker byte, body []byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
	}
	out := []byte{0xff, 0xd8}
	out = append(out, seg(0xe1, exif)...)
	out = append(out, seg(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00"+place))...)
	out = append(out, seg(0xed, []byte("Photoshop 3.0\x00"+place))...)
	out = append(out, seg(0xfe, []byte(place))...)
	out = append(out, plain[2:]...)
	return append(out, place...)
}

func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngFile(t testing.TB, extra ...[]byte) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	out := append([]byte(nil), plain[:33]...) // head and IHDR
	for _, x := range extra {
		out = append(out, x...)
	}
	return append(out, plain[33:]...)
}

// packing is a way of packing that we do not read.
const packing = 34712

// tiffFile is a fax of some pages, each with a strip of four bytes, a place in its remark and a directory of positions.
func tiffFile(order binary.AppendByteOrder, pages int) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(order.AppendUint32(b, count), value)
	}
	for i := range pages {
		at := uint32(len(b))
		data := at + 2 + 8*12 + 4
		b = order.AppendUint16(b, 8)
		entry(256, 4, 1, 8)
		entry(257, 4, 1, 4)
		entry(258, 4, 1, 1)
		entry(259, 4, 1, packing)
		entry(270, 2, uint32(len(place)), data)
		entry(273, 4, 1, data+uint32(len(place)))
		entry(279, 4, 1, 4)
		entry(34853, 4, 1, data+uint32(len(place))+4)
		next := data + uint32(len(place)) + 4 + 2 + 12 + uint32(len(place))
		if i == pages-1 {
			next = 0
		}
		b = order.AppendUint32(b, next)
		b = append(append(b, place...), 0xaa, 0xbb, 0xcc, 0xdd)
		gps := uint32(len(b))
		b = order.AppendUint16(b, 1)
		entry(1, 2, uint32(len(place)), gps+2+12)
		b = append(b, place...)
	}
	return b
}

const pdf = "%PDF-1.4\n1 0 obj\n<</Type/Page /Parent 2 0 R>>\nendobj\n2 0 obj <</Type/Pages/Kids[1 0 R]>> endobj\nstartxref\n9\n%%EOF\n"

func TestWhatNobodyMeantToSendIsTakenOut(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		kind    string
		pages   int
		removed bool
	}{
		"pdf":          {[]byte(pdf), "application/pdf", 1, false},
		"jpeg":         {jpegFile(t), "image/jpeg", 1, false},
		"jpeg, marked": {marked(t), "image/jpeg", 1, true},
		"png":          {pngFile(t), "image/png", 1, false},
		"png, marked":  {append(pngFile(t, chunk("tEXt", []byte("Comment\x00"+place)), chunk("eXIf", []byte(place)), chunk("prVt", []byte(place)), chunk("pHYs", make([]byte, 9))), place...), "image/png", 1, true},
		"tiff":         {tiffFile(binary.LittleEndian, 3), "image/tiff", 3, true},
		"tiff, big":    {tiffFile(binary.BigEndian, 2), "image/tiff", 2, true},
	} {
		s, err := scan.Read(c.content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.MediaType != c.kind || s.Pages != c.pages || s.Removed != c.removed || bytes.Contains(s.Content, []byte(place)) {
			t.Errorf("%s: %s, %d pages, removed %v", name, s.MediaType, s.Pages, s.Removed)
		}
		if again, err := scan.Read(s.Content); err != nil || !bytes.Equal(again.Content, s.Content) {
			t.Errorf("%s: what was cleaned is cleaned again: %v", name, err)
		}
	}
}

// The picture is the same picture, and which way is up is kept.
func TestThePictureStays(t *testing.T) {
	s, err := scan.Read(marked(t))
	if err != nil {
		t.Fatal(err)
	}
	want, err := jpeg.Decode(bytes.NewReader(jpegFile(t)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.Decode(bytes.NewReader(s.Content))
	if err != nil || got.Bounds() != want.Bounds() || got.At(7, 9) != want.At(7, 9) {
		t.Error(err)
	}
	if !bytes.Contains(s.Content, []byte{0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6}) {
		t.Error("which way is up is lost")
	}
	p, err := scan.Read(pngFile(t, chunk("pHYs", make([]byte, 9))))
	if err != nil || p.Removed {
		t.Error("what matters to the eye was taken out", err)
	}
	if _, err := png.Decode(bytes.NewReader(p.Content)); err != nil {
		t.Error(err)
	}
	f, err := scan.Read(tiffFile(binary.LittleEndian, 1))
	if err != nil || !bytes.Contains(f.Content, []byte{0xaa, 0xbb, 0xcc, 0xdd}) {
		t.Error("the strip is gone", err)
	}
}

func TestWhatIsNoScanIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"nothing":            {nil, "scan.none"},
		"a page":             {[]byte("<html>"), "scan.none"},
		"a program":          {[]byte("MZ\x90"), "scan.none"},
		"a blank before":     {[]byte(" " + pdf), "scan.none"},
		"a PDF that is none": {[]byte("%PDF-1.7 and then nothing of the kind"), "scan.torn"},
		"half a PDF":         {[]byte(pdf[:60]), "scan.torn"},
		"heic":               {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "scan.heic"},
		"bare head":          {[]byte("\xff\xd8\xff\xe0"), "scan.torn"},
		"a loop of pages":    {[]byte("II*\x00\x08\x00\x00\x00\x01\x00\x00\x01\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x00"), "scan.torn"},
		"no page":            {[]byte("II*\x00\x00\x00\x00\x00"), "scan.torn"},
	} {
		if _, err := scan.Read(c.content); !errs.Is(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, whole := range map[string][]byte{"jpeg": jpegFile(t), "png": pngFile(t), "tiff": tiffFile(binary.LittleEndian, 2)[:140]} {
		for _, n := range []int{len(whole) / 2, len(whole) - 3} {
			if _, err := scan.Read(whole[:n]); !errs.Is(err, "scan.torn") {
				t.Errorf("%s, %d bytes of %d: %v", name, n, len(whole), err)
			}
		}
	}
}

// claiming is a PNG that says that it is so large, with the data of a smaller one.
func claiming(t testing.TB, width, height uint32) []byte {
	b := pngFile(t)
	head := append([]byte(nil), b[16:29]...)
	binary.BigEndian.PutUint32(head, width)
	binary.BigEndian.PutUint32(head[4:], height)
	return append(append(append([]byte(nil), b[:8]...), chunk("IHDR", head)...), b[33:]...)
}

// claimingJPEG is a JPEG that says that it is so large.
func claimingJPEG(t testing.TB, width, height uint16) []byte {
	b := jpegFile(t)
	at := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[at+5:], height)
	binary.BigEndian.PutUint16(b[at+7:], width)
	return b
}

// A picture is as large as it says, or it is no whole one; and nobody unpacks what no sheet of paper has.
func TestAPictureHoldsWhatItClaims(t *testing.T) {
	bare := append([]byte(nil), pngFile(t)[:33]...)
	plain := bytes.Replace(tiffFile(binary.LittleEndian, 1), binary.LittleEndian.AppendUint32(nil, packing), []byte{1, 0, 0, 0}, 1)
	wide := bytes.Replace(tiffFile(binary.LittleEndian, 1), []byte{0, 1, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0}, []byte{0, 1, 4, 0, 1, 0, 0, 0, 0, 0, 0, 8}, 1)
	tall := bytes.Replace(plain, []byte{1, 1, 4, 0, 1, 0, 0, 0, 4, 0, 0, 0}, []byte{1, 1, 4, 0, 1, 0, 0, 0, 5, 0, 0, 0}, 1)
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"png, no data":          {append(bare, chunk("IEND", nil)...), "scan.torn"},
		"png, vast, no data":    {append(claiming(t, 60000, 60000)[:33:33], chunk("IEND", nil)...), "scan.vast"},
		"png, vast":             {claiming(t, 60000, 60000), "scan.vast"},
		"png, more than it has": {claiming(t, 40, 31), "scan.torn"},
		"png, no size":          {claiming(t, 0, 30), "scan.torn"},
		"png, whole":            {claiming(t, 40, 30), ""},
		"jpeg, vast":            {claimingJPEG(t, 60000, 60000), "scan.vast"},
		"jpeg, no data for it":  {claimingJPEG(t, 10000, 10000), "scan.torn"},
		"jpeg, no size":         {claimingJPEG(t, 0, 0), "scan.torn"},
		"tiff, plain":           {plain, ""},
		"tiff, vast":            {wide, "scan.vast"},
		"tiff, a line too few":  {tall, "scan.torn"},
	} {
		_, err := scan.Read(c.content)
		if c.code == "" && err != nil || c.code != "" && !errs.Is(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
		if c.code == "scan.vast" && len(errs.Find(err).Args) != 3 {
			t.Errorf("%s: the refusal does not say how large and how large it may be: %v", name, errs.Find(err).Args)
		}
	}
}

// Anything may be sent: looking at it must not fall over, and what is kept once is kept the same again.
func FuzzRead(f *testing.F) {
	for _, b := range [][]byte{[]byte(pdf), jpegFile(f), marked(f), pngFile(f), tiffFile(binary.LittleEndian, 2), tiffFile(binary.BigEndian, 1)} {
		f.Add(b)
	}
	f.Add(claiming(f, 60000, 60000))
	f.Add(claimingJPEG(f, 9000, 9000))
	f.Fuzz(func(t *testing.T, b []byte) {
		was := bytes.Clone(b)
		s, err := scan.Read(b)
		if !bytes.Equal(was, b) {
			t.Fatal("the sender's bytes were changed")
		}
		if err != nil {
			return
		}
		again, err := scan.Read(s.Content)
		if err != nil || again.MediaType != s.MediaType {
			t.Fatalf("what was kept is no %s any more: %v", s.MediaType, err)
		}
	})
}
