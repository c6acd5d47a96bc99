package sheet

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"guitu/internal/base/errs"
)

// Two-byte codes that golang.org/x/text does not decode, because before GB 18030-2005 and -2022 they stood for
// the private use area: rare characters, and vertical punctuation.
var since2005 = map[string]string{
	"\xA8\xBC": "\u1E3F",
	"\xFE\x51": "\U00020087", "\xFE\x52": "\U00020089", "\xFE\x53": "\U000200CC",
	"\xFE\x6C": "\U000215D7", "\xFE\x76": "\U0002298F", "\xFE\x91": "\U000241FE",
	"\xFE\x59": "\u9FB4", "\xFE\x61": "\u9FB5", "\xFE\x66": "\u9FB6", "\xFE\x67": "\u9FB7",
	"\xFE\x6D": "\u9FB8", "\xFE\x7E": "\u9FB9", "\xFE\x90": "\u9FBA", "\xFE\xA0": "\u9FBB",
	"\xA6\xD9": "\uFE10", "\xA6\xDA": "\uFE12", "\xA6\xDB": "\uFE11", "\xA6\xDC": "\uFE13", "\xA6\xDD": "\uFE14",
	"\xA6\xDE": "\uFE15", "\xA6\xDF": "\uFE16", "\xA6\xEC": "\uFE17", "\xA6\xED": "\uFE18", "\xA6\xF3": "\uFE19",
}

// userDefined decodes the two-byte codes that GB 18030 leaves to its users, as GB 18030-2022 maps them to the private
// use area (U+E000 to U+E765): where an office's own font keeps the characters of a name, they stay that name.
func userDefined(lead, trail byte) (rune, bool) {
	a, b := rune(lead), rune(trail)
	switch {
	case a >= 0xAA && a <= 0xAF && b >= 0xA1 && b <= 0xFE:
		return 0xE000 + (a-0xAA)*94 + b - 0xA1, true
	case a >= 0xF8 && a <= 0xFE && b >= 0xA1 && b <= 0xFE:
		return 0xE234 + (a-0xF8)*94 + b - 0xA1, true
	case a >= 0xA1 && a <= 0xA7 && b >= 0x40 && b <= 0xA0 && b != 0x7F:
		if b > 0x7F {
			b--
		}
		return 0xE4C6 + (a-0xA1)*96 + b - 0x40, true
	}
	return 0, false
}

// twoBytes decodes what x/text does not.
func twoBytes(lead, trail byte) (string, bool) {
	if r, ok := userDefined(lead, trail); ok {
		return string(r), true
	}
	s, ok := since2005[string([]byte{lead, trail})]
	return s, ok
}

// decode turns the bytes of a text file into text: by its byte order mark, else as UTF-8 where it is valid, else
// as GB 18030. Bytes that are neither fail with sheet.unreadable_text and the line they stand on; binary
// files with sheet.not_a_sheet.
func decode(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")): // it says itself what it is
		if raw = raw[3:]; !utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 {
			return "", whole(raw)
		}
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")), bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return wide(raw[2:], raw[0] == 0xFF)
	case bytes.HasPrefix(raw, []byte("\x84\x31\x95\x33")): // the mark in GB 18030
		return gb18030(raw[4:])
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", errs.New(errs.Invalid, "sheet.not_a_sheet")
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	// What is neither is what it can be read as for longer, so that the line named is the one with the bad byte.
	s, err := gb18030(raw)
	if broken := whole(raw); err != nil && line(broken) >= line(err) {
		return "", broken
	}
	return s, err
}

// whole says where text that should be UTF-8 breaks off.
func whole(raw []byte) error {
	_, err := readable(string(raw))
	return err
}

// line is the line that an unreadable text was found on, 0 for another error.
func line(err error) int {
	if e := errs.Find(err); e != nil && len(e.Args) > 0 {
		if n, ok := e.Args[0].(int); ok {
			return n
		}
	}
	return 0
}

func wide(raw []byte, little bool) (string, error) {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		a, b := uint16(raw[2*i]), uint16(raw[2*i+1])
		if little {
			a, b = b, a
		}
		units[i] = a<<8 | b
	}
	s := string(utf16.Decode(units))
	if strings.ContainsRune(s, 0) {
		return "", errs.New(errs.Invalid, "sheet.not_a_sheet")
	}
	return readable(s)
}

func gb18030(raw []byte) (string, error) {
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/2)
	from := 0
	flush := func(to int) error {
		s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw[from:to])
		if err != nil {
			return errs.Because(errs.Invalid, "sheet.damaged", err)
		}
		b.Write(s)
		return nil
	}
	for i := 0; i < len(raw); {
		n := 1
		if raw[i] >= 0x81 && i+1 < len(raw) {
			if n = 2; raw[i+1] >= '0' && raw[i+1] <= '9' {
				n = 4
			} else if c, ok := twoBytes(raw[i], raw[i+1]); ok {
				if err := flush(i); err != nil {
					return "", err
				}
				b.WriteString(c)
				from = i + 2
			}
		}
		i += n
	}
	if err := flush(len(raw)); err != nil {
		return "", err
	}
	return readable(b.String())
}

// readable refuses a text in which something could not be decoded: a name with a hole in it must not come in.
func readable(s string) (string, error) {
	if i := strings.IndexRune(s, utf8.RuneError); i >= 0 {
		return "", errs.New(errs.Invalid, "sheet.unreadable_text", 1+strings.Count(s[:i], "\n"))
	}
	return s, nil
}
