package sqltext

import (
	"strconv"
	"strings"
)

// scan cuts SQL into lower-case words and single marks, without comments and without the insides of strings,
// and gives the same text with SQLite's placeholders. A name in double quotes stays in its quotes, so that it
// is never taken for a keyword.
//
// SQLite reads ?1 for $1. It looks a numbered placeholder up in a list by walking it, which for an insert of
// many rows is most of the time; so where the numbers only count 1, 2, 3 they become a plain ?.
func scan(text string) (words []string, lite string, err error) {
	var numbered, plain strings.Builder
	places, counting := 0, true
	for i := 0; i < len(text); {
		n, kind := token(text[i:])
		piece := text[i : i+n]
		i += n
		switch kind {
		case broken:
			return nil, "", flaw(text, "has a string, comment or $ that does not end well")
		case place:
			places++
			counting = counting && piece[1:] == strconv.Itoa(places)
			words = append(words, "$")
			numbered.WriteString("?" + piece[1:])
			plain.WriteByte('?')
			continue
		case word, mark, quoted:
			words = append(words, strings.ToLower(piece))
		}
		numbered.WriteString(piece)
		plain.WriteString(piece)
	}
	if counting {
		return words, plain.String(), nil
	}
	return words, numbered.String(), nil
}

// Shift adds to the number of every placeholder.
func Shift(sql string, by int) string {
	if by == 0 {
		return sql
	}
	var b strings.Builder
	for i := 0; i < len(sql); {
		n, kind := token(sql[i:])
		if kind == place {
			at, _ := strconv.Atoi(sql[i+1 : i+n])
			b.WriteString("$" + strconv.Itoa(at+by))
		} else {
			b.WriteString(sql[i : i+n])
		}
		i += n
	}
	return b.String()
}

type tokenKind uint8

const (
	broken  tokenKind = iota
	blank             // white space and comments
	literal           // 'string' or number
	quoted            // "name"
	word
	place // $1
	mark  // any other character
)

// token measures the first token of s, which is not empty.
func token(s string) (length int, kind tokenKind) {
	switch c := s[0]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		return 1, blank
	case strings.HasPrefix(s, "--"):
		if end := strings.IndexByte(s, '\n'); end >= 0 {
			return end + 1, blank
		}
		return len(s), blank
	case strings.HasPrefix(s, "/*"):
		if end := strings.Index(s[2:], "*/"); end >= 0 {
			return end + 4, blank
		}
		return len(s), broken
	case c == '\'':
		return closing(s, '\'', literal)
	case c == '"':
		return closing(s, '"', quoted)
	case c == '$':
		if n := run(s[1:], isDigit); n > 0 {
			return n + 1, place
		}
		return 1, broken // $$strings$$ are PostgreSQL's own
	case isDigit(c):
		return run(s, isDigit), literal
	case isLetter(c):
		return run(s, func(c byte) bool { return isLetter(c) || isDigit(c) }), word
	default:
		return 1, mark
	}
}

// closing finds the end of a quoted token; a doubled quote stands for itself.
func closing(s string, quote byte, kind tokenKind) (int, tokenKind) {
	for i := 1; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 < len(s) && s[i+1] == quote {
			i++
			continue
		}
		return i + 1, kind
	}
	return len(s), broken
}

func run(s string, in func(byte) bool) int {
	n := 0
	for n < len(s) && in(s[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
