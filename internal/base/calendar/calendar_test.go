package calendar_test

import (
	"testing"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
)

func date(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func embedded(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Embedded()
	if err != nil { // ErrNotBuilt says how to build it: nothing is skipped for want of it
		t.Fatal(err)
	}
	return c
}

func TestPublishedYears(t *testing.T) {
	c := embedded(t)
	for day, want := range map[string]struct{ rest, inBreak bool }{
		"2026-02-14": {false, false}, // a Saturday made a working day for Spring Festival
		"2026-02-16": {true, true},   // a Monday of Spring Festival
		"2026-02-23": {true, true},
		"2026-02-24": {false, false},
		"2026-05-01": {true, true},
		"2026-03-07": {true, false}, // an ordinary Saturday
		"2026-03-09": {false, false},
		"2007-12-31": {true, true}, // announced with 2008, a day of 2007
	} {
		rest, published := c.RestDay(date(t, day))
		if rest != want.rest || !published || c.StatutoryBreak(date(t, day)) != want.inBreak {
			t.Errorf("%s: rest %v published %v break %v, want %v", day, rest, published, c.StatutoryBreak(date(t, day)), want)
		}
	}
	if !c.Published(2026) || c.Published(2003) {
		t.Error("2026 is published; 2003 is not in the data")
	}
}

func TestUnpublishedYear(t *testing.T) {
	c, err := calendar.New(map[int]calendar.Year{2026: {}})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{
		"2027-01-01": true, "2027-01-04": false, "2027-05-03": false, "2031-05-01": true, "2031-05-02": true,
		"2031-05-05": false, "2031-10-01": true, "2031-10-03": true, "2031-10-06": false, "2027-02-06": true,
	} {
		rest, published := c.RestDay(date(t, day))
		if rest != want || published || c.StatutoryBreak(date(t, day)) {
			t.Errorf("%s: rest %v published %v, want %v and not published", day, rest, published, want)
		}
	}
}

func TestWorkdays(t *testing.T) {
	c := embedded(t)
	check := func(name string, got civil.Date, published bool, want string) {
		t.Helper()
		if got.String() != want || !published {
			t.Errorf("%s: %s (published %v), want %s", name, got, published, want)
		}
	}
	got, p := c.NextWorkday(date(t, "2026-02-17"))
	check("next after Spring Festival", got, p, "2026-02-24")
	got, p = c.NextWorkday(date(t, "2026-02-14"))
	check("a working Saturday stays", got, p, "2026-02-14")
	got, p = c.AddWorkdays(date(t, "2026-04-30"), 3)
	check("three working days over Labour Day", got, p, "2026-05-08")
	got, p = c.SubWorkdays(date(t, "2026-03-09"), 7)
	check("seven working days before", got, p, "2026-02-27")
	if got, published := c.SubWorkdays(date(t, "2027-01-04"), 2); got.String() != "2026-12-30" || published {
		t.Errorf("over a new year: %s %v, want 2026-12-30 and not published (1–3 January 2027 were judged)", got, published)
	}
}

func TestEveryYearHasWorkdays(t *testing.T) {
	c := embedded(t)
	for d := date(t, "2000-01-01"); d.Before(date(t, "2040-01-01")); d = d.AddDays(1) {
		next, _ := c.NextWorkday(d)
		if next.Before(d) || next.Sub(d) > 15 {
			t.Fatalf("next working day after %s is %s", d, next)
		}
		if back, _ := c.SubWorkdays(next.AddDays(1), 1); back != next {
			t.Fatalf("the working day before %s is %s, want %s", next.AddDays(1), back, next)
		}
	}
}

func TestBadData(t *testing.T) {
	if _, err := calendar.New(map[int]calendar.Year{2026: {Off: []string{"2026-02-30"}}}); err == nil {
		t.Error("a day that does not exist was taken")
	}
}
