package authn

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// EndSessions ends every session of somebody else's account, by who keeps accounts.
func (r *Room) EndSessions(ctx context.Context, key store.Key, account id.ID) (err error) {
	defer errs.Wrap(&err, "authn.EndSessions(%s)", account)
	return r.other(ctx, key, act{policy.AuthnReset, "authn.sessions_ended"}, account, func(tx *store.Tx, a accountRow) error {
		return endSeats(ctx, tx, a.id)
	})
}

// MySessions are the sessions of the officer of ctx that have not ended, the newest first.
func (r *Room) MySessions(ctx context.Context) ([]Session, error) {
	list, err := store.Read(ctx, r.db, func(tx *store.Tx) ([]seat, error) {
		return store.Collect(ctx, tx, scanSeat, seatQuery+`where s.account = $1 and s.ends_at > $2 order by s.id desc`,
			actor.From(ctx).Account, store.Micros(tx.Now()))
	})
	out := make([]Session, len(list))
	for i, s := range list {
		if out[i] = s.Session; s.State == Active && r.idle(s.Session) {
			out[i].State = Locked
		}
	}
	return out, err
}

// EndMine ends a session of the officer of ctx, or with "" all but the one in which he acts. One that has ended already, or
// is another's, is left as it is. Who has a second factor proves it first: authn.prove_first.
func (r *Room) EndMine(ctx context.Context, which id.ID) (err error) {
	defer errs.Wrap(&err, "authn.EndMine")
	mine := From(ctx).ID
	return r.own(ctx, "authn.sessions_ended", func(w work) error {
		if w.account.second != nil && !w.fresh() {
			return errs.New(errs.Denied, "authn.prove_first")
		}
		text, args := `delete from authn_session where account = $1 and id <> $2`, []any{w.account.id, mine}
		if which != "" {
			text, args = text+` and id = $3`, append(args, which)
		}
		_, err := w.tx.Exec(ctx, text, args...)
		return err
	})
}

// Seen is when the session was last touched, as far as the records know.
func (s Session) Seen() time.Time { return s.seenAt }
