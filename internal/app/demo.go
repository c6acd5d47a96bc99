package app

import (
	"context"
	"errors"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/demo"
	"guitu/internal/demo/voices"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
)

// Demo says which province: the same seed on the same day makes the same one.
type Demo struct {
	Seed     uint64
	Day      string // YYYY-MM-DD, "" for today
	Scale    string // by name, "" for the usual one
	Size     int    // how many people instead, for tests and measurements
	Inside   int    // of them in custody today; 0 for one in five
	Plain    bool   // of who has left, the isolation only (see demo.Scale)
	Progress func(done, of int)
}

// MakeDemo makes a province in an empty folder (or an empty database) and closes the house again. What a making that
// was interrupted left in the folder is cleared first. It fails with the fields day and size, app.demo_stands,
// app.foreign_file, app.demo_running and app.half_made_database.
func MakeDemo(ctx context.Context, c config.Config, d Demo, o Options) (_ []demo.Account, err error) {
	defer errs.Wrap(&err, "app.MakeDemo")
	if o.Clock, err = ClockOn(d.Day); err != nil {
		return nil, err
	}
	if _, err := d.scale(); err != nil {
		return nil, err
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	site, err := breakGround(c)
	if err != nil {
		return nil, err
	}
	o.Found, o.making = true, true
	all, err := build(ctx, c, d, o)
	if err != nil {
		return nil, errors.Join(err, site.leave())
	}
	return all, site.finish()
}

func build(ctx context.Context, c config.Config, d Demo, o Options) (_ []demo.Account, err error) {
	h, err := Open(ctx, c, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	return h.Demo(ctx, d)
}

// Demo fills an empty house with a province of invented people, as of the day of the house's clock. The accounts
// stand in the data folder afterwards.
func (h *House) Demo(ctx context.Context, d Demo) (_ []demo.Account, err error) {
	defer errs.Wrap(&err, "app.Demo")
	scale, err := d.scale()
	if err != nil {
		return nil, err
	}
	err = demo.Make(ctx, demo.House{
		DB: h.DB, Calendar: h.Calendar, Divisions: h.Divisions,
		Rules: h.Rules, Facility: h.Facility, Staff: h.Staff, Partner: h.Partner, Person: h.Person,
		Resident: h.Resident, Placement: h.Placement, Outing: h.Outing, Rolls: h.Rolls, Books: h.Books, Measure: h.Measure, Accounts: h.Accounts, Journey: h.Journeys, Paper: h.Paper,
		Sealings: h.Sealings,
	}, demo.Options{Seed: d.Seed, Scale: scale, Folder: h.Config.Data, Progress: d.Progress})
	if errs.Is(err, "facility.bureau_stands") {
		return nil, errs.New(errs.Conflict, "app.demo_stands", h.Config.Place())
	}
	if err != nil {
		return nil, err
	}
	own := voices.House{DB: h.DB, Accounts: h.Accounts, Person: h.Person, Kiosk: h.Kiosk, Complaints: h.Complaints, Objections: h.Objections}
	if err := voices.Make(ctx, own, h.Config.Data); err != nil {
		return nil, err
	}
	return h.DemoAccounts()
}

// DemoOwn tells how.
func (h *House) DemoOwn() (DemoResident, error) { return voices.Read(h.Config.Data) }

// DemoOwnIn is the same of a folder.
func DemoOwnIn(folder string) (DemoResident, error) { return voices.Read(folder) }

// scale is the scale that is asked for.
func (d Demo) scale() (demo.Scale, error) {
	if d.Size > 0 {
		return demo.Scale{Size: d.Size, Inside: d.Inside, Plain: d.Plain}, nil
	}
	var names []string
	for _, s := range demo.Scales {
		if s.Name == d.Scale || d.Scale == "" {
			return s, nil
		}
		names = append(names, s.Name)
	}
	var f errs.Fields
	f.Add("size", "app.demo_size", d.Scale, d.Scale, strings.Join(names, " / "))
	return demo.Scale{}, f.Err("app.bad_input")
}

// checkDemo refuses a house that a demo began and did not end: its officers have no accounts, nobody could enter it.
// Where the database is, there is the mark: facts of the demo, and no account.
func (h *House) checkDemo(ctx context.Context, o Options) (err error) {
	if h.Origin, err = store.Read(ctx, h.DB, func(tx *store.Tx) (civil.Date, error) { return demo.Origin(ctx, tx) }); err != nil {
		return err
	}
	whole, err := h.Accounts.HasDemoAccounts(ctx)
	if err == nil && !whole && !h.Origin.IsZero() {
		return errs.New(errs.Conflict, "app.half_made_database", h.Config.Place())
	}
	return err
}

// DemoResident is how the invented resident of a demo province signs in at his own page.
type DemoResident = voices.Own

// DemoAccount is how somebody signs in to a demo province.
type DemoAccount = demo.Account

// DemoAccounts lists how to sign in to a demo province, an account a role; none in any other house.
func (h *House) DemoAccounts() ([]demo.Account, error) { return demo.Accounts(h.Config.Data) }

// Today is the day of the house's clock.
func (h *House) Today() civil.Date { return civil.DateOf(h.Clock()) }

// A demo looks back over four years and forward over terms: outside these days the calendar has nothing true to say.
var firstDay, lastDay = civil.On(2008, 6, 1), civil.On(2100, 12, 31)

// ClockOn is a clock that stands at the moment of a demo's day, so that the time at which it is made leaves no trace.
// "" is today.
func ClockOn(day string) (clock.Clock, error) {
	d := civil.DateOf(clock.System())
	if day != "" {
		var err error
		if d, err = civil.ParseDate(day); err != nil {
			var f errs.Fields
			f.Add("day", "date.bad", day)
			return nil, f.Err("app.bad_input")
		}
	}
	if d.Before(firstDay) || d.After(lastDay) {
		var f errs.Fields
		f.Add("day", "app.far_day", day, firstDay.String(), lastDay.String())
		return nil, f.Err("app.bad_input")
	}
	return clock.At(demo.Moment(d)).Now, nil
}
