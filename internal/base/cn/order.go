package cn

import (
	"cmp"
	"unicode/utf8"
)

// Natural compares names as people order them: numbers in them, in figures or in Chinese (二大队, 十二大队, 3舍), count
// by their value and come before words, and the rest goes by character.
func Natural(a, b string) int {
	for a != "" && b != "" {
		x, restA := numeral(a)
		y, restB := numeral(b)
		switch numA, numB := len(restA) < len(a), len(restB) < len(b); {
		case numA && !numB:
			return -1
		case numB && !numA:
			return 1
		case numA && x != y:
			return cmp.Compare(x, y)
		case numA:
			a, b = restA, restB
			continue
		}
		r, n := utf8.DecodeRuneInString(a)
		s, m := utf8.DecodeRuneInString(b)
		if r != s {
			return cmp.Compare(r, s)
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}

var figures = map[rune]int{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// numeral reads the number at the beginning of s, below a hundred thousand; rest is s when there is none.
func numeral(s string) (n int, rest string) {
	last := -1 // the figure that has not been counted yet
	for rest = s; rest != "" && n < 100_000; {
		r, size := utf8.DecodeRuneInString(rest)
		figure, ok := figures[r]
		switch {
		case r >= '0' && r <= '9':
			figure, ok = int(r-'0'), true
			fallthrough
		case ok:
			last = max(last, 0)*10 + figure
			if r == '零' {
				last = figure
			}
		case r == '十' || r == '百':
			unit := map[rune]int{'十': 10, '百': 100}[r]
			if last < 0 {
				last = 1
			}
			n, last = n+last*unit, 0
		default:
			return n + max(last, 0), rest
		}
		rest = rest[size:]
	}
	return n + max(last, 0), rest
}
