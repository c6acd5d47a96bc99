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

// setup is the context of who holds the machine.
func setup(ctx context.Context) context.Context { return actor.With(ctx, actor.Part("setup")) }

// FirstTicket is the one-time ticket of the first administrator, printed by `guitu serve` while there is no account;
// needed is false when there is one. A new ticket ends the one before.
func (r *Room) FirstTicket(ctx context.Context) (_ Ticket, needed bool, err error) {
	defer errs.Wrap(&err, "authn.FirstTicket")
	ctx, key := setup(ctx), store.NewKey()
	ticket := r.ticketFor(key)
	needed, err = store.Write(ctx, r.db, key, func(tx *store.Tx) (bool, error) {
		if err := r.policy.Check(ctx, tx, policy.AuthnReset, policy.Resource{Kind: "account"}); err != nil {
			return false, err
		}
		n, err := store.One(ctx, tx, store.Value[int], `select count(*) from authn_account`)
		if err != nil || n > 0 {
			return false, err
		}
		if _, err := tx.Exec(ctx, `delete from authn_ticket where account is null`); err != nil {
			return false, err
		}
		if err := r.issue(ctx, tx, ticket, ""); err != nil {
			return false, err
		}
		return true, record(ctx, tx, "authn.first_ticket", "", "")
	})
	if err != nil || !needed {
		return "", false, err
	}
	return ticket, true, nil
}

// Purpose of a ticket.
type Purpose string

const (
	ForFirst   Purpose = "first"   // the first administrator: a member of staff and a post are made too
	ForAccount Purpose = "account" // an officer sets his password
)

// Look says what a ticket is for, and for which account, without using it: authn.bad_ticket (NotFound) for one that
// was used, has ended or never was.
func (r *Room) Look(ctx context.Context, t Ticket) (_ Purpose, _ id.ID, err error) {
	defer errs.Wrap(&err, "authn.Look")
	account, err := store.Read(ctx, r.db, func(tx *store.Tx) (id.ID, error) { return r.look(ctx, tx, t) })
	if err != nil {
		return "", "", err
	}
	if account == "" {
		return ForFirst, "", nil
	}
	return ForAccount, account, nil
}

// look finds the account of a ticket, "" for the first administrator's. A ticket of another account is none.
func (r *Room) look(ctx context.Context, tx *store.Tx, t Ticket) (account id.ID, err error) {
	from, to := r.vault.Borne(ticketMark, t.plain())
	mark, err := store.One(ctx, tx, func(s store.Scanner) (mark []byte, err error) { return mark, s.Scan(&mark, &account) },
		`select digest, coalesce(account, '') from authn_ticket where digest >= $1 and digest <= $2 and ends_at > $3`, from, to, store.Micros(tx.Now()))
	if errs.Is(err, "store.not_found") || err == nil && !r.vault.Bears(mark, ticketMark, t.plain(), string(account)) {
		return "", errs.New(errs.NotFound, "authn.bad_ticket")
	}
	return account, err
}

func (r *Room) spend(ctx context.Context, tx *store.Tx, t Ticket) error {
	from, to := r.vault.Borne(ticketMark, t.plain())
	n, err := tx.Exec(ctx, `delete from authn_ticket where digest >= $1 and digest <= $2 and ends_at > $3`, from, to, store.Micros(tx.Now()))
	if err == nil && n == 0 {
		return errs.New(errs.NotFound, "authn.bad_ticket")
	}
	return err
}

// Redeem sets the password of the ticket's account. It fails with authn.bad_ticket and like Hash. The source is slowed
// like one that guesses passwords.
func (r *Room) Redeem(ctx context.Context, t Ticket, password, source string) (err error) {
	defer errs.Wrap(&err, "authn.Redeem")
	if r.bucket.Take(source, r.clock()) > 0 {
		return errs.New(errs.TooMany, "authn.busy")
	}
	_, which, err := r.Look(ctx, t)
	if err != nil {
		return err
	}
	if which == "" {
		return errs.New(errs.NotFound, "authn.bad_ticket")
	}
	a, err := r.account(ctx, which)
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
	r.bucket.Give(source) // he has a ticket that counts
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Officer, Account: a.id, Staff: a.staff})
	return r.own(ctx, "authn.redeemed", func(w work) error {
		if err := r.spend(ctx, w.tx, t); err != nil {
			return err
		}
		if _, err := w.tx.Exec(ctx, `delete from authn_guess where subject = $1`, a.token); err != nil {
			return err
		}
		return w.change(ctx, `update authn_account set password = $3, version = version + 1 where id = $1 and version = $2`, string(hash))
	})
}

// RedeemFirstIn spends the first administrator's ticket within the command that makes his staff record and post, and
// opens his account. ctx must act as actor.Part("setup"). It fails with authn.bad_ticket and like OpenIn.
func (r *Room) RedeemFirstIn(ctx context.Context, tx *store.Tx, t Ticket, o Opening, password Hashed) (id.ID, error) {
	account, err := r.look(ctx, tx, t)
	if err != nil {
		return "", err
	}
	if account != "" {
		return "", errs.New(errs.NotFound, "authn.bad_ticket")
	}
	out, err := r.OpenIn(ctx, tx, o, password)
	if err != nil {
		return "", err
	}
	return out, r.spend(ctx, tx, t)
}

// ResetByHand is Reset from the machine's own console, when nobody is left who could do it: the second factor goes
// too. It is recorded as the act of the part "setup".
func (r *Room) ResetByHand(ctx context.Context, name string) (_ Ticket, err error) {
	defer errs.Wrap(&err, "authn.ResetByHand")
	a, err := store.Read(ctx, r.db, func(tx *store.Tx) (accountRow, error) { return accountNamed(ctx, tx, r.nameToken(name)) })
	if err != nil {
		return "", err
	}
	if a.id == "" {
		return "", errs.New(errs.NotFound, "authn.no_account")
	}
	return r.Reset(setup(ctx), store.NewKey(), a.id, true)
}

// sealData seals what the pages of a session keep.
func (r *Room) sealData(ctx context.Context, tx *store.Tx, account id.ID, data []byte) ([]byte, error) {
	key, err := r.vault.Key(ctx, tx, account, seal.General)
	if err != nil {
		return nil, err
	}
	return key.Seal("authn_session.data", data), nil
}
