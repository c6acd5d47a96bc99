package app

import (
	"context"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/demo"
)

// Demo says which province: the same seed on the same day makes the same one.
type Demo struct {
	Seed     uint64
	Progress func(done, of int)
}

// Demo fills an empty house with a province of invented people, as of the day of the house's clock. The accounts
// stand in the data folder afterwards.
func (h *House) Demo(ctx context.Context, d Demo) (_ []demo.Account, err error) {
	defer errs.Wrap(&err, "app.Demo")
	err = demo.Make(ctx, demo.House{
		DB: h.DB, Calendar: h.Calendar, Divisions: h.Divisions,
		Rules: h.Rules, Facility: h.Facility, Staff: h.Staff, Partner: h.Partner, Person: h.Person,
		Resident: h.Resident, Placement: h.Placement, Measure: h.Measure, Accounts: h.Accounts,
	}, demo.Options{Seed: d.Seed, Folder: h.Config.Data, Progress: d.Progress})
	if err != nil {
		return nil, err
	}
	return h.DemoAccounts()
}

// DemoAccounts lists how to sign in to a demo province, an account a role; none in any other house.
func (h *House) DemoAccounts() ([]demo.Account, error) { return demo.Accounts(h.Config.Data) }

// A demo looks back over four years and forward over terms: outside these days the calendar has nothing true to say.
var firstDay, lastDay = civil.On(2008, 6, 1), civil.On(2100, 12, 31)

// ClockOn is the machine's clock moved to a day, for a demo of another day; the time of day stays. "" is today.
func ClockOn(day string) (clock.Clock, error) {
	if day == "" {
		return clock.System, nil
	}
	d, err := civil.ParseDate(day)
	if err != nil {
		var f errs.Fields
		f.Add("day", "date.bad", day)
		return nil, f.Err("app.bad_input")
	}
	if d.Before(firstDay) || d.After(lastDay) {
		var f errs.Fields
		f.Add("day", "app.far_day", day, firstDay.String(), lastDay.String())
		return nil, f.Err("app.bad_input")
	}
	moved := time.Duration(d.Sub(civil.DateOf(clock.System()))) * 24 * time.Hour
	return func() time.Time { return clock.System().Add(moved) }, nil
}
