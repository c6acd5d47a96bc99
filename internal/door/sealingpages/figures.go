package sealingpages

import (
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/statistics"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// figuresPage is what became of people.
type figuresPage struct {
	web.Page
	Table    statistics.Table
	By       statistics.By
	Views    []web.Tab
	Headings []string
	Rows     [][]string
}

func (d *desk) figures(r *web.Request) error {
	whole := d.Policy.May(r.Actor(), policy.StatisticsWhole, policy.Resource{Kind: "statistics"})
	house := id.ID("")
	if !whole {
		i := slices.IndexFunc(r.Actor().Posts, func(post actor.Post) bool {
			return d.Policy.May(r.Actor(), policy.StatisticsView, policy.Resource{Kind: "statistics", Facility: post.Facility})
		})
		if i < 0 {
			return web.Known(errs.New(errs.Denied, "policy.denied"), "sealings.figures.denied")
		}
		house = r.Actor().Posts[i].Facility
	}
	by := statistics.By(r.URL.Query().Get("by"))
	if !slices.Contains(statistics.Dimensions, by) {
		by = statistics.ByEnded
	}
	t, err := d.Figures.Figures(r.Context(), house, by)
	if err != nil {
		return err
	}
	tree, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (units.Tree, error) { return units.Read(r.Context(), tx) })
	if err != nil {
		return err
	}
	p := figuresPage{Page: r.Page(r.T("sealings.figures"), chapter), Table: t, By: by}
	p.Sub = p.T("sealings.figures.sub")
	if whole {
		for _, x := range statistics.Dimensions {
			p.Views = append(p.Views, web.Tab{Label: p.T("sealings.by." + string(x)), URL: "/figures?by=" + string(x), Here: x == by})
		}
	} else {
		p.By = statistics.ByQuarter
	}
	p.lay(tree)
	return r.Draw(p.Page, figuresView(p))
}

// lay puts the table into words; a covered cell says that it is covered, and a total that is shown is never small.
func (p *figuresPage) lay(tree units.Tree) {
	t := p.Table
	p.Headings = []string{p.T("sealings.by." + string(p.By))}
	for _, c := range t.Columns {
		p.Headings = append(p.Headings, p.label(tree, statistics.ByEnding, c))
	}
	p.Headings = append(p.Headings, p.T("sealings.figures.total"))
	totals, all := make([]int, len(t.Columns)), 0
	for i, l := range t.Lines {
		row, sum := []string{p.label(tree, p.By, l)}, 0
		for j, n := range t.Counts[i] {
			cell := p.Number(int64(n))
			if t.Covered != nil && t.Covered[i][j] {
				cell = p.T("sealings.figures.covered")
			}
			row, sum, totals[j] = append(row, cell), sum+n, totals[j]+n
		}
		line := p.Number(int64(sum))
		if sum == 0 && t.Until != "" {
			line = p.T("sealings.figures.covered")
		}
		p.Rows, all = append(p.Rows, append(row, line)), all+sum
	}
	if t.Until != "" { // of what is put together no total of a way of ending is known
		return
	}
	last := []string{p.T("sealings.figures.total")}
	for _, n := range totals {
		last = append(last, p.Number(int64(n)))
	}
	p.Rows = append(p.Rows, append(last, p.Number(int64(all))))
}

func (p *figuresPage) label(tree units.Tree, by statistics.By, value string) string {
	switch {
	case value == "":
		return p.T("sealings.figures.unknown")
	case value == statistics.Rest:
		return p.T("sealings.figures.rest")
	case by == statistics.ByQuarter:
		return quarter(p.Page, value)
	case by == statistics.ByFacility:
		return tree.Name(id.ID(value))
	case by == statistics.BySex:
		return p.T("case.sex." + value)
	case by == statistics.ByAge:
		return p.T("sealings.age." + value)
	case by == statistics.ByMeasure:
		return p.T("told.kind." + value)
	case by == statistics.ByEnding:
		return p.T("law.state." + value)
	}
	return value
}

// quarter is a quarter in words.
func quarter(p web.Page, value string) string {
	y, q, _ := strings.Cut(value, "-Q")
	return p.T("sealings.quarter", y, q)
}

// until says until when the figures go, and that they move no more.
func (p *figuresPage) until() string {
	return p.T("sealings.figures.why", statistics.Settling, quarter(p.Page, p.Table.Until))
}
