package casepages

import (
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// dutyTitle is what a duty is called: the law's name for those of the clock, the house's for its own.
func dutyTitle(p text.Printer, c duty.Code) string {
	if k, _ := duty.KindOf(c); k.Fact != "" {
		return p.T("law.duty." + string(c))
	}
	return p.T("duty." + string(c))
}

// dutyCard is a duty on its person's own page: no name on it, since the page is his.
func (d *desk) dutyCard(r *web.Request, f filePage, x duty.Duty) web.Duty {
	p := f.Page
	c := web.Duty{
		Urgency: urgency(x, p.Now), Title: dutyTitle(p.Printer, x.Code), Where: p.T("case.owes", text.Key("role."+x.Owner)),
		Laws: cited(p.Printer, x.Basis, x.Certainty), Note: discharge(p.Printer, x, p.Now), Action: d.dutyAct(r, f, x),
	}
	switch {
	case x.Due.None() && !x.NotBefore.IsZero():
		c.Due, c.Left = p.T("case.from", shortDay(p, x.NotBefore)), ""
	case x.Due.None():
		c.Due = p.T("case.no_due")
	case x.Due.Day.IsZero():
		c.Due, c.Left = p.MomentShort(x.Due.At), p.Left(x.Due.At, p.Now)
	default:
		c.Due, c.Left = shortDay(p, x.Due.Day), p.LeftDays(x.Due.Day, p.Today())
	}
	if x.Paper {
		c.Left, c.Urgency = p.T("duty.paper"), web.Waiting
	}
	return c
}

// shortDay leaves out the year at hand.
func shortDay(p web.Page, d civil.Date) string {
	if d.Year() == today(p).Year() {
		return p.DayShort(d)
	}
	return p.Day(d)
}

func urgency(x duty.Duty, now time.Time) web.Urgency {
	switch on := civil.DateOf(x.Due.Moment()); {
	case x.Overdue(now):
		return web.Late
	case x.Due.None():
		return web.Week
	case !x.Due.At.IsZero() && x.Due.At.Sub(now) < 4*time.Hour:
		return web.Soon
	case on == civil.DateOf(now):
		return web.Today
	}
	return web.Week
}

// discharge says what closes the duty, and who sees it by now when it is late.
func discharge(p text.Printer, x duty.Duty, now time.Time) string {
	by := p.Or("duty."+string(x.Code)+".by", "")
	if k, _ := duty.KindOf(x.Code); k.Fact != "" {
		by = p.T("measure.fact." + k.Fact)
	}
	words := p.T("case.discharged_by", by)
	if x.Overdue(now) {
		words += p.T("case.said.join") + p.T("duty.level."+itoa(int(x.Reached(now))))
	}
	return words
}

// dutyAct is the one button of a duty: the form of the fact that discharges it, or the page where it is done.
func (d *desk) dutyAct(r *web.Request, f filePage, x duty.Duty) web.Act {
	k, _ := duty.KindOf(x.Code)
	p := f.Page
	at := func(part string) string { return at(x.Subject, part) }
	switch {
	case x.State != duty.Pending || x.Paper || x.NotBefore.After(today(p)):
		return web.Act{}
	case k.Fact != "" && f.Head.Primary.URL == "": // not his to record
		return web.Act{}
	case k.Fact != "":
		return web.Act{Label: p.T("case.duty.record"), Target: dutyTitle(p.Printer, x.Code), URL: at("record?type=" + k.Fact)}
	case x.Code == "measure.confirm":
		return web.Act{Label: p.T("case.duty.look"), Target: dutyTitle(p.Printer, x.Code), URL: at("changes/" + string(x.Cause))}
	case !d.Policy.May(r.Actor(), policy.DutyDischarge, policy.Resource{
		Kind: "duty", ID: x.ID, Person: x.Subject, Facility: x.Facility, Unit: x.Unit, Compartment: string(x.Compartment), Role: x.Owner,
	}):
		return web.Act{}
	}
	return web.Act{
		Label: p.T("case.duty.done"), Target: dutyTitle(p.Printer, x.Code), URL: "/duties/" + string(x.ID) + "/done", Post: true,
		Fields: map[string]string{"version": strconv.FormatInt(x.Version, 10)},
	}
}

// closedRow is a duty that is no longer owed, as a row of words.
func closedRow(p web.Page, x duty.Duty) []string {
	due := p.T("case.no_due")
	if !x.Due.None() {
		due = p.Day(text.DayOf(x.Due.Moment()))
	}
	done := ""
	if !x.Closed.IsZero() {
		done = p.Day(text.DayOf(x.Closed))
	}
	var basis []string
	for _, l := range cited(p.Printer, x.Basis, x.Certainty) {
		basis = append(basis, l.Text)
	}
	return []string{dutyTitle(p.Printer, x.Code), due, p.T("duty.state." + string(x.State)), done, strings.Join(basis, " ")}
}
