package cn

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Fold is text as a form or a spreadsheet means it: full-width forms become narrow, every kind of space
// becomes U+0020, invisible characters and surrounding spaces go. Han characters stay exactly what they are.
func Fold(s string) string {
	if plain(s) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(tidy, compose(width.Fold.String(s))))
}

// Compact is Fold without any space.
func Compact(s string) string { return strings.ReplaceAll(Fold(s), " ", "") }

// brackets are those that people type around the year of a document's number.
var brackets = strings.NewReplacer("〔", "(", "〕", ")", "[", "(", "]", ")", "【", "(", "】", ")")

// DocumentNumber is the number of an official document for comparing: 〔2026〕 is one year whatever brackets were typed. What is
// written and printed keeps its own.
func DocumentNumber(s string) string { return brackets.Replace(Compact(s)) }

// plain tells whether s is printable ASCII, which nothing here changes: most cells of most sheets.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func tidy(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || unicode.Is(unicode.Zs, r) || r == 0x2028 || r == 0x2029:
		return ' '
	case r == 0xFEFF || r == 0x200B || r == 0x2060 || r == 0x00AD || unicode.IsControl(r):
		return -1
	}
	return r
}

// compose applies NFC to everything except CJK compatibility ideographs. NFC would replace those by other
// characters (U+F9D0 類 by U+985E 類, and all of U+2F800–2FA1F), and a name is what the decision prints.
func compose(s string) string {
	if norm.NFC.IsNormalString(s) {
		return s
	}
	var b strings.Builder
	from := 0
	for i, r := range s {
		if !compatibility(r) {
			continue
		}
		b.WriteString(norm.NFC.String(s[from:i]))
		b.WriteRune(r)
		from = i + len(string(r))
	}
	b.WriteString(norm.NFC.String(s[from:]))
	return b.String()
}

func compatibility(r rune) bool {
	return r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F
}

// Han tells whether r is a Chinese character, of any plane, or the ideographic zero.
func Han(r rune) bool { return unicode.Is(unicode.Han, r) }

// digits tells whether s is ASCII digits and not empty.
func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
