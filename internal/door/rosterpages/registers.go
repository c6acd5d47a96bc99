package rosterpages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/export"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// registers are the lists of the house itself: who sits where, whom it works with, its rooms.
func (s Sources) registers() []export.List {
	return []export.List{
		{
			Name: "posts", Persons: true, Page: s.posts,
			Columns: keys("name", "role", "facility", "place", "since", "until", "standin"),
		},
		{
			Name: "partners", Page: s.partners,
			Columns: keys("organ", "sort", "division", "phone"),
		},
		{
			Name: "rooms", Page: s.rooms,
			Columns: keys("facility", "building", "room", "unit", "zone", "inuse", "beds", "out"),
		},
	}
}

// scope is what the actor of ctx may list; it fails with policy.denied where that is nothing.
func (s Sources) scope(ctx context.Context, a policy.Action) (policy.Scope, error) {
	scope := s.Policy.Scope(actor.From(ctx), a)
	if scope.Empty() {
		return scope, errs.New(errs.Denied, "policy.denied")
	}
	return scope, nil
}

func (s Sources) posts(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	scope, err := s.scope(ctx, policy.StaffView)
	if err != nil {
		return store.Slice[[]string]{}, err
	}
	return store.Read(ctx, s.DB, func(tx *store.Tx) (store.Slice[[]string], error) {
		units, err := unitsByID(ctx, tx)
		if err != nil {
			return store.Slice[[]string]{}, err
		}
		got, err := s.Staff.List(ctx, tx, scope, seatsOf(f, units, tx.Today()), p)
		if err != nil {
			return store.Slice[[]string]{}, err
		}
		names, lent, err := s.seated(ctx, tx, got.Rows)
		return lines(got, err, func(x staff.Post) []string {
			var standins []string
			for _, d := range lent[x.ID] {
				standins = append(standins, names[d.To].Name+" "+date(d.From)+"–"+date(d.Until))
			}
			house := units[x.Facility].Name // "" in the bureau
			return []string{
				names[x.Member].Name, t.T("role." + string(x.Role)), house, units[x.Unit].Name, date(x.From), date(x.Until), t.List(standins),
			}
		})
	})
}

// seatsOf are the filters of the posts' own page: a facility is chosen with all its parts, and the day is today.
func seatsOf(f export.Filters, units map[id.ID]facility.Unit, today civil.Date) staff.Filter {
	out := staff.Filter{Role: staff.Role(f["role"]), On: today}
	if on, err := civil.ParseDate(strings.TrimSpace(f["on"])); err == nil {
		out.On = on
	}
	if u := units[id.ID(f["unit"])]; u.Kind == facility.Facility {
		out.Facility = u.ID
	} else {
		out.Unit = u.ID
	}
	return out
}

// seated reads who holds some posts, and who stands in for them today or later.
func (s Sources) seated(ctx context.Context, tx *store.Tx, posts []staff.Post) (map[id.ID]staff.Member, map[id.ID][]staff.Delegation, error) {
	var members, held []id.ID
	for _, x := range posts {
		members, held = append(members, x.Member), append(held, x.ID)
	}
	lent, err := staff.LentOf(ctx, tx, held, tx.Today())
	if err != nil {
		return nil, nil, err
	}
	for _, list := range lent {
		for _, d := range list {
			members = append(members, d.To)
		}
	}
	names, err := s.Staff.Members(ctx, tx, members)
	return names, lent, err
}

func (s Sources) partners(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	if _, err := s.scope(ctx, policy.PartnerView); err != nil {
		return store.Slice[[]string]{}, err
	}
	got, err := store.Read(ctx, s.DB, func(tx *store.Tx) (store.Slice[partner.Partner], error) {
		return partner.List(ctx, tx, partner.Kind(f["kind"]), p)
	})
	return lines(got, err, func(x partner.Partner) []string {
		return []string{x.Name, t.T("partner.kind." + string(x.Kind)), x.Division, x.Phone}
	})
}

// rooms are those of one facility, or of all that the reader sees.
func (s Sources) rooms(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	scope, err := s.scope(ctx, policy.FacilityView)
	if err != nil {
		return store.Slice[[]string]{}, err
	}
	if one := id.ID(f["facility"]); one != "" {
		if !scope.Covers(actor.From(ctx), policy.Resource{Facility: one}) {
			return store.Slice[[]string]{}, errs.New(errs.Denied, "policy.denied")
		}
		scope = policy.Scope{Facilities: []id.ID{one}}
	}
	return store.Read(ctx, s.DB, func(tx *store.Tx) (store.Slice[[]string], error) {
		units, err := unitsByID(ctx, tx)
		if err != nil {
			return store.Slice[[]string]{}, err
		}
		got, err := facility.RoomsWithin(ctx, tx, scope, p)
		if err != nil {
			return store.Slice[[]string]{}, err
		}
		all := make([]id.ID, len(got.Rows))
		for i, r := range got.Rows {
			all[i] = r.ID
		}
		beds, err := facility.BedsOf(ctx, tx, all)
		return lines(got, err, func(r facility.Line) []string {
			names, out := bedsOf(beds[r.ID])
			return []string{
				units[r.Facility].Name, r.BuildingName, r.Name, units[r.Unit].Name, word(t, "resident.phase.", r.Zone), strconv.Itoa(r.Beds), names, out,
			}
		})
	})
}

// bedsOf names the beds of a room: those in use, and those that are not.
func bedsOf(beds []facility.Bed) (names, out string) {
	word := func(gone bool) string {
		var list []string
		for _, b := range beds {
			if b.Out == gone {
				list = append(list, b.Name)
			}
		}
		slices.SortFunc(list, func(a, b string) int {
			if len(a) != len(b) {
				return len(a) - len(b) // 2 before 10
			}
			return strings.Compare(a, b)
		})
		return strings.Join(list, " ")
	}
	return word(false), word(true)
}

func unitsByID(ctx context.Context, tx *store.Tx) (map[id.ID]facility.Unit, error) {
	all, err := facility.All(ctx, tx)
	out := make(map[id.ID]facility.Unit, len(all))
	for _, u := range all {
		out[u.ID] = u
	}
	return out, err
}
