package staff

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// LeaveTwo is to end the post of one who watches, as two agree to it (platform/pair).
const LeaveTwo = "post.leave"

// Leave ends a post on its last day. What the seat owes falls to the head of the unit the next morning. Of one who watches
// it fails with staff.needs_two where a second could agree.
func (k *Desk) Leave(ctx context.Context, key store.Key, post id.ID, version int64, last civil.Date) (err error) {
	defer errs.Wrap(&err, "staff.Leave(%s)", post)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		p, u, err := k.leaving(ctx, tx, post)
		if err != nil {
			return "", err
		}
		if err := k.alone(ctx, tx, p); err != nil {
			return "", err
		}
		p.Version = version
		return post, leave(ctx, tx, p, u, last)
	})
	return err
}

// leaving is a post that the actor may end: as he may appoint to it, and never his own.
func (k *Desk) leaving(ctx context.Context, tx *store.Tx, post id.ID) (p Post, u facility.Unit, err error) {
	if p, err = getPost(ctx, tx, post); err != nil {
		return p, u, err
	}
	if u, err = facility.Get(ctx, tx, p.Unit); err != nil {
		return p, u, err
	}
	r := at(u)
	r.Role, r.Receiver = string(p.Role), string(p.Member)
	return p, u, k.policy.Check(ctx, tx, policy.StaffManage, r)
}

// alone refuses an officer who would end the post of one who watches by himself.
func (k *Desk) alone(ctx context.Context, tx *store.Tx, p Post) error {
	if actor.From(ctx).Kind != actor.Officer || !slices.Contains(slices.Concat(policy.Outside, policy.Inside), string(p.Role)) || k.Second == nil {
		return nil
	}
	if there, err := k.Second(ctx, tx, p.Facility, p.Member); err != nil || !there {
		return err
	}
	return errs.New(errs.Conflict, "staff.needs_two")
}

// LeaveConcerns tells whom the end of a post concerns, if the actor may propose it.
func (k *Desk) LeaveConcerns(ctx context.Context, tx *store.Tx, post id.ID, last string) (facility, member id.ID, err error) {
	if _, err := civil.ParseDate(last); err != nil {
		var f errs.Fields
		f.Add("until", "date.bad", last)
		return "", "", f.Err("staff.bad_input")
	}
	p, _, err := k.leaving(ctx, tx, post)
	return p.Facility, p.Member, err
}

// LeaveIn ends a post as two have agreed to, in the transaction of the second.
func (k *Desk) LeaveIn(ctx context.Context, tx *store.Tx, post id.ID, on string) (err error) {
	defer errs.Wrap(&err, "staff.LeaveIn(%s)", post)
	if err := policy.Derived(tx, "staff"); err != nil {
		return err
	}
	p, err := getPost(ctx, tx, post)
	if err != nil {
		return err
	}
	u, err := facility.Get(ctx, tx, p.Unit)
	if err != nil {
		return err
	}
	last, err := civil.ParseDate(on)
	if err != nil {
		return err
	}
	return leave(ctx, tx, p, u, last)
}

func leave(ctx context.Context, tx *store.Tx, p Post, u facility.Unit, last civil.Date) error {
	if last.Before(p.From) {
		var f errs.Fields
		f.Add("until", "staff.until_before_from", last.String(), last, p.From)
		return f.Err("staff.bad_input")
	}
	if err := store.Update(ctx, tx, `update staff_post set until_day = $3, version = version + 1 where id = $1 and version = $2`, p.ID, p.Version, store.DayArg(last)); err != nil {
		return err
	}
	return record(ctx, tx, "staff.left", audit.Kept("staff_post", p.ID), u)
}
