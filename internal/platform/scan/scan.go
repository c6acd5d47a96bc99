// Package scan looks at what a scanner or a telephone made of a paper, before it is kept: what it really is by its
// bytes, whether it is whole, how many pages it has. And it takes out of a picture what the sender did not mean to send: where a
// photograph was taken, with which device, by whom, and what lies hidden behind its end. What is to be seen stays
// byte for byte: nothing is decoded and written anew, so no scan gets worse by being kept. A PDF stays as it came, with its
// properties and whatever else is in it: one that is signed would not be genuine any more. A browser shows it by itself,
// under a policy that lets nothing run or load in our name, and a virus scanner is asked about it where one is set.
//
// A name proves nothing. What is none of the kinds is refused, and so is a file whose end is missing: half a decision
// letter must not lie in a file as a whole one. A picture says how large it is: more points than any sheet has are refused
// before anybody unpacks them, and so is a picture with less data than the smallest that its size can be packed into.
package scan

import (
	"bytes"
	"embed"
	"regexp"
	"strings"

	"guitu/internal/base/errs"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Names are what a file dialog takes.
const Names = ".pdf," + Pictures

// Pictures are the names of those that show something at once: what an officer compares by eye is no PDF.
const Pictures = ".jpg,.jpeg,.png,.tif,.tiff"

// Shows tells whether a scan of a media type is a picture.
func Shows(mediaType string) bool { return strings.HasPrefix(mediaType, "image/") }

// Scan is a scan that may be kept.
type Scan struct {
	MediaType string
	Content   []byte // without what was taken out
	Pages     int    // 0 when it cannot be told without opening it
	Removed   bool   // something was taken out
}

// Read judges a content. It fails with scan.none for what is no scan, scan.heic for a photograph in a form that offices
// cannot open, scan.torn for one that is not whole, and scan.vast (width, height, the limit
// in millions of points) for a picture that is too large to be shown.
func Read(content []byte) (Scan, error) {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return readPDF(content)
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return readJPEG(content)
	case bytes.HasPrefix(content, []byte(pngHead)):
		return readPNG(content)
	case bytes.HasPrefix(content, []byte("II*\x00")), bytes.HasPrefix(content, []byte("MM\x00*")):
		return readTIFF(content)
	case len(content) > 12 && string(content[4:8]) == "ftyp" && heic[string(content[8:12])]:
		return Scan{}, errs.New(errs.Invalid, "scan.heic")
	}
	return Scan{}, errs.New(errs.Invalid, "scan.none")
}

// heic are the brands of the form in which some telephones keep photographs.
var heic = map[string]bool{"heic": true, "heix": true, "heif": true, "mif1": true, "msf1": true, "hevc": true, "avif": true}

func torn() error { return errs.New(errs.Invalid, "scan.torn") }

// points is how many points a picture may have: a sheet of A3 at 600 dots has 70 million, a telephone's photo up to 108.
const points = 120_000_000

// sized judges the size that a picture claims.
func sized(width, height uint64) error {
	switch {
	case width == 0 || height == 0:
		return torn()
	case width > points/height:
		return errs.New(errs.Invalid, "scan.vast", int(width), int(height), points/1_000_000)
	}
	return nil
}

// tail is where a PDF must end; some scanners write a little behind it.
const tail = 2048

var page = regexp.MustCompile(`/Type\s*/Page[^s\w]`)

func readPDF(content []byte) (Scan, error) {
	end := content[max(0, len(content)-tail):]
	if !bytes.Contains(end, []byte("%%EOF")) || !bytes.Contains(content, []byte("startxref")) {
		return Scan{}, torn()
	}
	return Scan{MediaType: "application/pdf", Content: content, Pages: len(page.FindAll(content, -1))}, nil
}
