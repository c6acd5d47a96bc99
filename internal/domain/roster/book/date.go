package book

import (
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/platform/sheet"
)

// day reads a cell of a column of dates. Besides what cn.ParseDay reads, a number, or five digits typed as text,
// is a serial day: counted from 1899-12-30, or from 1904-01-01 where the workbook says so. Only numbers of five
// digits are (14 May 1927 to 2173): 2023 is a year without a month and 202306 a month without a day, never a
// day of 1905 or of 2453.
func day(c sheet.Cell, mac bool) (civil.Date, error) {
	s := c.Text
	if c.Kind == sheet.Broken {
		s = ""
	}
	text := cn.Compact(s)
	if whole, _, _ := strings.Cut(text, "."); len(whole) == 5 {
		if f, err := strconv.ParseFloat(text, 64); err == nil && f >= 10_000 && f < 100_000 {
			return serial(int(f), mac), nil
		}
	}
	if c.Kind == sheet.Number && len(text) != 8 {
		s = ""
	}
	return cn.ParseDay(s)
}

func serial(n int, mac bool) civil.Date {
	if mac {
		return civil.On(1904, 1, 1).AddDays(n)
	}
	return civil.On(1899, 12, 30).AddDays(n)
}
