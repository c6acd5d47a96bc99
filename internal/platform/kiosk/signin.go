package kiosk

import (
	"context"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Attempt is a sign-in as it came from the form.
type Attempt struct{ Number, Secret, Source string }

// Entry is a session just entered, with the token that only the browser keeps.
type Entry struct {
	Session Session
	Token   string
}

// SignIn opens a session. It fails with kiosk.refused (number or secret is wrong: never said which), authn.wait (TooMany,
// with the seconds), authn.busy, and kiosk.left (right, but his stay has ended).
func (r *Room) SignIn(ctx context.Context, at Attempt) (e Entry, err error) {
	defer errs.Wrap(&err, "kiosk.SignIn")
	number := digits(at.Number)
	err = r.Guard.Guessed(ctx, "number/"+number, at.Source, func() (bool, error) {
		a, ok, err := r.matches(ctx, number, at.Secret)
		if err != nil {
			return false, err
		}
		if !ok {
			return true, refused()
		}
		e, err = r.enter(ctx, a)
		return false, err
	})
	return e, err
}

// matches finds the account of a number, and whether the secret is its own.
func (r *Room) matches(ctx context.Context, number, secret string) (accountRow, bool, error) {
	a, err := store.Read(ctx, r.DB, func(tx *store.Tx) (accountRow, error) { return accountNumbered(ctx, tx, r.numberToken(number)) })
	if err != nil {
		return a, false, err
	}
	ok, err := r.Guard.Matches(ctx, r.pepper(a, secret), authn.Hashed(a.secret))
	return a, ok && a.secret != "", err
}

func (r *Room) enter(ctx context.Context, a accountRow) (Entry, error) {
	ctx = resident(ctx, a)
	e := Entry{Token: token()}
	s, err := store.Write(ctx, r.DB, store.NewKey(), func(tx *store.Tx) (Session, error) {
		stay, err := r.allowed(ctx, tx, a)
		if err != nil {
			return Session{}, err
		}
		if err := stands(ctx, tx, a); err != nil {
			return Session{}, err
		}
		if !stay.Here {
			return Session{}, errs.New(errs.Denied, "kiosk.left")
		}
		if _, err := tx.Exec(ctx, `delete from kiosk_session where account = $1`, a.id); err != nil { // one screen at a time
			return Session{}, err
		}
		s := Session{ID: id.New(), Account: a.id, Person: a.person, Stay: stay, Started: tx.Now(), Ends: tx.Now().Add(Lifetime), Demo: a.demo}
		_, err = tx.Exec(ctx, `insert into kiosk_session (id, digest, account, started_at, seen_at, ends_at) values ($1, $2, $3, $4, $4, $5)`,
			s.ID, r.Vault.Bearer(sessionMark, e.Token, string(s.ID), string(a.id)), a.id, store.Micros(s.Started), store.Micros(s.Ends))
		if err != nil {
			return s, err
		}
		return s, audit.Record(ctx, tx, fact("kiosk.signed_in", a, stay))
	})
	e.Session = s
	return e, err
}

// stands refuses a sign-in whose secret was reset or changed while it was checked: its session would outlive the reset.
func stands(ctx context.Context, tx *store.Tx, a accountRow) error {
	now, err := accountOf(ctx, tx, a.person)
	if err == nil && (now.id != a.id || now.version != a.version) {
		return refused()
	}
	return err
}

// allowed checks that it is his own, and says where he is.
func (r *Room) allowed(ctx context.Context, tx *store.Tx, a accountRow) (Stay, error) {
	stay, err := r.Stay(ctx, tx, a.person)
	if err != nil {
		return stay, err
	}
	return stay, r.Policy.Check(ctx, tx, policy.KioskSelf, self(a.person, stay))
}

// Redeem sets the secret of a resident by his ticket, with a new key for what is answered to him. It fails with
// kiosk.bad_ticket (used, ended, or of another number: never said which), kiosk.bad_secret (Fit, Numbered), and authn.wait. Slips are counted
// apart: who mistypes another's secret does not keep him from a new one.
func (r *Room) Redeem(ctx context.Context, at Attempt, ticket string) (err error) {
	defer errs.Wrap(&err, "kiosk.Redeem")
	number := digits(at.Number)
	var f errs.Fields
	Numbered(&f, number)
	Fit(&f, number, at.Secret)
	if err := f.Err("kiosk.bad_secret"); err != nil {
		return err
	}
	return r.Guard.Guessed(ctx, "slip/"+number, at.Source, func() (bool, error) {
		a, ok, err := r.look(ctx, number, ticket)
		if err != nil {
			return false, err
		}
		if !ok {
			return true, errs.New(errs.Invalid, "kiosk.bad_ticket")
		}
		return false, r.choose(ctx, a, ticket, at.Secret)
	})
}

func (r *Room) look(ctx context.Context, number, ticket string) (a accountRow, ok bool, err error) {
	ok, err = store.Read(ctx, r.DB, func(tx *store.Tx) (bool, error) {
		if a, err = accountNumbered(ctx, tx, r.numberToken(number)); err != nil {
			return false, err
		}
		n, err := store.One(ctx, tx, store.Value[int], `select count(*) from kiosk_ticket where account = $1 and digest = $2 and ends_at > $3`,
			a.id, r.ticketDigest(a, ticket), store.Micros(tx.Now()))
		return n > 0, err
	})
	return a, ok, err
}

func (r *Room) choose(ctx context.Context, a accountRow, ticket, secret string) error {
	hash, err := r.Guard.Stretch(ctx, r.pepper(a, secret))
	if err != nil {
		return err
	}
	public, private := r.Vault.Suite().NewBox()
	locked := r.Vault.LockBy(secret, keyInfo(a.id), private)
	ctx = resident(ctx, a)
	_, err = store.Write(ctx, r.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		stay, err := r.allowed(ctx, tx, a)
		if err != nil {
			return 0, err
		}
		if !stay.Here {
			return 0, errs.New(errs.Denied, "kiosk.left")
		}
		n, err := tx.Exec(ctx, `delete from kiosk_ticket where account = $1 and digest = $2`, a.id, r.ticketDigest(a, ticket))
		if err == nil && n == 0 {
			err = errs.New(errs.Invalid, "kiosk.bad_ticket")
		}
		if err != nil {
			return 0, err
		}
		if err := store.Update(ctx, tx, `update kiosk_account set secret = $3, public = $4, locked = $5, changed_at = null, version = version + 1 where id = $1 and version = $2`,
			a.id, a.version, string(hash), public, locked); err != nil {
			return 0, err
		}
		now := a
		now.version++
		used, err := useReset(ctx, tx, a)
		if err != nil {
			return 0, err
		}
		f := written("kiosk.redeemed", now, stay)
		f.Rows = append(f.Rows, used...)
		return 0, audit.Record(ctx, tx, f)
	})
	return err
}

