package cn

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Dots that people type for the middle dot of a name (吉克·阿牛): U+00B7 is the one that is kept.
const dots = "·•・‧．.∙⋅●▪᛫ꞏ･"

// CleanName is a name as the house keeps it: folded, one kind of middle dot (·), no space between Chinese
// characters, single spaces elsewhere. changed tells that spaces had to be taken out or put in order (李　明),
// so that somebody may look at the paper. Characters are never replaced by others.
func CleanName(text string) (name string, changed bool) {
	folded := Fold(text)
	rs := []rune(strings.Join(strings.Fields(folded), " "))
	var b strings.Builder
	for i, r := range rs {
		if strings.ContainsRune(dots, r) {
			if middle(rs, i) {
				r = '·'
			} else if r == '.' && i > 0 && unicode.Is(unicode.Latin, rs[i-1]) {
				b.WriteRune(r) // an initial: J. Smith
				continue
			}
		}
		if r == ' ' && (!spaced(rs[i-1]) || !spaced(rs[i+1])) {
			continue
		}
		b.WriteRune(r)
	}
	name = strings.Trim(b.String(), "·")
	return name, strings.ContainsFunc(strings.ReplaceAll(text, "\ufeff", ""), unicode.IsSpace) && text != name
}

// middle tells whether the dot at i stands between two letters that are not both Latin.
func middle(rs []rune, i int) bool {
	before, after := i-1, i+1
	for before >= 0 && rs[before] == ' ' {
		before--
	}
	for after < len(rs) && rs[after] == ' ' {
		after++
	}
	if before < 0 || after >= len(rs) {
		return false
	}
	return rs[i] != '.' || !unicode.Is(unicode.Latin, rs[before]) || !unicode.Is(unicode.Latin, rs[after])
}

// spaced tells whether a space beside r belongs to the name: between Latin, Tibetan, Yi or Mongolian words.
func spaced(r rune) bool { return !Han(r) && !strings.ContainsRune(dots, r) }

// Normalise is a name or a query as search compares it: folded further than CleanName, with dots, spaces,
// tsheg and variation selectors gone, compatibility characters resolved, Latin in lower case. Two spellings of
// one Yi or Tibetan name (吉克·阿牛, 吉克 阿牛, 吉克．阿牛) become one.
func Normalise(name string) string {
	s := strings.ToLower(norm.NFKC.String(Fold(name)))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune(dots, r), r == '-', r == '\'', r == '’', r == '_':
			return -1
		case r == 0x0F0B || r == 0x0F0C, r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF:
			return -1
		case r == 0x200C || r == 0x200D || r == 0x180E:
			return -1
		}
		return r
	}, s)
}

// Bigrams are the search tokens of a normalised text: every two neighbouring characters, each once, in order;
// the character itself when there is only one. A query matches when all of its bigrams are among a name's.
func Bigrams(normalised string) []string {
	rs := []rune(normalised)
	if len(rs) == 1 {
		return []string{normalised}
	}
	var out []string
	for i := 0; i+1 < len(rs); i++ {
		if g := string(rs[i : i+2]); !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// Mask is a name for eyes that may not read it: the first character and two marks, whatever the length
// (李＊＊, 吉＊＊); "" for no name. English screens write L.**: see MaskLatin.
func Mask(name string) string {
	if name == "" {
		return ""
	}
	return surname(name) + "＊＊"
}

// MaskLatin is Mask for English: the initial of the surname's reading, a point and two marks, "L.**".
func MaskLatin(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(first(Initials(name))) + ".**"
}

// MaskSpoken is a masked name for documents and for reading aloud: 李某某.
func MaskSpoken(name string) string {
	if name == "" {
		return ""
	}
	return surname(name) + "某某"
}

// surname is the sign of a name that a masked one still shows; of a name of one sign nothing would be masked.
func surname(name string) string {
	if x := first(name); x != name {
		return x
	}
	return ""
}

func first(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// LastFour is the end of a number that may be shown where identity is checked: "＊＊＊＊5831"; only marks when
// the number has fewer than eight characters.
func LastFour(number string) string {
	rs := []rune(number)
	if len(rs) < 8 {
		return "＊＊＊＊"
	}
	return "＊＊＊＊" + string(rs[len(rs)-4:])
}

// NotOfName gives the characters of a cleaned name that no name has: figures, brackets, signs; "" when it may stand.
// Every script is a name's, and a private-use character is one that the fonts of its day did not have.
func NotOfName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.Is(unicode.Co, r), r == '〇':
			return -1
		case strings.ContainsRune("· -.'’\u0F0B\u0F0C\u200C\u200D", r):
			return -1
		}
		return r
	}, name)
}
