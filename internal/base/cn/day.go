package cn

import (
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
)

// ParseDay reads a day as people in China write it: 2023-06-09, 2023/6/9, 2023.6.9, 20230609, 2023年6月9日, in
// full-width digits too, with a time of day behind it or not. It fails with date.bad: a month
// without a day, a day that does not exist, a year of two digits. A spreadsheet's serial day is not read here.
func ParseDay(text string) (civil.Date, error) {
	bad := errs.New(errs.Invalid, "date.bad")
	s, ok := cutTime(Fold(text))
	if !ok {
		return civil.Date{}, bad
	}
	s = strings.ReplaceAll(s, " ", "")
	if len(s) == 8 && digits(s) {
		return day(bad, s[:4], s[4:6], s[6:])
	}
	if y, rest, ok := strings.Cut(s, "年"); ok {
		m, d, ok := strings.Cut(rest, "月")
		if !ok {
			return civil.Date{}, bad
		}
		for _, end := range []string{"日", "号"} {
			d = strings.TrimSuffix(d, end)
		}
		return day(bad, y, m, d)
	}
	s = dashes.Replace(s)
	for _, sep := range []string{"-", "/", "."} {
		if p := strings.Split(s, sep); len(p) == 3 {
			return day(bad, p[0], p[1], p[2])
		}
	}
	return civil.Date{}, bad
}

var dashes = strings.NewReplacer("‐", "-", "‑", "-", "–", "-", "—", "-", "−", "-", "。", ".", "、", ".", "·", ".")

// cutTime takes a time of day off the end: 2023-06-09 00:00:00, 2023-06-09T08:00:00Z, 2023年6月9日 8时.
func cutTime(s string) (string, bool) {
	i := strings.IndexAny(s, " T")
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s, !strings.Contains(s, "T")
	}
	if i < 0 || i > colon {
		return s, false
	}
	if j := strings.LastIndexByte(s[:colon], ' '); j > i {
		i = j
	}
	for _, r := range s[i+1:] {
		if (r < '0' || r > '9') && !strings.ContainsRune(":.+Z", r) {
			return s, false
		}
	}
	return strings.TrimSpace(s[:i]), true
}

func day(bad error, y, m, d string) (civil.Date, error) {
	if len(y) != 4 || len(m) > 2 || len(d) > 2 || !digits(y) || !digits(m) || !digits(d) {
		return civil.Date{}, bad
	}
	num := func(s string) (n int) {
		for _, c := range s {
			n = n*10 + int(c-'0')
		}
		return n
	}
	if date, ok := civil.Of(num(y), time.Month(num(m)), num(d)); ok && date.Year() >= 1850 && date.Year() <= 2200 {
		return date, nil
	}
	return civil.Date{}, bad
}
