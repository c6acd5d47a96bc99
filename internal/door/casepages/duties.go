package casepages

import (
	"net/url"

	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// dutyCard is a duty on its person's page, with the button that this reader may press.
func (d *desk) dutyCard(r *web.Request, f filePage, x duty.Duty) web.Duty {
	c := telling.Duty(f.Page, x, f.File.Heads)
	c.ID, c.Why = telling.Anchor(x), telling.Reckoned(f.Page, f.File.Measure, x)
	c.Action = d.dutyAct(r, f, x)
	if again := telling.Reopened(f.Page, f.File.Proofs[x.ID]); len(again) > 0 {
		c.Note = again[len(again)-1]
	}
	if ch, ok := changeOf(f, x); ok && c.Action.URL == "" {
		c.Note = f.T("case.change.since", text.DayOf(ch.Proposed))
	}
	return c
}

// dutyAct is the one button of a duty: the form of the fact that discharges it, or the page where it is done.
func (d *desk) dutyAct(r *web.Request, f filePage, x duty.Duty) web.Act {
	k, _ := duty.KindOf(x.Code)
	p := f.Page
	at := func(part string) string { return at(x.Subject, part) }
	switch {
	case x.State != duty.Pending || x.Paper || x.NotBefore.After(telling.Today(p)):
		return web.Act{}
	case k.Fact != "" && f.Head.Primary.URL == "": // not his to record
		return web.Act{}
	case k.Fact != "":
		return web.Act{Label: p.T("case.duty.record"), Target: telling.DutyTitle(p.Printer, x.Code), URL: at(telling.Record(x.Code))}
	case x.Code == "measure.confirm":
		if ch, ok := changeOf(f, x); ok && !d.mayDecide(r, f.File, ch) {
			return web.Act{}
		}
		return web.Act{Label: p.T("case.duty.look"), Target: telling.DutyTitle(p.Printer, x.Code), URL: at("changes/" + string(x.Cause))}
	case x.Code == "letter.replace": // it closes by itself once the paper is replaced
		return web.Act{Label: p.T("case.document.issued"), Target: telling.DutyTitle(p.Printer, x.Code), URL: at("papers")}
	case k.Case:
		return web.Act{Label: p.T("case.duty.go_on"), Target: telling.DutyTitle(p.Printer, x.Code), URL: telling.Affair(x)}
	case !d.mayClose(r, x):
		return web.Act{}
	}
	return web.Act{Label: p.T("case.duty.done"), Target: telling.DutyTitle(p.Printer, x.Code), URL: closeAt(x, "done")}
}

func (d *desk) mayClose(r *web.Request, x duty.Duty) bool {
	return !x.Caused(r.Actor()) && d.Policy.May(r.Actor(), policy.DutyDischarge, policy.Resource{
		Kind: "duty", ID: x.ID, Person: x.Subject, Facility: x.Facility, Unit: x.Unit, Compartment: string(x.Compartment), Role: x.Owner,
	})
}

// closeAt is where a duty is closed or opened again, with the way back to it here.
func closeAt(x duty.Duty, act string) string {
	return "/duties/" + string(x.ID) + "/" + act + "?back=" + url.QueryEscape(at(x.Subject, owed)+"#"+telling.Anchor(x))
}

// closedDuty is a duty that is no longer owed, with the way to open it again where the reader may.
func (d *desk) closedDuty(r *web.Request, f filePage, x duty.Duty) telling.Closed {
	c := telling.ClosedOf(f.Page, x, f.File.life(nil))
	c.Why = telling.Reckoned(f.Page, f.File.Measure, x)
	if said := f.File.Proofs[x.ID]; len(said) > 0 && said[len(said)-1].ID == x.Evidence && x.MayReopen(r.Actor()) && d.mayClose(r, x) {
		c.Reopen = closeAt(x, "reopen")
	}
	return c
}

// changeOf is the correction that a duty to confirm one is about.
func changeOf(f filePage, x duty.Duty) (measure.Change, bool) {
	for _, ch := range f.File.Measure.Changes {
		if x.Code == "measure.confirm" && ch.ID == x.Cause {
			return ch, true
		}
	}
	return measure.Change{}, false
}
