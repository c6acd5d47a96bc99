// Package civil is the calendar of the law: days without a clock, and the moments that fall on them.
//
// Words: Date 日 (a civil day), Instant 时刻 (a moment of a day in Asia/Shanghai), corresponding day 对应日
// (the day of the same number some months later), birthday 周岁生日.
//
// Promises: a Date is one number inside, so that comparing, subtracting and keying a map cost nothing; its
// zero value is no day at all, never 1 January. Every day of the house is a day in Shanghai, which has kept one
// offset without summer time since 1991; older instants do not occur. Months are counted as 民法典 202 does:
// to the corresponding day, and where the month has none, to its last day.
//
// Not here: rest days and working days (base/calendar), and what a term is (domain/term).
package civil

import (
	"cmp"
	"errors"
	"time"
)

// Date is a civil day. Dates are equal with ==; the zero value is no day.
type Date struct {
	n int32 // days: 1 is 1 January of the year 1
}

// ErrDate is answered for a text that is not an existing day written as YYYY-MM-DD.
var ErrDate = errors.New("civil: not an existing day written YYYY-MM-DD")

// epoch is the number of 1 January 1970.
const epoch = 719163

// Of is the day of year y, month m, day d; ok is false where no such day exists (30 February, year 0).
func Of(y int, m time.Month, d int) (date Date, ok bool) {
	if y < 1 || y > 9999 || m < time.January || m > time.December || d < 1 || d > DaysIn(y, m) {
		return Date{}, false
	}
	return number(y, int(m), d), true
}

// On is Of for days known to exist, as in tables and tests; it panics where there is none.
func On(y int, m time.Month, d int) Date {
	date, ok := Of(y, m, d)
	if !ok {
		panic(ErrDate)
	}
	return date
}

// ParseDate reads YYYY-MM-DD and nothing else: no spaces, no short months, no day that does not exist.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, ErrDate
	}
	y, ok1 := digits(s[0:4])
	m, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:10])
	date, ok := Of(y, time.Month(m), d)
	if !ok1 || !ok2 || !ok3 || !ok {
		return Date{}, ErrDate
	}
	return date, nil
}

// digits reads a text of decimal digits only.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int(c)
	}
	return n, true
}

// IsZero tells whether d is no day.
func (d Date) IsZero() bool { return d.n == 0 }

// Before tells whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Compare is -1, 0 or +1, for sorting.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

// Civil is the year, month and day of d.
func (d Date) Civil() (y int, m time.Month, day int) {
	// Days are counted from 1 March, so that the leap day is the last of its year and months have a
	// regular pattern (Hinnant, "chrono-compatible low-level date algorithms").
	n := int(d.n) + 305 // 0 is 1 March of the year 0
	era := n / 146097
	if n < 0 {
		era = (n - 146096) / 146097
	}
	doe := n - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	y, month := yoe+era*400, mp+3
	if month > 12 {
		y, month = y+1, month-12
	}
	return y, time.Month(month), day
}

// number is the inverse of Civil, for months 1–12 and any day.
func number(y, m, d int) Date {
	if m <= 2 {
		y, m = y-1, m+12
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Date{int32(era*146097 + doe - 305)}
}

// Year is the year of d.
func (d Date) Year() int {
	y, _, _ := d.Civil()
	return y
}

// Weekday is the day of the week of d.
func (d Date) Weekday() time.Weekday { return time.Weekday((d.n%7 + 7) % 7) }

// Monday is the Monday on or before d: the name of d's week.
func (d Date) Monday() Date { return d.AddDays(-int((d.Weekday() + 6) % 7)) }

// AddDays is the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return Date{d.n + int32(n)} }

// Corresponding is the corresponding day n months later. Where that month has no such day the answer is its
// last day and exact is false: 2024-02-29 and 24 months give 2026-02-28, inexact.
func (d Date) Corresponding(n int) (date Date, exact bool) {
	y, m, day := d.Civil()
	months := y*12 + int(m) - 1 + n
	y, m = months/12, time.Month(months%12+1)
	if day > 28 {
		if last := DaysIn(y, m); day > last {
			return number(y, int(m), last), false
		}
	}
	return number(y, int(m), day), true
}

// AddMonths is Corresponding without the question whether the day exists.
func (d Date) AddMonths(n int) Date {
	date, _ := d.Corresponding(n)
	return date
}

// AddYears is AddMonths of twelve times n.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// Sub is the number of days from e to d.
func (d Date) Sub(e Date) int { return int(d.n - e.n) }

// Birthday is the day on which someone born on d becomes n years old. A person born on 29 February has it
// on 1 March in common years: the year of life is complete only when its last day has passed.
func (d Date) Birthday(n int) Date {
	date, exact := d.Corresponding(12 * n)
	if !exact {
		date.n++
	}
	return date
}

// Age is how many full years someone born on d has lived on day on; negative before birth.
func (d Date) Age(on Date) int {
	n := on.Year() - d.Year()
	if d.Birthday(n).After(on) {
		n--
	}
	return n
}

// String is YYYY-MM-DD, or "" for no day.
func (d Date) String() string {
	if d.n == 0 {
		return ""
	}
	return string(d.AppendTo(make([]byte, 0, 10)))
}

// AppendTo appends YYYY-MM-DD to b.
func (d Date) AppendTo(b []byte) []byte {
	y, m, day := d.Civil()
	if y > 9999 {
		b = append(b, byte('0'+y/10000)) // a sum may leave the years that ParseDate accepts
		y %= 10000
	}
	return append(b, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10),
		'-', byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10))
}

// DaysIn is the number of days of a month.
func DaysIn(y int, m time.Month) int {
	switch m {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// MarshalText writes the day as YYYY-MM-DD, and no day as nothing, so that a sealed or kept row keeps it.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.AppendTo(nil), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}
