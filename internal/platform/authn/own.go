package authn

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// work is an account in the hands of its own officer, inside a transaction.
type work struct {
	tx      *store.Tx
	account accountRow
	key     *seal.Key
	who     actor.Actor
}

// own runs an act of the officer of ctx on his own account.
func (r *Room) own(ctx context.Context, kind string, body func(work) error) error {
	who := actor.From(ctx)
	if who.Kind != actor.Officer {
		return refused()
	}
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		w := work{tx: tx, who: who}
		var err error
		if w.account, err = findAccount(ctx, tx, who.Account); err != nil {
			return 0, err
		}
		res, err := r.resource(ctx, tx, w.account.id, w.account.staff)
		if err != nil {
			return 0, err
		}
		ctx, err := r.seated(ctx, tx)
		if err != nil {
			return 0, err
		}
		if err := r.policy.Check(ctx, tx, policy.AuthnSelf, res); err != nil {
			return 0, err
		}
		if w.key, err = r.vault.Key(ctx, tx, w.account.id, seal.General); err != nil {
			return 0, err
		}
		if err := body(w); err != nil {
			return 0, err
		}
		return 0, changed(ctx, tx, kind, w.account.id, res.Facility)
	})
	return err
}

// fresh tells whether the officer proved his second factor for this act.
func (w work) fresh() bool {
	return !w.who.SecondAt.IsZero() && w.tx.Now().Sub(w.who.SecondAt) < policy.Fresh
}

// change updates the account's row; $1 and $2 are its id and version.
func (w work) change(ctx context.Context, text string, args ...any) error {
	return store.Update(ctx, w.tx, text, append([]any{w.account.id, w.account.version}, args...)...)
}

// codes replaces the account's recovery codes.
func (w work) codes(ctx context.Context, list []string) error {
	if _, err := w.tx.Exec(ctx, `delete from authn_recovery where account = $1`, w.account.id); err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, c := range list {
		rows[i] = []any{w.account.id, recoveryDigest(w.key, plainCode(c))}
	}
	return store.Insert(ctx, w.tx, "authn_recovery", []string{"account", "digest"}, rows)
}

func recoveryDigest(key *seal.Key, code []byte) []byte {
	return key.Digest([]byte("authn_recovery.digest"), code)
}

// unused is the digest when it is of a code not used yet, else nil.
func unused(ctx context.Context, tx *store.Tx, account id.ID, digest []byte) ([]byte, error) {
	n, err := store.One(ctx, tx, store.Value[int],
		`select count(*) from authn_recovery where account = $1 and digest = $2 and used_at is null`, account, digest)
	if err != nil || n == 0 {
		return nil, err
	}
	return digest, nil
}

// CodesLeft is how many recovery codes the officer of ctx still has.
func (r *Room) CodesLeft(ctx context.Context) (int, error) {
	return store.Read(ctx, r.db, func(tx *store.Tx) (int, error) {
		return store.One(ctx, tx, store.Value[int],
			`select count(*) from authn_recovery where account = $1 and used_at is null`, actor.From(ctx).Account)
	})
}

// ChangePassword gives the officer of ctx a new password; his other sessions end. It fails with authn.refused and
// authn.wait for the old one, and like Hash for the new.
func (r *Room) ChangePassword(ctx context.Context, old, password, source string) (err error) {
	defer errs.Wrap(&err, "authn.ChangePassword")
	s := From(ctx)
	if s.State != Active {
		return refused()
	}
	a, err := r.account(ctx, s.Account)
	if err != nil {
		return err
	}
	name, err := r.name(ctx, a)
	if err != nil {
		return err
	}
	hash, err := r.Hash(ctx, name, password)
	if err != nil {
		return err
	}
	return r.guess(ctx, guessing{name: a.token, source: source, password: old, code: noCode, session: s.ID}, func(p proof) error {
		return r.as(ctx, p, "authn.password_changed", func(tx *store.Tx) error {
			if _, err := tx.Exec(ctx, `delete from authn_session where account = $1 and id <> $2`, a.id, s.ID); err != nil {
				return err
			}
			return store.Update(ctx, tx, `update authn_account set password = $2, version = version + 1 where id = $1`, a.id, string(hash))
		})
	})
}

// name opens an account's sign-in name.
func (r *Room) name(ctx context.Context, a accountRow) (string, error) {
	return store.Read(ctx, r.db, func(tx *store.Tx) (string, error) {
		key, err := r.vault.Key(ctx, tx, a.id, seal.General)
		if err != nil {
			return "", err
		}
		return key.OpenString("authn_account.name", a.name)
	})
}

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
