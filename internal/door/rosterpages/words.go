package rosterpages

import (
	"strconv"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/domain/roster/book"
	"guitu/internal/door/web"
)

// changes are the differences of the rows that change, a line each.
func changes(p runPage) [][]string {
	var out [][]string
	for _, o := range p.Changed {
		row, name := strconv.Itoa(o.Row), o.Name
		if len(o.Changes) == 0 {
			out = append(out, []string{row, name, p.T("roster.page.second_measure"), "", ""})
		}
		for _, c := range o.Changes {
			out = append(out, []string{row, name, string(c.Column), p.coded(c.Column, c.Old), p.coded(c.Column, c.New)})
			row, name = "", ""
		}
	}
	return out
}

// coded says a value that the house keeps as a code.
func (p runPage) coded(c book.Column, v string) string {
	switch c {
	case book.Ethnic:
		if x := cn.Ethnic(v); x.String() != "" {
			if p.ZH() {
				return x.String()
			}
			return x.English()
		}
	case book.Home, book.Living:
		code, rest, _ := strings.Cut(v, " ")
		if name := p.Division(code); name != "" {
			return strings.TrimSpace(name + " " + rest)
		}
	case book.Zone:
		return p.Or("resident.phase."+v, orDash(v))
	}
	return orDash(v)
}

func orDash(v string) string {
	if v == "" {
		return "—"
	}
	return v
}

func newcomers(p runPage) [][]string {
	var out [][]string
	for _, o := range p.New {
		out = append(out, []string{strconv.Itoa(o.Row), o.Name})
	}
	return out
}

func problems(p runPage) [][]string {
	var out [][]string
	for _, x := range p.Preview.Problems {
		out = append(out, []string{strconv.Itoa(x.Row), x.Field, x.Value, x.Fix})
	}
	return out
}

// figures are the counts of a loaded run. Of one whose file is erased they are all that is left.
func figures(p runPage) []web.Figure {
	return []web.Figure{
		{Label: p.T("roster.pile.new"), Value: p.Number(int64(p.Run.Created))},
		{Label: p.T("roster.pile.changes"), Value: p.Number(int64(p.Run.Updated))},
		{Label: p.T("roster.pile.same"), Value: p.Number(int64(p.Run.Unchanged))},
		{Label: p.T("roster.pile.problems"), Value: p.Number(int64(p.Run.Rejected))},
	}
}
