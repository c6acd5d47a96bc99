package staff

import (
	"context"
	"maps"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const selectPost = `select id, version, member, role, facility, unit, from_day, until_day from staff_post `

func scanPost(s store.Scanner) (p Post, err error) {
	err = s.Scan(&p.ID, &p.Version, &p.Member, &p.Role, &p.Facility, &p.Unit, store.Day(&p.From), store.Day(&p.Until))
	return p, err
}

func insertPost(ctx context.Context, tx *store.Tx, p Post) error {
	return store.Insert(ctx, tx, "staff_post", []string{"id", "version", "member", "role", "facility", "unit", "from_day", "until_day"},
		[][]any{{p.ID, p.Version, p.Member, p.Role, p.Facility, p.Unit, store.DayArg(p.From), store.DayArg(p.Until)}})
}

func getPost(ctx context.Context, tx *store.Tx, post id.ID) (Post, error) {
	return store.One(ctx, tx, scanPost, selectPost+`where id = $1`, post)
}

// PostsOf lists every post of a member, past ones too, latest first.
func PostsOf(ctx context.Context, tx *store.Tx, member id.ID) ([]Post, error) {
	return store.Collect(ctx, tx, scanPost, selectPost+`where member = $1 order by from_day desc, id`, member)
}

// PostsIn lists the posts of a unit that are held on a day.
func PostsIn(ctx context.Context, tx *store.Tx, unit id.ID, on civil.Date) ([]Post, error) {
	return store.Collect(ctx, tx, scanPost, selectPost+`where unit = $1 and from_day <= $2 and (until_day is null or until_day >= $2) order by role, id`, unit, on.String())
}

// Lasting counts the posts of a unit, of a facility all in it, that are held or begin after a day.
func Lasting(ctx context.Context, tx *store.Tx, unit id.ID, after civil.Date) (int, error) {
	return store.One(ctx, tx, store.Value[int], `select count(*) from staff_post
		where (unit = $1 or facility = $1) and (until_day is null or until_day > $2)`, unit, after.String())
}

// somebody is who or what is asked about, on a day.
type somebody struct {
	id id.ID
	on civil.Date
}

// Who holds what on a day, and who is called how, is asked with every page.
var (
	knownPosts store.Memory[somebody, []actor.Post]
	knownRoles store.Memory[somebody, map[id.ID]map[Role]bool]
	knownNames store.Memory[id.ID, Member]
)

// Held lists the posts a member acts on today: his own and, while he holds one himself, those lent to him. Who gets the list
// changes nothing in it.
func Held(ctx context.Context, tx *store.Tx, member id.ID, on civil.Date) ([]actor.Post, error) {
	return knownPosts.Remember(ctx, tx, somebody{member, on}, func() ([]actor.Post, error) { return held(ctx, tx, member, on) })
}

func held(ctx context.Context, tx *store.Tx, member id.ID, on civil.Date) ([]actor.Post, error) {
	own, err := store.Collect(ctx, tx, scanPost, selectPost+`where member = $1 and from_day <= $2 and (until_day is null or until_day >= $2) order by id`, member, on.String())
	if err != nil || len(own) == 0 { // who has left holds nothing for others either
		return nil, err
	}
	lent, err := store.Collect(ctx, tx, scanPost, `select p.id, p.version, p.member, p.role, p.facility, p.unit, p.from_day, p.until_day
		from staff_delegation d join staff_post p on p.id = d.post
		where d.to_member = $1 and d.from_day <= $2 and d.until_day >= $2 and d.ended_at is null
		  and p.from_day <= $2 and (p.until_day is null or p.until_day >= $2) order by p.id`, member, on.String())
	if err != nil {
		return nil, err
	}
	out := make([]actor.Post, 0, len(own)+len(lent))
	for _, p := range own {
		out = append(out, actor.Post{ID: p.ID, Role: string(p.Role), Facility: p.Facility, Unit: p.Unit})
	}
	for _, p := range lent {
		out = append(out, actor.Post{ID: p.ID, Role: string(p.Role), Facility: p.Facility, Unit: p.Unit, For: p.ID})
	}
	return out, nil
}

// lentPosts lists the posts lent to a member on a day or later, for the days for which they are lent.
func lentPosts(ctx context.Context, tx *store.Tx, member id.ID, on civil.Date) ([]Post, error) {
	return store.Collect(ctx, tx, scanPost, `select p.id, p.version, d.to_member, p.role, p.facility, p.unit, d.from_day, d.until_day
		from staff_delegation d join staff_post p on p.id = d.post
		where d.to_member = $1 and d.until_day >= $2 and d.ended_at is null order by d.id`, member, on.String())
}

// Actors are the members who hold a post of their own at a facility, or at the bureau, on a day, with these posts.
func Actors(ctx context.Context, tx *store.Tx, at id.ID, on civil.Date) ([]actor.Actor, error) {
	root, err := facility.Root(ctx, tx)
	if err != nil {
		return nil, err
	}
	posts, err := store.Collect(ctx, tx, scanPost, selectPost+`where (facility = $1 or unit = $2) and from_day <= $3 and (until_day is null or until_day >= $3) order by member, id`,
		at, root.ID, on.String())
	var out []actor.Actor
	for _, p := range posts {
		if len(out) == 0 || out[len(out)-1].Staff != p.Member {
			out = append(out, actor.Actor{Kind: actor.Officer, Staff: p.Member})
		}
		last := &out[len(out)-1]
		last.Posts = append(last.Posts, actor.Post{ID: p.ID, Role: string(p.Role), Facility: p.Facility, Unit: p.Unit})
	}
	return out, err
}

// HeldRoles says which roles somebody holds today, per unit, below a facility.
func HeldRoles(ctx context.Context, tx *store.Tx, facility id.ID, on civil.Date) (map[id.ID]map[Role]bool, error) {
	return knownRoles.Remember(ctx, tx, somebody{facility, on}, func() (map[id.ID]map[Role]bool, error) {
		return heldRoles(ctx, tx, facility, on)
	})
}

func heldRoles(ctx context.Context, tx *store.Tx, facility id.ID, on civil.Date) (map[id.ID]map[Role]bool, error) {
	posts, err := store.Collect(ctx, tx, scanPost, selectPost+`where facility = $1 and from_day <= $2 and (until_day is null or until_day >= $2)`, facility, on.String())
	if err != nil {
		return nil, err
	}
	out := map[id.ID]map[Role]bool{}
	for _, p := range posts {
		if out[p.Unit] == nil {
			out[p.Unit] = map[Role]bool{}
		}
		out[p.Unit][p.Role] = true
	}
	return out, nil
}

// Members opens the rows of some members; ids that are nobody's are left out.
func (k *Desk) Members(ctx context.Context, tx *store.Tx, ids []id.ID) (map[id.ID]Member, error) {
	if len(ids) != 1 {
		return k.members(ctx, tx, ids)
	}
	m, err := knownNames.Remember(ctx, tx, ids[0], func() (Member, error) {
		found, err := k.members(ctx, tx, ids)
		return found[ids[0]], err
	})
	if err != nil || m.ID == "" {
		return map[id.ID]Member{}, err
	}
	return map[id.ID]Member{m.ID: m}, nil
}

func (k *Desk) members(ctx context.Context, tx *store.Tx, ids []id.ID) (map[id.ID]Member, error) {
	keys, err := k.vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]Member, len(ids))
	for some := range slices.Chunk(slices.Sorted(maps.Keys(keys)), 500) {
		list, args := store.In(1, some)
		rows, err := store.Collect(ctx, tx, func(s store.Scanner) (m Member, err error) {
			var sealed []byte
			var who id.ID
			var version int64
			if err = s.Scan(&who, &version, &sealed); err != nil {
				return m, err
			}
			err = keys[who].OpenValue("staff_member.sealed", sealed, &m)
			m.ID, m.Version = who, version
			return m, err
		}, `select id, version, sealed from staff_member where id in `+list, args...)
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			out[m.ID] = m
		}
	}
	return out, nil
}
