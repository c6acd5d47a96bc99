package cn

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"guitu/internal/base/errs"
)

// Place is a division as somebody wrote it: how deep it is known, and what stood after it (a village, a street).
type Place struct {
	Code string // 2, 4, 6 or 9 digits
	Rest string
}

// Find reads a division by name or code, as deep as it is written: 四川省成都市金牛区, 凉山州美姑县, 西昌市, 510104,
// 美姑县巴普镇3组. Levels above may be missing. A name that several divisions bear is taken when only one of them
// is in Sichuan. It fails with division.unknown, or with division.ambiguous, whose argument is a []string of up
// to eight full names that may be meant.
func (d *Divisions) Find(text string) (Place, error) {
	s := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-/\\,、>_|", r) {
			return -1
		}
		return r
	}, Compact(text))
	if len(s) >= 2 && digits(s) {
		return d.findCode(s)
	}
	p, candidates := d.read(s)
	if p.Code == "" {
		if t := strings.TrimSuffix(strings.TrimSuffix(s, "人"), "籍"); t != s {
			p, candidates = d.read(t)
		}
	}
	if p.Code == "" {
		return p, d.unknown(candidates)
	}
	return p, nil
}

func (d *Divisions) findCode(s string) (Place, error) {
	if c := d.Trim(s); d.names[c] != "" {
		return Place{Code: c}, nil
	} else if now := formerCodes[c]; d.names[now] != "" {
		return Place{Code: now}, nil
	}
	if len(s) == 9 || len(s) == 12 { // townships are known for Sichuan only
		for _, n := range []int{9, 6} {
			if n < len(s) && d.names[s[:n]] != "" {
				return Place{Code: s[:n], Rest: s[n:]}, nil
			}
		}
	}
	return Place{}, errs.New(errs.Invalid, "division.unknown")
}

func (d *Divisions) unknown(candidates []string) error {
	if len(candidates) == 0 {
		return errs.New(errs.Invalid, "division.unknown")
	}
	var full []string
	for _, c := range candidates[:min(8, len(candidates))] {
		full = append(full, d.FullName(c))
	}
	return errs.New(errs.Invalid, "division.ambiguous", full)
}

// reading is one way to understand the beginning of a text.
type reading struct {
	code string
	used int // bytes
	cost int
	kind bool // the last name was written with its kind (县, 州), not as a bare 美姑
}

// read finds the best reading: the longest, then the plainest; the candidates when several remain.
func (d *Divisions) read(s string) (Place, []string) {
	var best []reading
	for _, r := range d.step(reading{}, s) {
		if !d.complete(r, s) {
			continue
		}
		if len(best) > 0 {
			switch c := cmp.Or(cmp.Compare(r.used, best[0].used), cmp.Compare(best[0].cost, r.cost)); {
			case c < 0:
				continue
			case c > 0:
				best = best[:0]
			}
		}
		best = append(best, r)
	}
	codes := settle(best)
	if len(codes) != 1 {
		return Place{}, codes
	}
	return Place{Code: codes[0], Rest: s[best[0].used:]}, nil
}

// settle picks among equal readings: one and the same place on two levels (东莞市 4419 and 441900), a province
// before its namesakes (吉林), the only one in Sichuan, the only prefecture (西安 is the city, and no district of
// Liaoyuan or Mudanjiang). What it returns is one code, or all that are possible.
func settle(equal []reading) []string {
	var codes []string
	for _, r := range equal {
		if !slices.Contains(codes, r.code) {
			codes = append(codes, r.code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	if len(codes) < 2 {
		return codes
	}
	if len(codes[0]) == 2 && len(codes[1]) > 2 || len(codes) == 2 && strings.HasPrefix(codes[1], codes[0]) {
		return codes[:1]
	}
	var home []string
	for _, c := range codes {
		if strings.HasPrefix(c, Home) {
			home = append(home, c)
		}
	}
	if len(home) == 1 {
		return home
	}
	if len(codes[0]) == 4 && len(codes[1]) > 4 {
		return codes[:1]
	}
	return codes
}

// step extends a reading by every division below it that the text goes on with, and those by theirs.
func (d *Divisions) step(at reading, s string) []reading {
	var out []reading
	end := at.used
	for n := 0; n < 16 && end < len(s); n++ {
		_, w := utf8.DecodeRuneInString(s[end:])
		end += w
		word := s[at.used:end]
		for _, sp := range d.spelt[word] {
			if !strings.HasPrefix(sp.code, at.code) || len(sp.code) <= len(at.code) || len(sp.code) == 9 && len(at.code) != 6 || at.code == "" && unwritten[word] {
				continue
			}
			_, kind := stemOf(word)
			r := reading{sp.code, end, at.cost + sp.cost, kind != "" || strings.HasSuffix(word, "州")}
			out = append(append(out, r), d.step(r, s)...)
		}
	}
	return out
}

// complete tells whether what is left after the reading may be left: nothing, or the rest of an address below a
// county; below a prefecture or a municipality an economic zone, which has no code, or a street.
func (d *Divisions) complete(r reading, s string) bool {
	rest := s[r.used:]
	switch {
	case rest == "":
		return true
	case !r.kind:
		return false
	case len(r.code) >= 6, provincesAlone[r.code] != "", len(r.code) == 4 && d.counts[r.code] == 0:
		return true
	case len(r.code) == 4, municipalities[r.code]:
		if street(rest) {
			return true
		}
		for _, zone := range []string{"高新", "经开", "经济技术开发区", "经济开发区", "开发区", "新区", "东部新区", "科学城"} {
			if i := strings.Index(rest, zone); i >= 0 && utf8.RuneCountInString(rest[:i]) <= 4 {
				return true
			}
		}
	}
	return false
}

// Cities that are provinces: streets may follow at once.
var municipalities = map[string]bool{"11": true, "12": true, "31": true, "50": true}

// street tells whether a text is a street and what follows (人民南路1号), with no name of a division before it: 火星区
// 人民路 is a district that nobody knows, and stays an error.
func street(s string) bool {
	i := -1
	for _, sign := range []string{"路", "街", "巷", "大道", "胡同", "里弄"} {
		if at := strings.Index(s, sign); at > 0 && (i < 0 || at < i) {
			i = at
		}
	}
	return i > 0 && !strings.ContainsAny(s[:i], "省州盟市县区旗镇乡村") && utf8.RuneCountInString(s[:i]) <= 8
}
