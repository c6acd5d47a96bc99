package text

import (
	"fmt"
	"time"

	"guitu/internal/base/clock"
)

// A Day is a civil date that writes itself as YYYY-MM-DD; civil.Date is one. A Day that writes itself
// otherwise, the zero date included, prints as the word for "not known".
type Day interface{ String() string }

func isoDay(s string) (time.Time, bool) {
	if len(s) != len(time.DateOnly) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil && t.Year() > 1
}

// DayOf is the civil day of a moment in Asia/Shanghai, as a Day.
func DayOf(t time.Time) Day { return day(t.In(clock.Shanghai).Format(time.DateOnly)) }

type day string

func (d day) String() string { return string(d) }

func (p Printer) format(d Day, zh, en string) string {
	if t, ok := d.(time.Time); ok {
		d = DayOf(t)
	}
	if d == nil {
		return p.T("text.unknown")
	}
	t, ok := isoDay(d.String())
	if !ok {
		return p.T("text.unknown")
	}
	if p.ZH() {
		return t.Format(zh)
	}
	return t.Format(en)
}

// Day writes a date: 2026年11月24日, "24 Nov 2026". A time.Time is read as its day in Asia/Shanghai.
func (p Printer) Day(d Day) string { return p.format(d, "2006年1月2日", "2 Jan 2006") }

// DayShort writes a date inside the year at hand: 11月24日, "24 Nov".
func (p Printer) DayShort(d Day) string { return p.format(d, "1月2日", "2 Jan") }

// DayLong writes a date with its weekday: 2026年11月24日 星期二, "Tue 24 Nov 2026".
func (p Printer) DayLong(d Day) string {
	s := p.format(d, "2006年1月2日", "Mon 2 Jan 2006")
	if w := p.Weekday(d); p.ZH() && w != "" {
		return s + " " + w
	}
	return s
}

// Weekday writes the day of the week: 星期二, "Tue"; nothing for an unknown date.
func (p Printer) Weekday(d Day) string {
	if t, ok := d.(time.Time); ok {
		d = DayOf(t)
	}
	if d == nil {
		return ""
	}
	t, ok := isoDay(d.String())
	if !ok {
		return ""
	}
	if p.ZH() {
		return "星期" + string([]rune("日一二三四五六")[t.Weekday()])
	}
	return t.Format("Mon")
}

// Range writes two dates: 3月2日–3月19日, "2 Mar–19 Mar"; with years when they differ.
func (p Printer) Range(from, to Day) string {
	a, aok := isoDay(from.String())
	b, bok := isoDay(to.String())
	if aok && bok && a.Year() == b.Year() {
		return p.DayShort(from) + "–" + p.DayShort(to)
	}
	return p.Day(from) + "–" + p.Day(to)
}

// Clock writes the time of day in Asia/Shanghai: 07:30.
func (p Printer) Clock(t time.Time) string {
	if t.IsZero() {
		return p.T("text.unknown")
	}
	return t.In(clock.Shanghai).Format("15:04")
}

// Moment writes date and time in Asia/Shanghai: 2026年11月24日 07:30, "24 Nov 2026, 07:30".
func (p Printer) Moment(t time.Time) string {
	if t.IsZero() {
		return p.T("text.unknown")
	}
	return p.T("text.moment", p.Day(DayOf(t)), p.Clock(t))
}

// MomentShort is Moment without the year: 11月24日 07:30.
func (p Printer) MomentShort(t time.Time) string {
	if t.IsZero() {
		return p.T("text.unknown")
	}
	return p.T("text.moment", p.DayShort(DayOf(t)), p.Clock(t))
}

// LeftDays says how far a due day is from today: 还有 3 天, 今天到期, 超期 2 天.
func (p Printer) LeftDays(due, today Day) string {
	d, dok := isoDay(due.String())
	t, tok := isoDay(today.String())
	if !dok || !tok {
		return p.T("text.unknown")
	}
	switch n := int(d.Sub(t).Hours() / 24); {
	case n == 0:
		return p.T("text.left.today")
	case n < 0:
		return p.T("text.over.days", -n)
	default:
		return p.T("text.left.days", n)
	}
}

// Left says how far a due moment is from now: 还有 28 分钟, 还有 4 小时, 超期 13 小时; days from 48 hours on.
func (p Printer) Left(due, now time.Time) string {
	d, word := due.Sub(now), "text.left."
	if d < 0 {
		d, word = -d, "text.over."
	}
	switch {
	case d >= 48*time.Hour:
		return p.T(word+"days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return p.T(word+"hours", int(d/time.Hour))
	default:
		return p.T(word+"minutes", max(1, int(d/time.Minute)))
	}
}

// Span writes a whole number in a unit of time: "hours", "days", "work_days", "months" or "years".
func (p Printer) Span(n int, unit string) string { return p.T("text.span."+unit, n) }

var _ fmt.Stringer = day("")
