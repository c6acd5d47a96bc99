package text

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/cn"
)

// Key is an argument that is itself a message: p.T("page.moved", text.Key("zone.recovery")).
type Key string

// Msg is an argument that is a message with arguments of its own: "the amount in line 2".
type Msg struct {
	Key  string
	Args []any
}

// Span is an argument that is a length of time: text.Span{N: 6, Unit: "months"}, in a unit of Printer.Span.
type Span struct {
	N    int
	Unit string
}

// Printer writes in one language. It is a small value; copy it freely. The zero Printer prints keys.
type Printer struct {
	c      *Catalogue
	locale Locale
}

// Locale is the language of the printer.
func (p Printer) Locale() Locale { return p.locale }

// ZH tells whether the printer writes Chinese.
func (p Printer) ZH() bool { return p.locale != EN }

// T is the message with its arguments filled in; [key] when there is none.
func (p Printer) T(key string, args ...any) string {
	if p.c == nil {
		return "[" + key + "]"
	}
	m, ok := p.c.find(p.locale, key)
	if !ok {
		return "[" + key + "]"
	}
	if !strings.ContainsRune(m, '{') {
		return m
	}
	return p.fill(m, args)
}

// Has tells whether the message exists, without noting it as missing.
func (p Printer) Has(key string) bool {
	if p.c == nil {
		return false
	}
	_, ok := p.c.words[p.locale][key]
	return ok
}

// Or is the message, or the text itself when there is no such key: for codes that a newer part may know.
func (p Printer) Or(key, otherwise string, args ...any) string {
	if !p.Has(key) {
		return otherwise
	}
	return p.T(key, args...)
}

func (p Printer) fill(m string, args []any) string {
	var b strings.Builder
	b.Grow(len(m) + 16*len(args))
	for {
		open := strings.IndexByte(m, '{')
		if open < 0 {
			break
		}
		shut := strings.IndexByte(m[open:], '}')
		if shut < 0 {
			break
		}
		b.WriteString(m[:open])
		b.WriteString(p.hole(m[open+1:open+shut], args))
		m = m[open+shut+1:]
	}
	b.WriteString(m)
	return b.String()
}

// hole fills one pair of braces: "0" or "0, plural day|days".
func (p Printer) hole(spec string, args []any) string {
	num, rest, plural := strings.Cut(spec, ", plural ")
	n, err := strconv.Atoi(num)
	if err != nil || n < 0 || n >= len(args) {
		return "{" + spec + "}"
	}
	if !plural {
		return p.Arg(args[n])
	}
	one, other, _ := strings.Cut(rest, "|")
	if fmt.Sprint(args[n]) == "1" {
		return one
	}
	return other
}

// Arg writes one argument as the reader expects it.
func (p Printer) Arg(a any) string {
	switch v := a.(type) {
	case nil:
		return ""
	case string:
		return v
	case Key:
		return p.T(string(v))
	case Msg:
		return p.T(v.Key, v.Args...)
	case Span:
		return p.Span(v.N, v.Unit)
	case Articles:
		cited := make([]string, len(v))
		for i, a := range v {
			cited[i] = p.Article(a)
		}
		return p.List(cited)
	case time.Time:
		return p.Moment(v)
	case int:
		return p.Number(int64(v))
	case int64:
		return p.Number(v)
	case []string:
		return p.List(v)
	case fmt.Stringer:
		if d, ok := isoDay(v.String()); ok {
			return p.Day(d)
		}
		return v.String()
	default:
		return fmt.Sprint(v)
	}
}

// List joins words: 甲、乙 or "a, b".
func (p Printer) List(words []string) string {
	if p.ZH() {
		return strings.Join(words, "、")
	}
	return strings.Join(words, ", ")
}

// Number writes a count: grouping commas from 10,000 up.
func (p Printer) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	if n > -10_000 && n < 10_000 {
		return s
	}
	return group(s)
}

func group(s string) string {
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Money writes an amount of fen: "1,200.00 元", "CNY 1,200.00".
func (p Printer) Money(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	s := fmt.Sprintf("%s%s.%02d", sign, group(strconv.FormatInt(fen/100, 10)), fen%100)
	return p.T("text.money", s)
}

// Percent writes a share with its numbers, never alone: "85.7%（18/21）". A share of nothing is "0/0".
func (p Printer) Percent(part, whole int) string {
	if whole == 0 {
		return fmt.Sprintf("%d/%d", part, whole)
	}
	return p.T("text.percent", fmt.Sprintf("%.1f", 100*float64(part)/float64(whole)), strconv.Itoa(part), strconv.Itoa(whole))
}

// Masked is a name for eyes that may not read it: 李＊＊ in Chinese, L.** in English.
func (p Printer) Masked(name string) string {
	if p.ZH() {
		return cn.Mask(name)
	}
	return cn.MaskLatin(name)
}

// Articles are basis codes in a message: they are written as Article writes each.
type Articles []string

// Article writes a basis code such as "NCL 47" as people cite it: 《禁毒法》第47条, "Narcotics Control Law
// art. 47". A code of an unknown law is written as it is.
func (p Printer) Article(basis string) string {
	law, number, _ := strings.Cut(basis, " ")
	if !p.Has("basis." + law) {
		return basis
	}
	name := p.T("basis." + law)
	if number == "" {
		return p.T("text.law", name)
	}
	return p.T("text.article", name, number)
}
