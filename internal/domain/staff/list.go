package staff

import (
	"context"
	"strconv"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Filter narrows the list of posts; the zero value of a field does not.
type Filter struct {
	Facility id.ID
	Unit     id.ID
	Member   id.ID
	Role     Role
	On       civil.Date // held on that day
}

// Get is one post; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, post id.ID) (Post, error) { return getPost(ctx, tx, post) }

// List pages through the posts that the actor may see, by facility, unit and role; sorts: unit, role, from.
func (k *Desk) List(ctx context.Context, tx *store.Tx, who policy.Scope, f Filter, p store.Page) (store.Slice[Post], error) {
	l := store.List{
		Columns: "p.id, p.version, p.member, p.role, p.facility, p.unit, p.from_day, p.until_day", From: "staff_post p",
		Sorts: map[string]store.Sort{
			"unit": store.By("p.facility", "p.unit", "p.role"), "role": store.By("p.role", "p.facility"), "from": store.By("p.from_day"),
		},
		Default: "unit", ID: "p.id",
	}
	if !who.All {
		l.Where = append(l.Where, store.Among("p.facility", who.Facilities))
	}
	for _, c := range []struct{ column, value string }{
		{"p.facility", string(f.Facility)},
		{"p.unit", string(f.Unit)},
		{"p.member", string(f.Member)},
		{"p.role", string(f.Role)},
	} {
		if c.value != "" {
			l.Where = append(l.Where, store.Where(c.column+" = $1", c.value))
		}
	}
	if !f.On.IsZero() {
		l.Where = append(l.Where, store.Where("p.from_day <= $1 and (p.until_day is null or p.until_day >= $1)", f.On.String()))
	}
	return store.Select(ctx, tx, l, p, scanPost)
}

// Sees tells whether the actor of ctx may see a member of staff: by one of his posts.
func (k *Desk) Sees(ctx context.Context, posts []Post) bool {
	for _, p := range posts {
		if k.policy.Allows(ctx, policy.StaffView, policy.Resource{Kind: "unit", ID: p.Unit, Facility: p.Facility, Unit: p.Unit}) {
			return true
		}
	}
	return false
}

// PostsOn lists every post held on a day, of one facility or, for "", of the whole service.
func PostsOn(ctx context.Context, tx *store.Tx, facility id.ID, on civil.Date) ([]Post, error) {
	const held = `from_day <= $1 and (until_day is null or until_day >= $1)`
	if facility == "" {
		return store.Collect(ctx, tx, scanPost, selectPost+`where `+held+` order by facility, unit, role, id`, on.String())
	}
	return store.Collect(ctx, tx, scanPost, selectPost+`where `+held+` and facility = $2 order by unit, role, id`, on.String(), facility)
}

// Engage enrols a new member and gives him his first post, in one act.
func (k *Desk) Engage(ctx context.Context, key store.Key, m Draft, d PostDraft) (_ id.ID, err error) {
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		member, err := k.newcomer(ctx, tx, d.Unit, m)
		if err != nil {
			return "", err
		}
		d.Member = member
		_, err = k.AppointIn(ctx, tx, d)
		return member, err
	})
}

// Holders pages through the members of staff who hold a post by the filter, within a scope, in the order in which
// they came.
func Holders(ctx context.Context, tx *store.Tx, who policy.Scope, f Filter, p store.Page) (store.Slice[id.ID], error) {
	within, args := "p.from_day <= $1 and (p.until_day is null or p.until_day >= $1)", []any{f.On.String()}
	add := func(sql string, value any) {
		args = append(args, value)
		within += " and " + sql + "$" + strconv.Itoa(len(args))
	}
	if f.Facility != "" {
		add("p.facility = ", f.Facility)
	}
	if f.Unit != "" {
		add("p.unit = ", f.Unit)
	}
	if !who.All {
		list, more := store.In(len(args)+1, who.Facilities)
		within, args = within+" and p.facility in "+list, append(args, more...)
	}
	return store.Select(ctx, tx, store.List{
		Columns: "m.id", From: "staff_member m", Sorts: map[string]store.Sort{"came": store.By("m.id")}, Default: "came", ID: "m.id",
		Where: []store.Cond{store.Where("exists (select 1 from staff_post p where p.member = m.id and "+within+")", args...)},
	}, p, store.Value[id.ID])
}
