// Package calendar knows which days are working days in the People's Republic.
//
// Words: rest day 休息日 (Saturday, Sunday, or statutory holiday as the State Council adjusted it), working
// day 工作日, statutory break 法定节假日 (a day of a published holiday arrangement), published 已公布 (the
// State Council has announced that year's arrangement).
//
// Promises: a Calendar is a value that never changes and is safe for everyone at once. A year that has not
// been published still has an answer: Saturdays, Sundays and the days whose date the holiday regulation
// itself fixes (1 January, 1–2 May, 1–3 October); the answer then says that it was given without the notice,
// because lunar holidays and shifted working days are missing from it.
package calendar

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"guitu/internal/base/civil"
)

// data is made by `make assets` from the npm package chinese-days and is not committed; all: lets the
// package compile while it is missing.
//
//go:embed all:data
var data embed.FS

// ErrNotBuilt is answered by Embedded when the binary was built without `make assets`.
var ErrNotBuilt = errors.New("calendar: data/holidays.json is not built; run `make assets`")

// Year is the State Council's arrangement for one year: days off within a break (weekends in it included),
// and weekend days that were made working days. Days are YYYY-MM-DD.
type Year struct {
	Off  []string `json:"off"`
	Work []string `json:"work"`
}

// A Calendar answers for every day; the zero value has no published year.
type Calendar struct {
	published map[int]bool
	first     civil.Date // first day of the earliest published year
	kind      []kind     // from first on, one for each day up to the end of the last published year
}

// kind is what the notices say of one day.
type kind uint8

const (
	ordinary    kind = iota // published, and nothing special: the weekday decides
	off                     // a day of a statutory break
	work                    // a weekend day made a working day
	unpublished             // no notice covers its year
)

// Embedded is the calendar that the binary carries.
func Embedded() (*Calendar, error) {
	raw, err := fs.ReadFile(data, "data/holidays.json")
	if err != nil {
		return nil, ErrNotBuilt
	}
	var byYear map[string]Year
	if err := json.Unmarshal(raw, &byYear); err != nil {
		return nil, fmt.Errorf("calendar: data/holidays.json: %w", err)
	}
	years := make(map[int]Year, len(byYear))
	for name, y := range byYear {
		n, err := strconv.Atoi(name)
		if err != nil {
			return nil, fmt.Errorf("calendar: data/holidays.json: %q is no year", name)
		}
		years[n] = y
	}
	return New(years)
}

// New makes a calendar from the arrangements of years; a year that is absent has not been published.
func New(years map[int]Year) (*Calendar, error) {
	c := &Calendar{published: make(map[int]bool, len(years))}
	if len(years) == 0 {
		return c, nil
	}
	low, high := 10_000, 0
	for y := range years {
		low, high = min(low, y), max(high, y)
		c.published[y] = true
	}
	first, ok1 := civil.Of(low, time.January, 1)
	last, ok2 := civil.Of(high, time.December, 31)
	if !ok1 || !ok2 {
		return nil, fmt.Errorf("calendar: years %d to %d cannot be written", low, high)
	}
	c.first = first
	c.kind = make([]kind, last.Sub(first)+1)
	for i := range c.kind {
		if !c.published[first.AddDays(i).Year()] {
			c.kind[i] = unpublished
		}
	}
	for y, arrangement := range years {
		if err := errors.Join(c.mark(arrangement.Off, off), c.mark(arrangement.Work, work)); err != nil {
			return nil, fmt.Errorf("calendar: %d: %w", y, err)
		}
	}
	return c, nil
}

func (c *Calendar) mark(days []string, k kind) error {
	for _, s := range days {
		d, err := civil.ParseDate(s)
		if err != nil {
			return fmt.Errorf("%q: %w", s, err)
		}
		if i := d.Sub(c.first); i >= 0 && i < len(c.kind) && c.kind[i] != unpublished {
			c.kind[i] = k
		}
	}
	return nil
}

// Published tells whether the State Council's arrangement for the year is known.
func (c *Calendar) Published(year int) bool { return c.published[year] }

func (c *Calendar) at(d civil.Date) kind {
	if i := d.Sub(c.first); i >= 0 && i < len(c.kind) {
		return c.kind[i]
	}
	return unpublished
}

// RestDay tells whether d is a rest day, and whether that was answered from a published arrangement.
func (c *Calendar) RestDay(d civil.Date) (rest, published bool) {
	switch c.at(d) {
	case off:
		return true, true
	case work:
		return false, true
	case ordinary:
		return weekend(d), true
	default:
		return weekend(d) || fixedHoliday(d), false
	}
}

// StatutoryBreak tells whether d is a day of a published statutory break. For a year without a notice the
// answer is no: nobody is refused anything on a guess.
func (c *Calendar) StatutoryBreak(d civil.Date) bool { return c.at(d) == off }

// NextWorkday is d itself when it is a working day, else the first working day after it; published is false
// when a day of an unpublished year had to be judged.
func (c *Calendar) NextWorkday(d civil.Date) (day civil.Date, published bool) {
	published = true
	for {
		rest, known := c.RestDay(d)
		published = published && known
		if !rest {
			return d, published
		}
		d = d.AddDays(1)
	}
}

// AddWorkdays is the n-th working day after d; d itself is not counted. For n < 1 it is d.
func (c *Calendar) AddWorkdays(d civil.Date, n int) (day civil.Date, published bool) {
	return c.count(d, n, 1)
}

// SubWorkdays is the n-th working day before d; d itself is not counted. For n < 1 it is d.
func (c *Calendar) SubWorkdays(d civil.Date, n int) (day civil.Date, published bool) {
	return c.count(d, n, -1)
}

func (c *Calendar) count(d civil.Date, n, step int) (day civil.Date, published bool) {
	published = true
	for n > 0 {
		d = d.AddDays(step)
		rest, known := c.RestDay(d)
		published = published && known
		if !rest {
			n--
		}
	}
	return d, published
}

func weekend(d civil.Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// fixedHoliday tells whether the holiday regulation itself (2024 text) gives the day off by its date in the
// solar calendar. Spring Festival and the other lunar days need the year's notice.
func fixedHoliday(d civil.Date) bool {
	_, m, day := d.Civil()
	return m == time.January && day == 1 || m == time.May && day <= 2 || m == time.October && day <= 3
}
