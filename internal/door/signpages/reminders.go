package signpages

import (
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/door/web"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/store"
)

// remindersPage is where an officer says by what and when he wants to be reminded.
type remindersPage struct {
	web.Page
	Mine   reminder.Mine
	Offers []web.Option // the ways that are set up here; none where no mail goes
	Hours  []web.Option
	Ends   string // until when the code that was sent counts
}

func (d *desk) reminders(r *web.Request) error {
	mine, err := d.Reminders.Mine(r.Context())
	if err != nil {
		return err
	}
	p := remindersPage{Page: r.Page(r.T("me.reminders.title"), "my-account"), Mine: mine, Ends: ""}
	p.Crumbs = []web.Crumb{{Label: r.T("me.title"), URL: "/me"}}
	if mine.State == reminder.Asked {
		p.Ends = p.Moment(mine.Ends)
	}
	for _, w := range d.Reminders.Offers() {
		p.Offers = append(p.Offers, web.Option{Value: string(w), Label: r.T("reminder.way." + string(w))})
	}
	for h := range 24 {
		p.Hours = append(p.Hours, web.Option{Value: strconv.Itoa(h), Label: r.T("me.reminders.oclock", h)})
	}
	return r.Draw(p.Page, remindersView(p))
}

// askReminders has a code sent to the address, or changes the hour of one that was proved before.
func (d *desk) askReminders(r *web.Request) error {
	var draft reminder.Draft
	if err := r.Decode(&draft); err != nil {
		return err
	}
	draft.Lang = r.Page("", "").Locale()
	if err := d.Reminders.Ask(r.Context(), store.Key(r.Key()), draft); err != nil {
		return again(r, err, d.reminders)
	}
	mine, err := d.Reminders.Mine(r.Context())
	if err != nil {
		return err
	}
	if mine.State == reminder.On {
		return r.Done("/me/reminders", "me.reminders.changed")
	}
	return r.Done("/me/reminders", "me.reminders.sent")
}

func (d *desk) proveReminders(r *web.Request) error {
	var form struct{ Code string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	err := d.Reminders.Confirm(r.Context(), store.Key(r.Key()), form.Code)
	if errs.Is(err, "reminder.nothing_asked") {
		return r.Tell("/me/reminders", web.Warn, "reminder.nothing_asked")
	}
	if err != nil {
		return again(r, err, d.reminders)
	}
	return r.Done("/me/reminders", "me.reminders.on")
}

func (d *desk) endReminders(r *web.Request) error {
	if err := d.Reminders.End(r.Context(), store.Key(r.Key())); err != nil {
		return err
	}
	return r.Done("/me/reminders", "me.reminders.ended")
}

// proving tells whether a code is shown again that was wrong: the other form of the page is not what its reader is at, and
// nothing of it was posted that could stand in it.
func proving(p remindersPage) bool { return p.Form.Shown && p.Form.Action == "/me/reminders/code" }

// wayOf is the way that is ticked at first.
func wayOf(p remindersPage) []string {
	if p.Mine.Way == "" {
		return []string{p.Offers[0].Value}
	}
	return []string{string(p.Mine.Way)}
}
