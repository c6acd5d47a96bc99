// Package units is the service as pages speak of it: every unit by its name, and the tree of them to choose from
// (单位). It stands below the desks, for those that ask where.
package units

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Tree is every unit of the service, for names and choices.
type Tree struct {
	list []facility.Unit
	by   map[id.ID]facility.Unit
}

// Read reads the whole service: a few hundred units.
func Read(ctx context.Context, tx *store.Tx) (Tree, error) {
	list, err := facility.All(ctx, tx)
	return of(list), err
}

func of(list []facility.Unit) Tree {
	t := Tree{list: list, by: make(map[id.ID]facility.Unit, len(list))}
	for _, u := range list {
		t.by[u.ID] = u
	}
	return t
}

// Unit is one of them; the zero unit when there is none.
func (t Tree) Unit(unit id.ID) facility.Unit { return t.by[unit] }

// Name is a unit with its facility before it, where it is a part of one.
func (t Tree) Name(unit id.ID) string {
	u := t.by[unit]
	if u.Facility == "" || u.Facility == u.ID {
		return u.Name
	}
	return t.by[u.Facility].Name + " " + u.Name
}

// Branch is a unit at its depth below the bureau.
type Branch struct {
	facility.Unit
	Depth int
}

// Seen lists the units that a reader may see, each under its parent.
func (t Tree) Seen(s policy.Scope) []Branch {
	below := map[id.ID][]facility.Unit{}
	for _, u := range t.list {
		below[u.Parent] = append(below[u.Parent], u)
	}
	var out []Branch
	var walk func(parent id.ID, depth int)
	walk = func(parent id.ID, depth int) {
		for _, u := range below[parent] {
			if Seen(s, u) {
				out = append(out, Branch{u, depth})
			}
			walk(u.ID, depth+1)
		}
	}
	walk("", 0)
	return out
}

// Seen tells whether a reader may see a unit.
func Seen(s policy.Scope, u facility.Unit) bool {
	return s.All || u.Facility != "" && slices.Contains(s.Facilities, u.Facility)
}

// Options are branches for a select, indented by their depth.
func Options(list []Branch) []web.Option {
	least := 9
	for _, b := range list {
		least = min(least, b.Depth)
	}
	out := make([]web.Option, len(list))
	for i, b := range list {
		out[i] = web.Option{Value: string(b.ID), Label: strings.Repeat("　", b.Depth-least) + b.Name}
	}
	return out
}
