package authn

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn/provider"
	"guitu/internal/platform/store"
)

// Link is an officer's account at the house's provider of identities (统一身份认证). He makes it himself, signed in and with
// his one-time code, and no name or address ever makes one: a provider gives those to another some day, a subject never.
// By it he comes in as with his password: the code of the house's own second factor is asked for in both.
type Link struct {
	ID     id.ID
	Issuer string
	Made   time.Time
}

// Permit is an officer's signature on a link that he is about to make. It is his session's, and holds as long as a way to
// the provider and back may take.
type Permit struct {
	account, session id.ID
	at               time.Time
}

// PermitLink takes the signature of the officer of ctx on a link to come. It fails with authn.no_second where he has no
// second factor (Denied), authn.prove_first without a fresh code, and authn.linked_already (Conflict).
func (r *Room) PermitLink(ctx context.Context) (_ Permit, err error) {
	defer errs.Wrap(&err, "authn.PermitLink")
	s, who := From(ctx), actor.From(ctx)
	if s.State != Active || who.Kind != actor.Officer {
		return Permit{}, refused()
	}
	return store.Read(ctx, r.db, func(tx *store.Tx) (p Permit, err error) {
		a, err := findAccount(ctx, tx, who.Account)
		if err != nil {
			return p, err
		}
		if a.second == nil {
			return p, errs.New(errs.Denied, "authn.no_second")
		}
		if !(work{tx: tx, who: who}).fresh() {
			return p, errs.New(errs.Denied, "authn.prove_first")
		}
		if err := unlinked(ctx, tx, a.id); err != nil {
			return p, err
		}
		return Permit{account: a.id, session: s.ID, at: tx.Now()}, nil
	})
}

// Connect makes the link that the officer of ctx signed: the same officer in the same session. It fails with
// authn.link_late (Conflict) where it took too long or another sits there, authn.linked_already, and
// authn.linked_elsewhere (Conflict) where another account has it.
func (r *Room) Connect(ctx context.Context, p Permit, who provider.Identity) (err error) {
	defer errs.Wrap(&err, "authn.Connect")
	s := From(ctx)
	if s.State != Active || s.ID != p.session || s.Account != p.account || who.Subject == "" {
		return errs.New(errs.Conflict, "authn.link_late")
	}
	return r.own(ctx, "authn.connected", func(w work) error {
		if w.tx.Now().Sub(p.at) > LinkPatience || w.account.second == nil {
			return errs.New(errs.Conflict, "authn.link_late")
		}
		if err := unlinked(ctx, w.tx, w.account.id); err != nil {
			return err
		}
		if other, err := r.linked(ctx, w.tx, who); err != nil {
			return err
		} else if other != "" {
			return errs.New(errs.Conflict, "authn.linked_elsewhere")
		}
		link := id.New()
		_, err := w.tx.Exec(ctx, `insert into authn_link (id, version, account, issuer, token, made_at) values ($1, 1, $2, $3, $4, $5)`,
			link, w.account.id, who.Issuer, r.linkToken(who), store.Micros(w.tx.Now()))
		if err != nil {
			return err
		}
		return recordLink(ctx, w.tx, "authn.linked", link)
	})
}

// LinkPatience is how long the way to the provider and back may take.
const LinkPatience = 10 * time.Minute

// Unlink ends the link of the officer of ctx, if he has one.
func (r *Room) Unlink(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "authn.Unlink")
	return r.own(ctx, "authn.disconnected", func(w work) error { return unlink(ctx, w.tx, w.account.id) })
}

// unlink ends the link of an account: by its officer, and wherever his second factor or his password is taken away.
func unlink(ctx context.Context, tx *store.Tx, account id.ID) error {
	l, found, err := linkOf(ctx, tx, account)
	if err != nil || !found {
		return err
	}
	err = store.Update(ctx, tx, `update authn_link set ended_at = $2, version = version + 1 where id = $1 and ended_at is null`, l.ID, store.Micros(tx.Now()))
	if err != nil {
		return err
	}
	return recordLink(ctx, tx, "authn.unlinked", l.ID)
}

func recordLink(ctx context.Context, tx *store.Tx, kind string, link id.ID) error {
	return audit.Record(ctx, tx, audit.Fact{Room: "authn", Kind: kind, Record: link, Rows: []audit.Row{audit.Kept("authn_link", link)}})
}

// MyLink is the link of the officer of ctx, if he has one.
func (r *Room) MyLink(ctx context.Context) (l Link, found bool, err error) {
	_, err = store.Read(ctx, r.db, func(tx *store.Tx) (int, error) {
		l, found, err = linkOf(ctx, tx, actor.From(ctx).Account)
		return 0, err
	})
	return l, found, err
}

// unlinked is authn.linked_already for an account that has a link.
func unlinked(ctx context.Context, tx *store.Tx, account id.ID) error {
	_, found, err := linkOf(ctx, tx, account)
	if err == nil && found {
		err = errs.New(errs.Conflict, "authn.linked_already")
	}
	return err
}

func linkOf(ctx context.Context, tx *store.Tx, account id.ID) (Link, bool, error) {
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (l Link, err error) {
		return l, s.Scan(&l.ID, &l.Issuer, store.Instant(&l.Made))
	}, `select id, issuer, made_at from authn_link where account = $1 and ended_at is null`, account)
	if err != nil || len(rows) == 0 {
		return Link{}, false, err
	}
	return rows[0], true, nil
}

func (r *Room) linkToken(who provider.Identity) []byte {
	return r.vault.Token("authn_link.token", who.Issuer+"\x00"+who.Subject)
}

// linked is the account that a provider's subject is linked to, "" where there is none.
func (r *Room) linked(ctx context.Context, tx *store.Tx, who provider.Identity) (id.ID, error) {
	rows, err := store.Collect(ctx, tx, store.Value[id.ID],
		`select account from authn_link where token = $1 and ended_at is null`, r.linkToken(who))
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0], nil
}

// SignInBy is SignIn for somebody whom the provider has named instead of a password: the code of the house's second factor
// is asked for all the same, and wrong ones are slowed alike. It fails with authn.not_linked (Denied) where no account has
// the link, and like SignIn.
func (r *Room) SignInBy(ctx context.Context, who provider.Identity, a Attempt) (_ Entry, err error) {
	defer errs.Wrap(&err, "authn.SignInBy")
	named, err := store.Read(ctx, r.db, func(tx *store.Tx) (out accountRow, err error) {
		account, err := r.linked(ctx, tx, who)
		if err != nil {
			return out, err
		}
		if account == "" {
			return out, errs.New(errs.Denied, "authn.not_linked")
		}
		return findAccount(ctx, tx, account)
	})
	if err != nil {
		return Entry{}, err
	}
	return r.enterBy(ctx, guessing{name: named.token, source: a.Source, code: a.Code, named: true}, a.Browser)
}
