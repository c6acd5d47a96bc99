package measure

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Proposal reads a correction with the life it would change. It fails with store.not_found and policy.denied.
func (k *Desk) Proposal(ctx context.Context, change id.ID) (ch Change, v View, err error) {
	defer errs.Wrap(&err, "measure.Proposal(%s)", change)
	_, err = store.Read(ctx, k.db, func(tx *store.Tx) (int, error) {
		if ch, err = k.change(ctx, tx, change); err != nil {
			return 0, err
		}
		v, err = k.ViewIn(ctx, tx, ch.Person)
		for _, waits := range v.Changes {
			if waits.ID == change {
				ch = waits
			}
		}
		return 0, err
	})
	return ch, v, err
}

// Past reads a life as the file had it at a moment: only what was recorded by then, folded as of then, by the
// law as it stands in the house today.
func (k *Desk) Past(ctx context.Context, tx *store.Tx, p id.ID, at time.Time) (v View, err error) {
	defer errs.Wrap(&err, "measure.Past(%s)", p)
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return v, err
	}
	if err := k.policy.Check(ctx, tx, policy.MeasureView, l.Resource()); err != nil {
		return v, err
	}
	for i, e := range l.Events {
		if e.Recorded.After(at) {
			l.Events = l.Events[:i] // they are in the order recorded
			break
		}
	}
	clock, err := k.rules.Clock(ctx, tx)
	if err != nil {
		return v, err
	}
	c := l.Case(who, at)
	c.Trace = true
	v.Life, v.Answer = l, clock.Fold(&c)
	err = k.twoOfficers(ctx, tx, who, &v)
	v.Changes = nil // what waits today is not of that day; what was let count later has no event in this life
	return v, err
}
