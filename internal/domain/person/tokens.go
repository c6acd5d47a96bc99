package person

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"guitu/internal/base/cn"
)

// A mark is one thing a person can be found by, before it is keyed: which index it belongs to, and the text.
type mark struct{ index, text string }

// The indexes. Each has its own key, so that equal texts in two indexes have nothing in common.
const (
	byGram   = "person.gram"   // two neighbouring characters of a name; the first alone
	bySpell  = "person.spell"  // readings and initials, whole or from the front
	byNumber = "person.number" // a whole number
	byTail   = "person.tail"   // the last four or six characters of a number
	bySame   = "person.same"   // pairs of traits that two records of one person share
)

// marks lists everything a person can be found by.
func (p Person) marks() []mark {
	seen := map[mark]bool{}
	var out []mark
	add := func(index, text string) {
		m := mark{index, text}
		if text != "" && !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	for _, name := range p.names() {
		n := cn.Normalise(name)
		for _, g := range cn.Bigrams(n) {
			add(byGram, g)
		}
		for _, r := range n {
			add(byGram, string(r))
			break
		}
		for _, v := range cn.Variants(name) {
			add(bySpell, v)
		}
		spell, first := "", ""
		for _, s := range cn.Syllables(name) {
			spell += s
			_, n := utf8.DecodeRuneInString(s)
			first += s[:n]
			add(bySpell, spell)
			if utf8.RuneCountInString(first) > 1 {
				add(bySpell, first)
			}
		}
	}
	for _, i := range p.Identifiers {
		n := NormaliseNumber(i.Value)
		add(byNumber, n)
		for _, tail := range []int{4, 6} {
			if len(n) > 2*tail {
				add(byTail, n[len(n)-tail:])
			}
		}
	}
	for _, t := range p.traits(0) {
		add(bySame, t)
	}
	return out
}

// traits are the pairs by which two records may be of one person: reading and birth year, reading and
// county, birth year and county. Shift looks a year earlier or later.
func (p Person) traits(shift int) []string {
	var out []string
	year := ""
	if !p.Born.IsZero() {
		year = strconv.Itoa(p.Born.Year() + shift)
	}
	county := p.Home.County()
	for _, name := range p.names() {
		spell := cn.Full(name)
		if year != "" {
			out = append(out, "ny|"+spell+"|"+year)
		}
		if county != "" && shift == 0 {
			out = append(out, "nc|"+spell+"|"+county)
		}
	}
	if year != "" && county != "" {
		out = append(out, "yc|"+year+"|"+county)
	}
	return out
}

// NormaliseNumber is a number as it is compared: letters in capitals, nothing but letters and digits.
func NormaliseNumber(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, cn.Fold(s))
}

// query reads a search box's text as marks that must all be there; none when there is nothing to look for.
func query(text string) []mark {
	n := cn.Normalise(text)
	switch {
	case n == "":
		return nil
	case strings.ContainsFunc(n, unicode.IsDigit):
		n = NormaliseNumber(text)
		if len(n) == 4 || len(n) == 6 {
			return []mark{{byTail, n}}
		}
		return []mark{{byNumber, n}}
	case strings.IndexFunc(n, func(r rune) bool { return r > unicode.MaxASCII }) < 0:
		return []mark{{bySpell, n}}
	}
	var out []mark
	for _, g := range cn.Bigrams(n) {
		out = append(out, mark{byGram, g})
	}
	return out
}

// AliasMeant is the alias by which a text finds the person, where neither the name nor a number does; else "".
func (p Person) AliasMeant(text string) string {
	asked := query(text)
	found := func(p Person) bool {
		have := p.marks()
		return !slices.ContainsFunc(asked, func(m mark) bool { return !slices.Contains(have, m) })
	}
	if len(asked) == 0 || found(Person{Name: p.Name, Identifiers: p.Identifiers}) {
		return ""
	}
	for _, a := range p.Aliases {
		if found(Person{Name: a}) {
			return a
		}
	}
	return ""
}

// Tokens are what a search box's text is looked up by in person_token; a person is found who has them all.
func (k *Desk) Tokens(text string) [][]byte { return k.keyed(query(text)) }

func (k *Desk) keyed(ms []mark) [][]byte {
	out := make([][]byte, len(ms))
	for i, m := range ms {
		out[i] = k.token(m)
	}
	return out
}

// tokenSize is how many bytes of a keyed digest are kept: they stand twice a token in the largest index of the house.
const tokenSize = 8

// FoundBy is a query for the tokens of the person $1, as they stand with him one after the other: person_token has no index by
// person, which would be as large as itself.
const FoundBy = `with recursive n (token, rest) as (
	select substr(found, 1, 8), substr(found, 9) from person_person where id = $1
	union all select substr(rest, 1, 8), substr(rest, 9) from n where length(rest) > 0) select token from n`

// foundBy are the tokens of a person, each once.
func (k *Desk) foundBy(p Person) [][]byte {
	all := k.keyed(p.marks())
	slices.SortFunc(all, bytes.Compare)
	return slices.CompactFunc(all, bytes.Equal)
}

func (k *Desk) token(m mark) []byte { return k.vault.Token(m.index, m.text)[:tokenSize] }
