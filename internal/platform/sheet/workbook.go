package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
)

// workbook is the package of parts that an .xlsx file is.
type workbook struct {
	parts  map[string]*zip.File
	shared []string
	sheet  string // part of the first visible worksheet
	mac    bool
}

// openWorkbook finds the first worksheet that can be seen, in the order of the tabs.
func openWorkbook(raw []byte) (File, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return File{}, errs.Because(errs.Invalid, "sheet.damaged", err)
	}
	if len(z.File) > maxParts {
		return File{}, errs.New(errs.TooLarge, "sheet.too_large", maxUnzip>>20)
	}
	w := &workbook{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, twice := w.parts[name]; !twice {
			w.parts[name] = f
		}
	}
	root, err := w.rels("")
	if err != nil {
		return File{}, err
	}
	main := ""
	for _, r := range root {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	switch {
	case strings.HasSuffix(main, ".bin"):
		return File{}, errs.New(errs.Invalid, "sheet.binary_xlsx")
	case main == "" || w.parts[main] == nil:
		return File{}, errs.New(errs.Invalid, "sheet.not_a_sheet")
	}
	if err := w.tabs(main); err != nil {
		return File{}, err
	}
	merged, err := w.merges()
	if err != nil {
		return File{}, err
	}
	return File{Lines: w.lines(merged), Mac: w.mac}, nil
}

// tabs reads the workbook part: its date system and the first visible worksheet; then the shared texts.
func (w *workbook) tabs(main string) error {
	links, err := w.rels(main)
	if err != nil {
		return err
	}
	err = w.each(main, maxRels, func(d *xml.Decoder, t xml.StartElement) error {
		switch t.Name.Local {
		case "workbookPr":
			w.mac = attr(t, "date1904") == "1" || attr(t, "date1904") == "true"
		case "sheet":
			r, state := links[attr(t, "id")], attr(t, "state")
			if w.sheet == "" && r.kind == "worksheet" && (state == "" || state == "visible") {
				w.sheet = r.target
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if w.sheet == "" || w.parts[w.sheet] == nil {
		return errs.New(errs.Invalid, "sheet.not_a_sheet")
	}
	for _, r := range links {
		if r.kind == "sharedStrings" && w.parts[r.target] != nil {
			return w.texts(r.target)
		}
	}
	return nil
}

// texts reads the table of shared texts.
func (w *workbook) texts(part string) error {
	return w.each(part, maxStrings, func(d *xml.Decoder, t xml.StartElement) error {
		if t.Name.Local != "si" {
			return nil
		}
		if len(w.shared) >= maxTexts {
			return errs.New(errs.TooLarge, "sheet.too_large", maxStrings>>20)
		}
		s, err := rich(d, "si")
		w.shared = append(w.shared, s)
		return err
	})
}

type link struct{ kind, target string }

// rels reads the relationships of a part ("" for the package's own), by id.
func (w *workbook) rels(part string) (map[string]link, error) {
	out := map[string]link{}
	dir, base := path.Split(part)
	from := dir + "_rels/" + base + ".rels"
	if w.parts[from] == nil {
		return out, nil
	}
	err := w.each(from, maxRels, func(d *xml.Decoder, t xml.StartElement) error {
		if t.Name.Local != "Relationship" || attr(t, "TargetMode") == "External" {
			return nil
		}
		target := attr(t, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		kind := attr(t, "Type")
		out[attr(t, "Id")] = link{kind[strings.LastIndexByte(kind, '/')+1:], strings.ToLower(strings.TrimPrefix(target, "/"))}
		return nil
	})
	return out, err
}

// maxElements is more than the rows of the longest sheet with all that stands beside them: a few bytes of a zip can hold
// twenty million, and each takes its time.
const maxElements = maxLine + 100_000

// each calls f for every element that begins in a part, reading at most limit bytes of it.
func (w *workbook) each(part string, limit int64, f func(*xml.Decoder, xml.StartElement) error) error {
	r, err := w.unzip(part, limit)
	if err != nil {
		return err
	}
	defer r.Close() // reading only
	d := xml.NewDecoder(r)
	for begun := 0; ; {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return spoilt(err)
		}
		if s, ok := t.(xml.StartElement); ok {
			if begun++; begun > maxElements {
				return errs.New(errs.TooLarge, "sheet.too_large", maxUnzip>>20)
			}
			if err := f(d, s); err != nil {
				return err
			}
		}
	}
}

// unzip opens a part. The size it claims and the size it has are both held to the limit.
func (w *workbook) unzip(part string, limit int64) (io.ReadCloser, error) {
	f := w.parts[part]
	if f.UncompressedSize64 > uint64(limit) {
		return nil, errs.New(errs.TooLarge, "sheet.too_large", limit>>20)
	}
	r, err := f.Open()
	if err != nil {
		return nil, spoilt(err)
	}
	return struct {
		io.Reader
		io.Closer
	}{&capped{r: r, left: limit}, r}, nil
}

// capped reads no more than is left, and no part that a spreadsheet does not write: text without end between two tags, for
// the decoder holds all of it, and CDATA, in which a tag is no tag.
type capped struct {
	r    io.Reader
	left int64
	run  int     // bytes since the last tag began
	last [2]byte // the two before
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, errs.New(errs.TooLarge, "sheet.too_large", maxUnzip>>20)
	}
	for _, b := range p[:n] {
		switch c.run++; {
		case b == '<':
			c.run = 0
		case c.run > maxToken:
			return 0, errs.New(errs.TooLarge, "sheet.too_large", maxUnzip>>20)
		case b == '[' && c.last == [2]byte{'<', '!'}:
			return 0, errs.New(errs.Invalid, "sheet.damaged")
		}
		c.last[0], c.last[1] = c.last[1], b
	}
	return n, err
}

// spoilt is an error of a part that cannot be read; one of ours stays what it is.
func spoilt(err error) error {
	if errs.Find(err) != nil {
		return err
	}
	return errs.Because(errs.Invalid, "sheet.damaged", err)
}

// rich reads the text of an element up to its end: all runs of <t>, without the phonetic ones (rPh).
func rich(d *xml.Decoder, end string) (string, error) {
	var b strings.Builder
	in, phonetic := false, 0
	for {
		t, err := d.RawToken()
		if err != nil {
			return "", spoilt(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			in = t.Name.Local == "t"
			if t.Name.Local == "rPh" {
				phonetic++
			}
		case xml.EndElement:
			in = false
			if t.Name.Local == "rPh" {
				phonetic--
			}
			if t.Name.Local == end {
				return unescape(b.String()), nil
			}
		case xml.CharData:
			if in && phonetic == 0 {
				if b.Write(t); b.Len() > 4*maxCell {
					return "", errs.New(errs.TooLarge, "sheet.cell_too_long", maxCell)
				}
			}
		}
	}
}

// unescape resolves _x000D_, the way a workbook writes what XML cannot carry.
func unescape(s string) string {
	for from := 0; ; {
		i := strings.Index(s[from:], "_x")
		if i < 0 {
			return s
		}
		i += from
		if len(s) < i+7 || s[i+6] != '_' {
			from = i + 2
			continue
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil || n >= 0xD800 && n < 0xE000 {
			from = i + 2
			continue
		}
		s = s[:i] + string(rune(n)) + s[i+7:]
		from = i + len(string(rune(n)))
	}
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
