package termfilter

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// The filter reads its lines itself: a case must be told apart from nearly a case with the name of the field
// at fault, a missing field from a null one, and the standard decoder's laxness about the case of keys would
// let a misspelt field pass. It also costs more than the whole answer: 3.6 s for 100,000 cases of eleven facts
// before a field is looked at, where the filter has 5 s and takes 1.4. FuzzJSON holds the reader against
// encoding/json.

// kind of a JSON value.
type kind byte

const (
	null kind = iota
	boolean
	number
	str
	list
	object
)

// node is a value of the line, by position. Nodes stand in one slice; children are linked.
type node struct {
	kind       kind
	yes        bool  // of a boolean
	start, end int32 // raw text in the line
	keyStart   int32 // raw key with its quotes, in an object
	keyEnd     int32
	child      int32 // first child, 0 when none: the root is nobody's child
	next       int32 // next sibling, 0 when none
}

// line is a parsed line; its memory is used again for the next.
type line struct {
	raw   []byte
	nodes []node
	pos   int
}

// parse reads one JSON value and nothing after it; false when the text is not JSON (RFC 8259).
func (l *line) parse(raw []byte) bool {
	l.raw, l.nodes, l.pos = raw, l.nodes[:0], 0
	if !utf8.Valid(raw) { // an id is given back as it stands: the answer would be no JSON either
		return false
	}
	if _, ok := l.value(0); !ok {
		return false
	}
	l.space()
	return l.pos == len(l.raw)
}

func (l *line) space() {
	for l.pos < len(l.raw) {
		switch l.raw[l.pos] {
		case ' ', '\t', '\r', '\n':
			l.pos++
		default:
			return
		}
	}
}

// take steps over one byte if it comes next.
func (l *line) take(c byte) bool {
	if l.pos < len(l.raw) && l.raw[l.pos] == c {
		l.pos++
		return true
	}
	return false
}

// deepest is how deep values may nest, as in encoding/json.
const deepest = 10_000

func (l *line) value(depth int) (n int32, ok bool) {
	l.space()
	if l.pos >= len(l.raw) || depth > deepest {
		return 0, false
	}
	n = int32(len(l.nodes))
	l.nodes = append(l.nodes, node{start: int32(l.pos)})
	var v node
	switch c := l.raw[l.pos]; {
	case c == '{':
		v.kind = object
		v.child, ok = l.members(depth, '}', true)
	case c == '[':
		v.kind = list
		v.child, ok = l.members(depth, ']', false)
	case c == '"':
		v.kind, ok = str, l.text()
	case c == 't':
		v.kind, v.yes, ok = boolean, true, l.word("true")
	case c == 'f':
		v.kind, ok = boolean, l.word("false")
	case c == 'n':
		v.kind, ok = null, l.word("null")
	default:
		v.kind, ok = number, l.number()
	}
	v.start, v.end = l.nodes[n].start, int32(l.pos)
	l.nodes[n] = v
	return n, ok
}

// members reads what stands between braces or brackets and gives the first of it.
func (l *line) members(depth int, closing byte, keyed bool) (first int32, ok bool) {
	l.pos++
	l.space()
	if l.take(closing) {
		return 0, true
	}
	var last int32
	for {
		l.space()
		from := l.pos
		if keyed {
			if l.pos >= len(l.raw) || l.raw[l.pos] != '"' || !l.text() {
				return 0, false
			}
		}
		to := l.pos
		if keyed {
			if l.space(); !l.take(':') {
				return 0, false
			}
		}
		n, ok := l.value(depth + 1)
		if !ok {
			return 0, false
		}
		l.nodes[n].keyStart, l.nodes[n].keyEnd = int32(from), int32(to)
		if last == 0 {
			first = n
		} else {
			l.nodes[last].next = n
		}
		last = n
		l.space()
		if l.take(closing) {
			return first, true
		}
		if !l.take(',') {
			return 0, false
		}
	}
}

func (l *line) word(w string) bool {
	if len(l.raw)-l.pos < len(w) || string(l.raw[l.pos:l.pos+len(w)]) != w {
		return false
	}
	l.pos += len(w)
	return true
}

func (l *line) text() bool {
	for l.pos++; l.pos < len(l.raw); l.pos++ {
		switch c := l.raw[l.pos]; {
		case c == '"':
			l.pos++
			return true
		case c < ' ':
			return false
		case c == '\\':
			if !l.escape() {
				return false
			}
		}
	}
	return false
}

// escape steps to the last byte of an escape.
func (l *line) escape() bool {
	l.pos++
	if l.pos >= len(l.raw) {
		return false
	}
	switch l.raw[l.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		if len(l.raw)-l.pos < 5 {
			return false
		}
		for _, c := range l.raw[l.pos+1 : l.pos+5] {
			if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				return false
			}
		}
		l.pos += 4
		return true
	default:
		return false
	}
}

func (l *line) number() bool {
	l.take('-')
	if !l.take('0') && !l.digits() {
		return false
	}
	if l.take('.') && !l.digits() {
		return false
	}
	if l.take('e') || l.take('E') {
		if !l.take('+') {
			l.take('-')
		}
		return l.digits()
	}
	return true
}

func (l *line) digits() bool {
	from := l.pos
	for l.pos < len(l.raw) && l.raw[l.pos] >= '0' && l.raw[l.pos] <= '9' {
		l.pos++
	}
	return l.pos > from
}

// get is the member of an object with a name; of several the last, as every reader of JSON has it. A null
// counts as absent.
func (l *line) get(n int32, name string) (found int32, ok bool) {
	for c := l.nodes[n].child; c != 0; c = l.nodes[c].next {
		if l.is(l.nodes[c].keyStart, l.nodes[c].keyEnd, name) {
			found, ok = c, l.nodes[c].kind != null
		}
	}
	return found, ok
}

// is tells whether a raw string, with its quotes, says s.
func (l *line) is(start, end int32, s string) bool {
	raw := l.raw[start:end]
	if string(raw[1:len(raw)-1]) == s {
		return true
	}
	return len(raw) > len(s)+2 && unquote(raw) == s // may be written with escapes
}

// text of a string node.
func (l *line) str(n int32) string { return unquote(l.raw[l.nodes[n].start:l.nodes[n].end]) }

// shown is the raw text of a node, cut to a readable length, for messages.
func (l *line) shown(n int32) string {
	const most = 60
	raw := []rune(string(l.raw[l.nodes[n].start:l.nodes[n].end]))
	if len(raw) > most {
		return string(raw[:most]) + "…"
	}
	return string(raw)
}

// whole is a number node as a whole number; 15.0 and 1e1 are whole too.
func (l *line) whole(n int32) (int32, bool) {
	v, err := strconv.ParseFloat(string(l.raw[l.nodes[n].start:l.nodes[n].end]), 64)
	return int32(v), err == nil && v == math.Trunc(v) && math.Abs(v) <= math.MaxInt32
}

// unquote reads a raw string that parse has found sound.
func unquote(raw []byte) string {
	for _, c := range raw {
		if c == '\\' {
			var s string
			if json.Unmarshal(raw, &s) != nil {
				return ""
			}
			return s
		}
	}
	return string(raw[1 : len(raw)-1])
}
