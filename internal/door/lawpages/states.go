package lawpages

import (
	"slices"
	"strings"

	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/door/web"
)

// statesPage is the law's tables for readers.
type statesPage struct {
	web.Page
	Machines []lawTable
	Duties   lawTable
	Refusals lawTable
	Warnings lawTable
	Bars     lawTable
}

// lawTable is a table in words; the first column names the row.
type lawTable struct {
	ID, Title string
	Head      []string
	Rows      [][]string
}

func (d *desk) states(r *web.Request) error {
	p := statesPage{Page: r.Page(r.T("rules.states.title"), "law")}
	p.Sub, p.Crumbs = p.T("rules.states.sub"), []web.Crumb{{Label: p.T("rules.title"), URL: "/rules"}}
	for _, m := range law.Machines {
		p.Machines = append(p.Machines, machine(p.Page, m))
	}
	p.Duties = duties(p.Page)
	p.Refusals = findings(p.Page, "refused", law.Refusals())
	p.Warnings = findings(p.Page, "warning", law.Warnings())
	p.Bars = bars(p.Page)
	return r.Draw(p.Page, statesView(p))
}

func heads(p web.Page, keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = p.T("rules.head." + k)
	}
	return out
}

func machine(p web.Page, m law.Machine) lawTable {
	t := lawTable{ID: strings.ToLower(m.Name), Title: p.T("rules.machine." + m.Name), Head: heads(p, "event", "from", "to", "decides", "basis", "mark")}
	for _, row := range m.Rows {
		t.Rows = append(t.Rows, []string{
			event(p.Printer, row.Event), state(p.Printer, row.From, "rules.state.any"), state(p.Printer, row.To, "rules.state.stays"),
			p.T("law.organ." + row.Decides.String()), articles(p.Printer, row.Basis), p.T("rules.mark." + markCode(row.Mark)),
		})
	}
	return t
}

// event is a fact of the clock, or what only time or a threshold does.
func event(p text.Printer, code string) string {
	return p.Or("measure.fact."+code, p.Or("rules.event."+code, code))
}

func state(p text.Printer, code, none string) string {
	if code == "" {
		return p.T(none)
	}
	return p.Or("law.state."+code, p.Or("rules.state."+code, code))
}

func duties(p web.Page) lawTable {
	t := lawTable{ID: "duties", Title: p.T("rules.duties"), Head: heads(p, "duty", "opened", "limit", "discharged", "owes", "rules", "basis", "mark")}
	for _, c := range law.Duties() {
		s := law.Duty(c)
		t.Rows = append(t.Rows, []string{
			p.T("law.duty." + s.Code), events(p.Printer, s.OpenedBy), limit(p.Printer, s), events(p.Printer, s.DischargedBy),
			p.T("law.organ." + s.Owes.String()), manners(p.Printer, s), articles(p.Printer, s.Basis), p.T("rules.mark." + markCode(s.Mark)),
		})
	}
	return t
}

func events(p text.Printer, codes []string) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = event(p, c)
	}
	return p.List(words)
}

// limit says when a duty is due, by the national number of its parameter.
func limit(p text.Printer, s *law.DutySpec) string {
	number := func(k law.Key) string {
		i := slices.IndexFunc(law.Registry, func(x law.Parameter) bool { return x.Key == k })
		x := law.Registry[i] // the national row stands first, where there is one
		if x.Region == "" {
			return value(p, x.Value)
		}
		return p.T("rules.limit.only", value(p, x.Value), region(p, x.Region))
	}
	var words []string
	if s.NotBefore != "" {
		words = append(words, p.T("rules.limit.not_before", number(s.NotBefore)))
	}
	switch s.Anchor {
	case law.AtEnd, law.NoDue:
		words = append(words, p.T("rules.limit."+anchors[s.Anchor]))
	default:
		words = append(words, p.T("rules.limit."+anchors[s.Anchor], number(s.Within)))
	}
	return p.List(words)
}

var anchors = [...]string{law.FromOpening: "after", law.BeforeEnd: "before_end", law.AtEnd: "at_end", law.AfterEnd: "after_end", law.NoDue: "none"}

// manners are what else the law says of a duty.
func manners(p text.Printer, s *law.DutySpec) string {
	var words []string
	for _, x := range []struct {
		is  bool
		key string
	}{{s.Rolls, "rolls"}, {s.NeverVoid, "stands"}, {s.Waivable, "waivable"}} {
		if x.is {
			words = append(words, p.T("rules.manner."+x.key))
		}
	}
	if len(words) == 0 {
		return p.T("rules.manner.none")
	}
	return p.List(words)
}

func findings(p web.Page, kind string, codes []law.FindingCode) lawTable {
	t := lawTable{ID: kind, Title: p.T("rules." + kind + ".title"), Head: heads(p, kind, "basis", "mark")}
	for _, c := range codes {
		s := law.Finding(c)
		t.Rows = append(t.Rows, []string{p.T("law." + kind + "." + s.Code), articles(p.Printer, s.Basis), p.T("rules.mark." + markCode(s.Mark))})
	}
	return t
}

func bars(p web.Page) lawTable {
	t := lawTable{ID: "bars", Title: p.T("rules.bars.title"), Head: heads(p, "bar", "raised", "basis", "mark")}
	for _, b := range law.Bars {
		by := p.T("rules.bars.people")
		if b.Bar != 0 {
			by = p.T("rules.bars.clock")
		}
		t.Rows = append(t.Rows, []string{p.T("law.bar." + b.Code), by, articles(p.Printer, b.Basis), p.T("rules.mark." + markCode(b.Mark))})
	}
	return t
}

// all lists the tables in the order of the page.
func (p statesPage) all() []lawTable {
	return append(slices.Clone(p.Machines), p.Duties, p.Refusals, p.Warnings, p.Bars)
}
