package journeypages

import (
	"slices"

	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// What comes next: of a case that goes on the step to do first, of one that is closed what follows from how it ended.

// first puts what the reader can do now before what waits for others, and marks where he is.
func (p *casePage) first() {
	slices.SortStableFunc(p.Tasks, func(a, b web.Step) int {
		if mine := a.URL != ""; mine != (b.URL != "") {
			return map[bool]int{true: -1, false: 1}[mine]
		}
		return 0
	})
	for i := range p.Tasks {
		p.Tasks[i].Here = i == 0 && p.Tasks[i].URL != ""
	}
}

// again is what can be done with a step that was done.
func (p *casePage) again(task web.Step) []web.Act {
	if task.URL == "" {
		return task.Acts
	}
	return append(slices.Clip(task.Acts), web.Act{Label: p.T("journeys.again"), Target: task.Label, URL: task.URL})
}

// What follows from the end of an affair, by its course and state; "" is every other end of it.
var follows = map[journey.Kind]map[journey.State][]string{
	affair.Release:        {"let_out": {"release", "board"}, "cancelled": {"release"}},
	affair.Early:          {"closed": {"release"}},
	affair.Annulment:      {"cancelled": {"release"}},
	affair.Transfer:       {"": {"transfers"}, "arrived": {"transfers"}, "back": {"bed"}},
	affair.TransferIn:     {"": {"transfers"}, "settled": {"bed"}},
	affair.Intake:         {"": {"intake"}, "settled": {"bed"}},
	affair.HandOver:       {"": {"intake"}},
	affair.HomeLeave:      {"": {"board"}},
	affair.Abscond:        {"": {"board"}},
	affair.OutsideMedical: {"": {"board"}},
	affair.HeldElsewhere:  {"": {"board"}},
}

// comes is what follows from how an affair ended.
func comes(k journey.Kind, s journey.State) []string {
	if list, ok := follows[k][s]; ok {
		return list
	}
	return follows[k][""]
}

// onward leads on from a closed case: to his file, and to what follows, as far as the reader may go there.
func (d *desk) onward(r *web.Request, p casePage, face census.Face) (out []web.Act) {
	c := &p.Case.Case
	if c.Closed.IsZero() {
		return nil
	}
	if p.Link != "" {
		out = append(out, web.Act{Label: p.T("journeys.onward.file"), URL: p.Link})
	}
	here := face.Opens && face.At.Facility == c.Facility
	for _, x := range comes(c.Kind, c.State) {
		if url := d.leadsTo(r, x, c, here); url != "" {
			out = append(out, web.Act{Label: p.T("journeys.onward." + x), URL: url})
		}
	}
	if here && d.Policy.May(r.Actor(), policy.JourneyView, c.Resource()) {
		out = append(out, web.Act{Label: p.T("journeys.onward.begin"), URL: "/journeys/new?person=" + string(c.Person)})
	}
	return out
}

// leadsTo is the address of what follows, "" where it is not the reader's, or there is nobody for it.
func (d *desk) leadsTo(r *web.Request, x string, c *journey.Case, here bool) string {
	who, may := string(c.Person), func(a policy.Action) bool { return d.Policy.May(r.Actor(), a, c.Resource()) }
	switch {
	case x == "release" && who != "" && may(policy.JourneyRelease):
		return "/journeys/new/" + string(affair.Release) + "?person=" + who
	case x == "intake" && who == "" && may(policy.JourneyIntake):
		return "/journeys/new/" + string(affair.Intake)
	case x == "transfers" && d.Policy.Somewhere(r.Actor(), policy.TransferView):
		return "/transfers"
	case x == "board" && d.Policy.Somewhere(r.Actor(), policy.OutingList):
		return "/out"
	case x == "bed" && here && d.Policy.Somewhere(r.Actor(), policy.PlacementView):
		return "/beds/person/" + who
	}
	return ""
}

// unanswered tells whether a step closes a hand-over to which the other side has not agreed: that is never the first button.
func unanswered(c *journey.Case, s *journey.Step) bool {
	return c.Kind == affair.HandOver && s.Name == "close"
}

// follows leads to the affair that may come of this one: who is not back from leave may have absconded (REG 32). Whether he
// has is for people to say.
func (d *desk) follows(r *web.Request, c *journey.Case) (act, bool) {
	if c.Kind != affair.HomeLeave || !c.Closed.IsZero() || !c.Did("not_back") || !d.Policy.May(r.Actor(), policy.JourneyReport, c.Resource()) {
		return act{}, false
	}
	return act{Title: r.T("journeys.begin.abscond"), URL: "/journeys/new/" + string(affair.Abscond) + "?person=" + string(c.Person)}, true
}
