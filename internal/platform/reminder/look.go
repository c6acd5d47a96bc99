package reminder

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Seen is until when an account has seen its day; the zero time when it never said so.
func Seen(ctx context.Context, tx *store.Tx, account id.ID) (at time.Time, err error) {
	defer errs.Wrap(&err, "reminder.Seen")
	at, err = store.One(ctx, tx, func(s store.Scanner) (t time.Time, err error) { return t, s.Scan(store.Instant(&t)) },
		`select seen_at from reminder_look where id = $1`, account)
	if errs.Is(err, "store.not_found") {
		return time.Time{}, nil
	}
	return at, err
}

// Look keeps that the officer of ctx has seen his day until a moment: that of the page which he looked at, so that what
// came while he read it is still new. An older moment than the one kept changes nothing, one that is to come is
// reminder.not_yet.
func (r *Room) Look(ctx context.Context, key store.Key, until time.Time) (err error) {
	defer errs.Wrap(&err, "reminder.Look")
	who := actor.From(ctx)
	if who.Kind != actor.Officer {
		return errs.New(errs.Denied, "policy.denied")
	}
	_, err = store.Write(ctx, r.DB, key, func(tx *store.Tx) (int, error) {
		if err := r.Policy.Check(ctx, tx, policy.ReminderSelf, own(who.Account, who.Staff)); err != nil {
			return 0, err
		}
		if until.After(tx.Now()) {
			return 0, errs.New(errs.Invalid, "reminder.not_yet")
		}
		_, err := tx.Exec(ctx, `insert into reminder_look (id, version, seen_at) values ($1, 1, $2)
			on conflict (id) do update set version = reminder_look.version + 1, seen_at = excluded.seen_at
			where reminder_look.seen_at < excluded.seen_at`, who.Account, store.Micros(until))
		if err != nil {
			return 0, err
		}
		return 0, audit.Record(ctx, tx, fact("reminder.seen", who.Account))
	})
	return err
}
