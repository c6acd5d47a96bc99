package staff

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Enrol takes a new member into a unit's care; he can act once he holds a post. Who is enrolled already is not enrolled again:
// he would be two, and the second of himself.
func (k *Desk) Enrol(ctx context.Context, key store.Key, unit id.ID, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "staff.Enrol(%s)", unit)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) { return k.newcomer(ctx, tx, unit, d) })
}

// newcomer enrols who does not bear the number of one who holds or held a post. Officers are few and come seldom: their
// numbers, which are sealed, are opened to compare.
func (k *Desk) newcomer(ctx context.Context, tx *store.Tx, unit id.ID, d Draft) (id.ID, error) {
	who, err := k.EnrolIn(ctx, tx, unit, d)
	number := strings.TrimSpace(d.Number)
	if err != nil || number == "" {
		return who, err
	}
	ids, err := store.Collect(ctx, tx, store.Value[id.ID], `select distinct member from staff_post`)
	if err != nil {
		return "", err
	}
	all, err := k.members(ctx, tx, ids)
	if err != nil {
		return "", err
	}
	for _, m := range all {
		if m.Number == number {
			var f errs.Fields
			f.Add("number", "staff.number_known", "")
			return "", f.Err("staff.bad_input")
		}
	}
	return who, nil
}

// EnrolIn is Enrol inside a larger act.
func (k *Desk) EnrolIn(ctx context.Context, tx *store.Tx, unit id.ID, d Draft) (id.ID, error) {
	u, err := facility.Get(ctx, tx, unit)
	if err != nil {
		return "", err
	}
	if err := k.policy.Check(ctx, tx, policy.StaffManage, at(u)); err != nil {
		return "", err
	}
	m, err := NewMember(d)
	if err != nil {
		return "", err
	}
	return m.ID, k.insertMember(ctx, tx, m, u)
}

// Appoint gives a member a post. The same seat may be held by several; one member may hold several posts.
func (k *Desk) Appoint(ctx context.Context, key store.Key, d PostDraft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "staff.Appoint(%s)", d.Member)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) { return k.AppointIn(ctx, tx, d) })
}

// AppointIn is Appoint inside a larger act. A post that takes two to give is staff.needs_two for an officer.
func (k *Desk) AppointIn(ctx context.Context, tx *store.Tx, d PostDraft) (id.ID, error) {
	p, u, err := k.appointing(ctx, tx, d)
	if err != nil {
		return "", err
	}
	if err := k.alone(ctx, tx, given(p), p.Member); err != nil {
		return "", err
	}
	return p.ID, appoint(ctx, tx, p, u)
}

// appointing is a post that the actor may give, to one who may hold it.
func (k *Desk) appointing(ctx context.Context, tx *store.Tx, d PostDraft) (p Post, u facility.Unit, err error) {
	if u, err = facility.Get(ctx, tx, d.Unit); err != nil {
		return p, u, err
	}
	r := at(u)
	r.Role, r.Receiver = d.Role, string(d.Member)
	if err := k.policy.Check(ctx, tx, policy.StaffManage, r); err != nil {
		return p, u, err
	}
	p, err = wanted(ctx, tx, d, u)
	return p, u, err
}

// wanted is a post as it was drafted, if its member may hold it.
func wanted(ctx context.Context, tx *store.Tx, d PostDraft, u facility.Unit) (Post, error) {
	p, err := NewPost(d, u.Facility, string(u.Kind))
	if err != nil {
		return p, err
	}
	if !u.Closed.IsZero() && (p.Until.IsZero() || p.Until.After(u.Closed)) {
		var f errs.Fields
		f.Add("unit", "staff.unit_closed", string(u.ID), u.Closed)
		return p, f.Err("staff.bad_input")
	}
	return p, apart(ctx, tx, p)
}

func appoint(ctx context.Context, tx *store.Tx, p Post, u facility.Unit) error {
	if err := insertPost(ctx, tx, p); err != nil {
		return err
	}
	return record(ctx, tx, "staff.appointed", audit.Kept("staff_post", p.ID), u)
}

// apart refuses a post to one who would watch over himself, by what he holds or what is lent to him: a procurator holds no
// other post in the house, and who inspects for the bureau none in a facility. A letter of complaint to either must not come
// into the hands of whom it is about.
func apart(ctx context.Context, tx *store.Tx, p Post) error {
	held, err := PostsOf(ctx, tx, p.Member)
	if err != nil {
		return err
	}
	lent, err := lentPosts(ctx, tx, p.Member, p.From)
	if err != nil {
		return err
	}
	var f errs.Fields
	watched(&f, "role", p, slices.Concat(held, lent))
	return f.Err("staff.bad_input")
}

// watched adds a fault where a post is not for one who holds others: either watches over the other.
func watched(f *errs.Fields, field string, p Post, held []Post) {
	for _, x := range held {
		if (x.Until.IsZero() || !x.Until.Before(p.From)) && (watchesOver(p, x) || watchesOver(x, p)) {
			f.Add(field, "staff.watches_himself", string(p.Role), text.Key("role."+string(x.Role)))
			return
		}
	}
}

// WatchesHimself tells whether one who holds some of the posts would watch over himself by another's.
func WatchesHimself(x Post, to id.ID, posts []Post) bool {
	return slices.ContainsFunc(posts, func(own Post) bool { return own.Member == to && (watchesOver(x, own) || watchesOver(own, x)) })
}

func watchesOver(a, b Post) bool {
	switch a.Role {
	case policy.Procurator:
		return b.Role != policy.Procurator
	case policy.BureauInspector:
		k, _ := KindOf(b.Role)
		return k.Where != InBureau
	}
	return false
}

func (k *Desk) insertMember(ctx context.Context, tx *store.Tx, m Member, u facility.Unit) error {
	key, err := k.vault.Create(ctx, tx, m.ID, seal.General)
	if err != nil {
		return err
	}
	sealed, err := key.SealValue("staff_member.sealed", m)
	if err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "staff_member", []string{"id", "version", "sealed"}, [][]any{{m.ID, m.Version, sealed}}); err != nil {
		return err
	}
	if err := history.Keep(ctx, tx, key, "staff_member", m.ID, m.Version, m); err != nil {
		return err
	}
	return record(ctx, tx, "staff.enrolled", audit.Kept("staff_member", m.ID), u)
}

func at(u facility.Unit) policy.Resource {
	return policy.Resource{Kind: "unit", ID: u.ID, Facility: u.Facility, Unit: u.ID}
}

func record(ctx context.Context, tx *store.Tx, kind string, what audit.Row, u facility.Unit) error {
	return audit.Record(ctx, tx, audit.Fact{
		Room: "staff", Kind: kind, Record: what.ID(), Facility: u.Facility, Compartment: seal.General, Rows: []audit.Row{what},
	})
}