// Change gives a resident another secret, by the one he has; what was answered to him stays readable. It fails with
// kiosk.refused and kiosk.bad_secret (Fit; kiosk.same: it would be no other one).
func (r *Room) Change(ctx context.Context, s Session, at Attempt, next string) (err error) {
	defer errs.Wrap(&err, "kiosk.Change")
	number, err := r.mine(ctx, s)
	if err != nil {
		return err
	}
	var f errs.Fields
	if Fit(&f, number, next); strings.TrimSpace(next) == strings.TrimSpace(at.Secret) { // who saw him type it could still come in
		f.Add("secret", "kiosk.same", "")
	}
	if err := f.Err("kiosk.bad_secret"); err != nil {
		return err
	}
	return r.Guard.Guessed(ctx, "number/"+number, at.Source, func() (bool, error) {
		a, ok, err := r.matches(ctx, number, at.Secret)
		if err != nil {
			return false, err
		}
		if !ok {
			return true, refusedNow()
		}
		private, err := r.Vault.UnlockBy(at.Secret, keyInfo(a.id), a.locked)
		if err != nil {
			return false, err
		}
		hash, err := r.Guard.Stretch(ctx, r.pepper(a, next))
		if err != nil {
			return false, err
		}
		return false, r.rekey(resident(ctx, a), a, string(hash), r.Vault.LockBy(next, keyInfo(a.id), private))
	})
}

func (r *Room) rekey(ctx context.Context, a accountRow, hash string, locked []byte) error {
	_, err := store.Write(ctx, r.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		stay, err := r.allowed(ctx, tx, a)
		if err != nil {
			return 0, err
		}
		if err := store.Update(ctx, tx, `update kiosk_account set secret = $3, locked = $4, changed_at = $5, version = version + 1 where id = $1 and version = $2`,
			a.id, a.version, hash, locked, store.Micros(tx.Now())); err != nil {
			return 0, err
		}
		now := a
		now.version++
		return 0, audit.Record(ctx, tx, written("kiosk.secret_changed", now, stay))
	})
	return err
}

// Key is the public half of the key of the resident of a session.
func (r *Room) Key(ctx context.Context, s Session) ([]byte, error) {
	a, err := r.account(ctx, s)
	return a.public, err
}

// Unseal opens what was sealed to the resident of a session, by his secret. A wrong secret is slowed like a sign-in and is
// kiosk.refused_here (Invalid); a box of an older key is seal.box_broken.
func (r *Room) Unseal(ctx context.Context, s Session, at Attempt, b Box) (plain []byte, err error) {
	defer errs.Wrap(&err, "kiosk.Unseal")
	a, err := r.account(ctx, s)
	if err != nil {
		return nil, err
	}
	number, err := r.mine(ctx, s)
	if err != nil {
		return nil, err
	}
	err = r.Guard.Guessed(ctx, "number/"+number, at.Source, func() (bool, error) {
		private, err := r.Vault.UnlockBy(at.Secret, keyInfo(a.id), a.locked)
		if err != nil {
			return true, refusedNow()
		}
		plain, err = seal.OpenWith(private, b.Info, b.Sealed)
		return false, err
	})
	return plain, err
}

// Box is something sealed to a resident, and what it is.
type Box struct {
	Info   string
	Sealed []byte
}

func (r *Room) account(ctx context.Context, s Session) (accountRow, error) {
	return store.Read(ctx, r.DB, func(tx *store.Tx) (accountRow, error) { return accountOf(ctx, tx, s.Person) })
}

// mine is the number of the resident of a session.
func (r *Room) mine(ctx context.Context, s Session) (string, error) {
	return store.Read(ctx, r.DB, func(tx *store.Tx) (string, error) {
		a, err := accountOf(ctx, tx, s.Person)
		if err != nil {
			return "", err
		}
		return r.number(ctx, tx, a)
	})
}

func keyInfo(account id.ID) string { return "kiosk_account.locked/" + string(account) }

func refused() error { return errs.New(errs.Invalid, "kiosk.refused") }

// refusedNow is of who is signed in already.
func refusedNow() error {
	var f errs.Fields
	f.Add("secret", "kiosk.secret_wrong", "")
	return f.Err("kiosk.refused_here")
}
