package staff

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Leave ends a post on its last day. What the seat owes falls to the head of the unit the next morning, and what was lent to
// its holder by it ends with it. Of one who watches it fails with staff.needs_two where a second could agree.
func (k *Desk) Leave(ctx context.Context, key store.Key, post id.ID, version int64, last civil.Date) (err error) {
	defer errs.Wrap(&err, "staff.Leave(%s)", post)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		p, err := k.leaving(ctx, tx, post)
		if err != nil {
			return "", err
		}
		if err := lastDay(p, last, tx.Today()); err != nil {
			return "", err
		}
		if err := k.alone(ctx, tx, left(p), p.Member); err != nil {
			return "", err
		}
		p.Version = version
		return post, k.leave(ctx, tx, p, last)
	})
	return err
}

// leaving is a post that the actor may end: as he may appoint to it, and never his own.
func (k *Desk) leaving(ctx context.Context, tx *store.Tx, post id.ID) (p Post, err error) {
	if p, err = getPost(ctx, tx, post); err != nil {
		return p, err
	}
	u, err := facility.Get(ctx, tx, p.Unit)
	if err != nil {
		return p, err
	}
	r := at(u)
	r.Role, r.Receiver = string(p.Role), string(p.Member)
	return p, k.policy.Check(ctx, tx, policy.StaffManage, r)
}

// lastDay refuses what is no end of a post: a day that is over says that he did not sit there when he acted, and a day after
// its end gives him the post again, which takes an appointment.
func lastDay(p Post, last, today civil.Date) error {
	var f errs.Fields
	switch {
	case last.Before(p.From):
		f.Add("until", "staff.until_before_from", last.String(), last, p.From)
	case last.Before(today):
		f.Add("until", "staff.leave_past", last.String(), last, today)
	case !p.Until.IsZero() && !last.Before(p.Until):
		f.Add("until", "staff.leave_later", last.String(), last, p.Until)
	}
	return f.Err("staff.bad_input")
}

func (k *Desk) leave(ctx context.Context, tx *store.Tx, p Post, last civil.Date) error {
	u, err := facility.Get(ctx, tx, p.Unit)
	if err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update staff_post set until_day = $3, version = version + 1 where id = $1 and version = $2`, p.ID, p.Version, store.DayArg(last)); err != nil {
		return err
	}
	if err := record(ctx, tx, "staff.left", audit.Kept("staff_post", p.ID), u); err != nil {
		return err
	}
	return k.giveBack(ctx, tx, p.Member)
}

// giveBack ends what is lent to a member on the last day on which it stands by the posts that he still holds: who leaves does
// not stay in by a post of another, and a compartment that his own post opened does not stay open by it.
func (k *Desk) giveBack(ctx context.Context, tx *store.Tx, member id.ID) error {
	own, err := PostsOf(ctx, tx, member)
	if err != nil {
		return err
	}
	loans, err := LentTo(ctx, tx, member, tx.Today())
	if err != nil {
		return err
	}
	for _, x := range loans {
		p, err := getPost(ctx, tx, x.Post)
		if err != nil {
			return err
		}
		x.From = later(x.From, tx.Today()) // what was is not asked about
		on, why := k.lapses(p, x, own)
		if why == "" {
			continue
		}
		if err := shorten(ctx, tx, p, x, on); err != nil {
			return err
		}
	}
	return nil
}

// shorten ends a loan before a day.
func shorten(ctx context.Context, tx *store.Tx, p Post, x Delegation, before civil.Date) error {
	u, err := facility.Get(ctx, tx, p.Unit)
	if err != nil {
		return err
	}
	if before.After(x.From) {
		err = store.Update(ctx, tx, `update staff_delegation set until_day = $3, version = version + 1 where id = $1 and version = $2`,
			x.ID, x.Version, store.DayArg(before.AddDays(-1)))
	} else {
		err = endLoan(ctx, tx, x.ID, x.Version)
	}
	if err != nil {
		return err
	}
	return record(ctx, tx, "staff.taken_back", audit.Kept("staff_delegation", x.ID), u)
}

func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}
