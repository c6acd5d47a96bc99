package census

import (
	"strconv"

	"guitu/internal/base/civil"
	"guitu/internal/platform/store"
)

// Span says how far off somebody's last day is: within so many days from today ("30"), today or passed (Due), or
// passed (Over). "" asks nothing.
type Span string

// The spans that do not look ahead.
const (
	Due  Span = "due"
	Over Span = "over"
)

// Days is the number of days of a span that looks ahead, 0 for another.
func (s Span) Days() int {
	n, err := strconv.Atoi(string(s))
	if err != nil || n < 1 || n > 9999 {
		return 0
	}
	return n
}

// Known tells whether a span is one: a text that is none must not be taken for no question.
func (s Span) Known() bool { return s == "" || s == Due || s == Over || s.Days() > 0 }

// ends is the condition on the last day, as a span asks for it on a day.
func (s Span) ends(today civil.Date) []store.Cond {
	switch {
	case s == Due:
		return []store.Cond{store.Where(`m.ends_on <= $1`, today.String())}
	case s == Over:
		return []store.Cond{store.Where(`m.ends_on < $1`, today.String())}
	case s.Days() > 0:
		return []store.Cond{store.Where(`m.ends_on >= $1 and m.ends_on <= $2`, today.String(), today.AddDays(s.Days()).String())}
	}
	return nil
}
