package adminpages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// places is every unit of the service, for names and choices.
type places struct {
	list []facility.Unit
	by   map[id.ID]facility.Unit
}

func readPlaces(ctx context.Context, tx *store.Tx) (places, error) {
	list, err := facility.All(ctx, tx)
	p := places{list: list, by: make(map[id.ID]facility.Unit, len(list))}
	for _, u := range list {
		p.by[u.ID] = u
	}
	return p, err
}

// name is a unit with its facility before it, where it is a part of one.
func (p places) name(unit id.ID) string {
	u := p.by[unit]
	if u.Facility == "" || u.Facility == u.ID {
		return u.Name
	}
	return p.by[u.Facility].Name + " " + u.Name
}

// branch is a unit at its depth below the bureau.
type branch struct {
	facility.Unit
	Depth int
}

// tree lists the units that a reader may see, each under its parent.
func (p places) tree(s policy.Scope) []branch {
	below := map[id.ID][]facility.Unit{}
	for _, u := range p.list {
		below[u.Parent] = append(below[u.Parent], u)
	}
	var out []branch
	var walk func(parent id.ID, depth int)
	walk = func(parent id.ID, depth int) {
		for _, u := range below[parent] {
			if seen(s, u) {
				out = append(out, branch{u, depth})
			}
			walk(u.ID, depth+1)
		}
	}
	walk("", 0)
	return out
}

func seen(s policy.Scope, u facility.Unit) bool {
	return s.All || u.Facility != "" && slices.Contains(s.Facilities, u.Facility)
}

// open tells whether a unit works on a day.
func open(u facility.Unit, on civil.Date) bool { return u.Closed.IsZero() || !on.After(u.Closed) }

// options are the units of a tree for a select, indented by their depth.
func options(t []branch) []web.Option {
	least := 9
	for _, b := range t {
		least = min(least, b.Depth)
	}
	out := make([]web.Option, len(t))
	for i, b := range t {
		out[i] = web.Option{Value: string(b.ID), Label: strings.Repeat("　", b.Depth-least) + b.Name}
	}
	return out
}

// labelled finds the words of a choice.
func labelled(list []web.Option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return strings.TrimLeft(o.Label, "　")
		}
	}
	return value
}

// day reads a day of a form or an address; the zero day when there is none that can be read.
func day(s string) civil.Date {
	d, _ := civil.ParseDate(strings.TrimSpace(s))
	return d
}

// span writes the days of a post: since when, and until when unless it lasts.
func span(p text.Printer, from, until civil.Date) string {
	if until.IsZero() {
		return p.T("admin.span.open", from)
	}
	return p.T("admin.span", from, until)
}

// chip adds a filter in words to a list's chips, when it is set.
func chip(list []web.Chip, l web.List, name, label, words string) []web.Chip {
	if l.Value(name) == "" {
		return list
	}
	return append(list, l.Chip(name, label, words))
}

func listPage(l web.List) store.Page { return store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit} }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// posted reads what a form about one record carries: the record's id from the path, and the form.
func posted[T any](r *web.Request) (which id.ID, form T, err error) {
	if which, err = r.ID("id"); err == nil {
		err = r.Decode(&form)
	}
	return which, form, err
}
