package app_test

import (
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
)

func TestADemoStandsOnADayTheCalendarKnows(t *testing.T) {
	for day, code := range map[string]string{
		"2025-02-30": "date.bad", "2999-01-01": "app.far_day", "2101-01-01": "app.far_day", "2008-05-31": "app.far_day", "0001-01-01": "app.far_day",
	} {
		_, err := app.ClockOn(day)
		if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != code || e.Fields[0].Value != day {
			t.Errorf("%s: %v", day, err)
		}
	}
	for _, day := range []string{"2008-06-01", "2026-03-10", "2100-12-31"} {
		if now, err := app.ClockOn(day); err != nil || civil.DateOf(now()).String() != day {
			t.Errorf("%s: %v", day, err)
		}
	}
}
