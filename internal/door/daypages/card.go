package daypages

import (
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// secondOfficer is the duty to look at a correction that another one proposed; its cause is the correction.
const secondOfficer = duty.Code("measure.confirm")

// staleLetter is the duty to replace a paper that states an old last day.
const staleLetter = duty.Code("letter.replace")

// twoFiles is the duty to look at two files of one number; its cause is the other one.
const twoFiles = duty.Code("person.clash")

// cards draws the duties of one reader's day. A button stands only where its act would be allowed: who sees a duty
// because it has risen to him reads whose it is, and opens the file.
type cards struct {
	*desk
	page web.Page
	reading
}

func (c cards) all(list []duty.Duty) []web.Duty {
	out := make([]web.Duty, len(list))
	for i, x := range list {
		out[i] = c.one(x)
	}
	return out
}

func (c cards) one(x duty.Duty) web.Duty {
	p := c.page
	out := telling.Duty(p, x, c.heads)
	out.Where, out.Fact = c.units[x.Unit], c.owner(x)
	if c.isNew(x) {
		out.New = p.T("day.new")
	}
	if x.State != duty.Pending {
		out.Urgency, out.Left = web.Kept, p.T("duty.state."+string(x.State))
	}
	face, known := c.faces[x.Subject]
	if !known {
		return c.nameless(x, out)
	}
	out.Person = telling.Name(p.Printer, face.Name)
	if face.Name.Masked || !face.Listed {
		out.Number = face.FileNumber
	}
	if face.Opens {
		out.URL = file(x) + "/duties#" + telling.Anchor(x)
	} else if x.Code == rollcall.Missed && face.Listed { // the checklist says what comes next
		out.URL = "/rolls/" + string(x.Cause) + "/search/" + string(x.Subject)
	}
	if x.Code == twoFiles {
		out.Note = p.T("day.clash_elsewhere")
		if other := c.faces[x.Cause]; other.Opens {
			out.Note = p.T("day.clash", telling.Name(p.Printer, other.Name), other.FileNumber)
		}
	}
	if broken := outside(p.Printer, x); broken != "" {
		out.Note = broken
	}
	if x.State == duty.Pending {
		out.Action = c.act(x, face, out)
	}
	if c.own(x) && x.State == duty.Pending {
		out.Title, out.Urgency, out.Note = p.T("day.waits_second"), web.Waiting, ""
	}
	return out
}

// nameless is a duty about somebody who was not taken in when it arose: his case names him, to who may look at it, and
// there it goes on.
func (c cards) nameless(x duty.Duty, out web.Duty) web.Duty {
	p := c.page
	k, _ := duty.KindOf(x.Code)
	affair, seen := c.cases[x.Cause]
	if seen {
		out.URL, out.Person = telling.Affair(x), telling.Newcomer(c.page.Who.Actor, affair.Name, affair.Facility)
		if face, in := c.faces[affair.Person]; in {
			out.Person = telling.Name(p.Printer, face.Name)
		}
		if !k.Case { // its title does not say which affair
			out.Number = p.T("journey.kind." + string(affair.Kind))
		}
	}
	if x.State != duty.Pending {
		return out
	}
	target := strings.TrimSpace(out.Title + " " + out.Person)
	switch {
	case k.Case:
		out.URL, out.Action = telling.Affair(x), web.Act{Label: p.T("day.go_on"), Target: target, URL: telling.Affair(x)}
	case c.mayDischarge(p.Who.Actor, x):
		out.Action = web.Act{Label: p.T("day.done"), Target: target, URL: "/duties/" + string(x.ID) + "/done?back=/"}
	case seen:
		out.Action = web.Act{Label: p.T("day.affair"), Target: target, URL: telling.Affair(x)}
	}
	return out
}

// owner is whose duty it is, by post: to its own seat the bare word, to others with what it means.
func (c cards) owner(x duty.Duty) string {
	switch {
	case x.Owner == "":
		return ""
	case c.page.Who.Actor.Has(x.Owner):
		return c.page.T("role." + x.Owner)
	}
	return c.page.T("told.owes", text.Key("role."+x.Owner))
}

// own tells whether the reader himself proposed the correction that waits.
func (c cards) own(x duty.Duty) bool {
	return x.Code == secondOfficer && c.proposers[x.Cause] == c.page.Who.Actor.Ref()
}

// act is the one button of a card: record the fact that discharges it, look at what another proposed, or tick it off;
// for who may do none of them, the way to the file.
func (c cards) act(x duty.Duty, face census.Face, d web.Duty) web.Act {
	who, p := c.page.Who.Actor, c.page
	k, _ := duty.KindOf(x.Code)
	life := face.At
	life.Kind, life.ID = "measure", x.Subject
	early := x.NotBefore.After(telling.Today(p))
	switch {
	case c.own(x):
		return web.Act{}
	case early:
	case x.Code == secondOfficer:
		life.Owner = strings.TrimPrefix(c.proposers[x.Cause], "staff:")
		if c.Policy.May(who, policy.MeasureConfirm, life) {
			return web.Act{Label: p.T("day.look"), Target: d.Person, URL: file(x) + "/changes/" + string(x.Cause)}
		}
	case x.Code == staleLetter: // it closes by itself once the paper is replaced
		return web.Act{Label: p.T("day.papers"), Target: d.Person, URL: file(x) + "/papers"}
	case k.Case:
		return web.Act{Label: p.T("day.go_on"), Target: d.Title + " " + d.Person, URL: telling.Affair(x)}
	case k.Fact != "":
		life.Role = x.Owner
		if c.Policy.May(who, policy.MeasureRecord, life) {
			label := p.T("day.record", text.Key("measure.fact."+k.Fact))
			return web.Act{Label: label, Target: d.Person, URL: file(x) + "/record?back=/&type=" + k.Fact}
		}
	case x.Code == "bed.move" && face.Opens && c.Policy.May(who, policy.PlacementAssign, face.At): // the move is its proof
		return web.Act{Label: p.T("day.move"), Target: d.Person, URL: "/beds/person/" + string(x.Subject)}
	case c.mayDischarge(who, x):
		return web.Act{Label: p.T("day.done"), Target: d.Title + " " + d.Person, URL: "/duties/" + string(x.ID) + "/done?back=/"}
	}
	if face.Opens {
		return web.Act{Label: p.T("day.open"), Target: d.Person, URL: file(x)}
	}
	return web.Act{}
}

func (c cards) mayDischarge(who actor.Actor, x duty.Duty) bool {
	return !x.Caused(who) && c.Policy.May(who, policy.DutyDischarge, policy.Resource{
		Kind: "duty", ID: x.ID, Person: x.Subject, Facility: x.Facility, Unit: x.Unit, Compartment: string(x.Compartment), Role: x.Owner,
	})
}

func file(x duty.Duty) string { return "/people/" + string(x.Subject) }

// outside says which rules an act broke that is to be reported: what happened, beside the articles of the card.
func outside(p text.Printer, x duty.Duty) string {
	k, _ := duty.KindOf(x.Code)
	if !k.Outside {
		return ""
	}
	var out []string
	for _, code := range strings.Fields(x.Note) {
		if words := telling.Breach(p, code); words != "" && !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return p.T("day.happened", strings.Join(out, p.T("told.said.join")))
}
