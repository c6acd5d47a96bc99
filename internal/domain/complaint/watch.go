package complaint

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Ready tells of offices whether they can be written to: whether somebody there can open a letter today.
func Ready(ctx context.Context, tx *store.Tx, offices ...Office) (map[Office]bool, error) {
	out := map[Office]bool{}
	for _, o := range offices {
		public, err := readBy(ctx, tx, o)
		if err != nil {
			return nil, err
		}
		out[o] = public != nil
	}
	return out, nil
}

// readBy is the public half of the key of an office that somebody can open: who was let in holds its post today, his own or one
// that is lent to him. nil where nobody can, for what is sealed to it then is written to nobody.
func readBy(ctx context.Context, tx *store.Tx, o Office) ([]byte, error) {
	public, err := publicOf(ctx, tx, o)
	if err != nil || public == nil {
		return nil, err
	}
	all, err := readers(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if !r.Admitted {
			continue
		}
		if held, err := holds(ctx, tx, o, r.Staff); err != nil || held {
			return public, err
		}
	}
	return nil, nil
}

// holds tells whether somebody belongs to an office today.
func holds(ctx context.Context, tx *store.Tx, o Office, member id.ID) (bool, error) {
	posts, err := staff.Held(ctx, tx, member, tx.Today())
	return slices.ContainsFunc(posts, func(p actor.Post) bool { return p.Role == o.Role() && p.Facility == o.Facility() }), err
}

// Watch owes the bureau the mend of each office that nobody reads, in a house where somebody has been given an own page, and ends
// what is owed where somebody reads again. Posts end by their day and no act tells of it, so it is looked at each night; letters
// are refused from that day on without it.
func (k *Desk) Watch(ctx context.Context, key store.Key) (err error) {
	defer errs.Wrap(&err, "complaint.Watch")
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		if err := k.policy.Check(ctx, tx, policy.DutyAssign, policy.Resource{Kind: "duty"}); err != nil {
			return 0, err
		}
		houses, err := kiosk.Houses(ctx, tx)
		if err != nil {
			return 0, err
		}
		for _, f := range houses {
			if err := Owe(ctx, tx, f); err != nil {
				return 0, err
			}
		}
		return len(houses), nil
	})
	return err
}

// Owe is Watch of the offices to which somebody in a facility writes, who is given an own page in this transaction. A facility that
// is closed has nobody who writes.
func Owe(ctx context.Context, tx *store.Tx, f id.ID) error {
	if err := watch(ctx, tx, Bureau); err != nil {
		return err
	}
	u, err := facility.Get(ctx, tx, f)
	if err != nil {
		return err
	}
	if !u.Closed.IsZero() && !tx.Today().Before(u.Closed) {
		return settled(ctx, tx, Procurators(f))
	}
	return watch(ctx, tx, Procurators(f))
}

// mends are what is owed of an office that nobody reads: its first key, or somebody who opens.
var mends = []duty.Code{"complaint.key", "complaint.office"}

func watch(ctx context.Context, tx *store.Tx, o Office) error {
	public, err := readBy(ctx, tx, o)
	if err != nil {
		return err
	}
	if public != nil {
		return settled(ctx, tx, o)
	}
	if public, err = publicOf(ctx, tx, o); err != nil {
		return err
	}
	owed := mends[1]
	if o == Bureau && public == nil { // its inspector makes it; for a facility the bureau may have to appoint somebody first
		owed = mends[0]
	}
	return duty.Renew(ctx, tx, duty.Duty{Code: owed, Cause: id.ID(o), Number: -1, Facility: o.Facility(), Unit: o.Facility()})
}

func settled(ctx context.Context, tx *store.Tx, o Office) error {
	for _, c := range mends {
		d, err := duty.Owed(ctx, tx, "", c, id.ID(o))
		if errs.KindOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if err := duty.Discharge(ctx, tx, d, id.ID(o), ""); err != nil {
			return err
		}
	}
	return nil
}
