package authn

import (
	"context"
	"encoding/base32"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Account is an account as its keepers see it.
type Account struct {
	ID        id.ID
	Version   int64
	Staff     id.ID
	Name      string // sign-in name
	Open      bool   // false: closed by a keeper
	Ready     bool   // the officer has set his password
	HasSecond bool
	Demo      bool
	Waits     time.Time // wrong guesses: no sign-in before; zero when there is no wait
}

// Ticket is what a keeper hands over: the officer redeems it within TicketLife and sets his own password. It is shown
// once.
type Ticket string

var ticketText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// ticketFor derives the ticket of a command from its key, so that a command sent twice shows the same ticket, and
// nothing about it is stored but a digest.
func (r *Room) ticketFor(key store.Key) Ticket {
	return Ticket(ticketText.EncodeToString(r.vault.Token("authn_ticket.digest", string(key))))
}

// plain is a ticket as it was made, however it was typed.
func (t Ticket) plain() string {
	return strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(string(t)))
}

const ticketMark = "authn_ticket.mark"

// issue keeps what knows a ticket again; account is "" for the first administrator's.
func (r *Room) issue(ctx context.Context, tx *store.Tx, t Ticket, account id.ID) error {
	var of any
	if account != "" {
		of = string(account)
	}
	_, err := tx.Exec(ctx, `insert into authn_ticket (digest, account, ends_at) values ($1, $2, $3)`,
		r.vault.Bearer(ticketMark, t.plain(), string(account)), of, store.Micros(tx.Now().Add(TicketLife)))
	return err
}

// Opening is an account to be opened.
type Opening struct {
	Staff id.ID
	Name  string
}

// Open opens an account for a member of staff, by somebody else. It begins closed where another could agree to it
// (ReopenTwo is to be proposed then). It fails with authn.bad_name (Invalid, field "name":
// authn.name_taken, authn.name_form), authn.has_account and as policy says.
func (r *Room) Open(ctx context.Context, key store.Key, o Opening) (_ Ticket, err error) {
	defer errs.Wrap(&err, "authn.Open(%s)", o.Staff)
	ticket := r.ticketFor(key)
	_, err = store.Write(ctx, r.db, key, func(tx *store.Tx) (id.ID, error) {
		account, err := r.OpenIn(ctx, tx, o, "")
		if err != nil {
			return "", err
		}
		return account, r.issue(ctx, tx, ticket, account)
	})
	return ticket, err
}

// OpenIn is Open within a larger command, with a password already hashed, or "" for an account that waits for a ticket.
// The first administrator's set-up and the demo province use it.
func (r *Room) OpenIn(ctx context.Context, tx *store.Tx, o Opening, password Hashed) (id.ID, error) {
	return r.openIn(ctx, tx, o, password, false)
}

// OpenDemoIn opens the account of an invented officer, with the second factor DemoSecret. From then on
// HasDemoAccounts is true.
func (r *Room) OpenDemoIn(ctx context.Context, tx *store.Tx, o Opening, password Hashed) (id.ID, error) {
	return r.openIn(ctx, tx, o, password, true)
}

func (r *Room) openIn(ctx context.Context, tx *store.Tx, o Opening, password Hashed, demo bool) (id.ID, error) {
	if err := nameForm(o.Name); err != nil {
		return "", err
	}
	a := accountRow{id: id.New(), staff: o.Staff, password: password, demo: demo}
	res, err := r.resource(ctx, tx, a.id, a.staff)
	if err != nil {
		return "", err
	}
	if err := r.policy.Check(ctx, tx, policy.AuthnAccount, res); err != nil {
		return "", err
	}
	if err := r.free(ctx, tx, o); err != nil {
		return "", err
	}
	key, err := r.insertAccount(ctx, tx, a, strings.TrimSpace(o.Name))
	if err != nil {
		return "", err
	}
	if err := r.admits(ctx, tx, a); errs.Is(err, "authn.needs_two") { // opened by one: closed until a second agrees
		if err := switched(ctx, tx, a.id, "closed"); err != nil {
			return "", err
		}
	} else if err != nil {
		return "", err
	}
	if demo {
		if err := store.Update(ctx, tx, `update authn_account set second = $2 where id = $1`,
			a.id, key.SealString("authn_account.second", DemoSecret)); err != nil {
			return "", err
		}
	}
	return a.id, changed(ctx, tx, "authn.opened", a.id, res.Facility)
}

// ofName is what everybody can type and read out.
var ofName = regexp.MustCompile(`[\p{L}\p{Nd}._-]+`)

func nameForm(name string) error {
	var f errs.Fields
	name = fold(name)
	if odd := ofName.ReplaceAllString(name, ""); odd != "" {
		f.Add("name", "authn.name_odd", name, name, odd)
	} else if n := utf8.RuneCountInString(name); n < 2 || n > 40 {
		f.Add("name", "authn.name_form", name, 2, 40)
	}
	return f.Err("authn.bad_name")
}

func (r *Room) free(ctx context.Context, tx *store.Tx, o Opening) error {
	taken, err := accountNamed(ctx, tx, r.nameToken(o.Name))
	if err != nil {
		return err
	}
	if taken.id != "" {
		var f errs.Fields
		f.Add("name", "authn.name_taken", "")
		return f.Err("authn.bad_name")
	}
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from authn_account where staff = $1`, o.Staff)
	if err == nil && n > 0 {
		return errs.New(errs.Conflict, "authn.has_account")
	}
	return err
}

// Reset takes an officer's password away, and his second factor too when second is true, ends his sessions, and gives a
// ticket. Only another person may (a reset takes two: who lost it, and who knows him). The second factor is not for one
// keeper to take, nor the password of who has none where it counts (exposed): an officer who asks for it gets authn.needs_two,
// and proposes Strip first.
func (r *Room) Reset(ctx context.Context, key store.Key, account id.ID, second bool) (_ Ticket, err error) {
	defer errs.Wrap(&err, "authn.Reset(%s)", account)
	ticket := r.ticketFor(key)
	kind := "authn.reset"
	if second {
		kind = "authn.reset_with_second"
	}
	err = r.other(ctx, key, act{policy.AuthnReset, kind}, account, func(tx *store.Tx, a accountRow) error {
		if second && actor.From(ctx).Kind == actor.Officer {
			return errs.New(errs.Conflict, "authn.needs_two")
		}
		if err := r.exposed(ctx, tx, a); err != nil {
			return err
		}
		if second {
			if err := strip(ctx, tx, a.id); err != nil {
				return err
			}
		}
		if err := unlink(ctx, tx, a.id); err != nil { // he who took his telephone may have had his other password too
			return err
		}
		if err := endSeats(ctx, tx, a.id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from authn_ticket where account = $1`, a.id); err != nil {
			return err
		}
		if err := store.Update(ctx, tx, `update authn_account set password = '', version = version + 1,
			second_step = case when second is null then 0 else second_step end where id = $1`, a.id); err != nil {
			return err
		}
		return r.issue(ctx, tx, ticket, a.id)
	})
	return ticket, err
}

// Release forgives the wrong guesses at an account, so that its officer need not wait. Only another person may.
func (r *Room) Release(ctx context.Context, key store.Key, account id.ID) (err error) {
	defer errs.Wrap(&err, "authn.Release(%s)", account)
	return r.other(ctx, key, act{policy.AuthnUnlock, "authn.released"}, account, func(tx *store.Tx, a accountRow) error {
		return r.release(ctx, tx, a)
	})
}

// Close closes an account and ends its sessions; Reopen opens it again.
func (r *Room) Close(ctx context.Context, key store.Key, account id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "authn.Close(%s)", account)
	return r.other(ctx, key, act{policy.AuthnAccount, "authn.closed"}, account, func(tx *store.Tx, a accountRow) error {
		if err := r.closes(ctx, tx, a); err != nil {
			return err
		}
		if err := endSeats(ctx, tx, a.id); err != nil {
			return err
		}
		return store.Update(ctx, tx, `update authn_account set state = 'closed', version = version + 1 where id = $1 and version = $2`, a.id, version)
	})
}

// Reopen is the opposite of Close, and takes two like letting somebody in.
func (r *Room) Reopen(ctx context.Context, key store.Key, account id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "authn.Reopen(%s)", account)
	return r.other(ctx, key, act{policy.AuthnAccount, "authn.reopened"}, account, func(tx *store.Tx, a accountRow) error {
		if err := r.admits(ctx, tx, a); err != nil {
			return err
		}
		return store.Update(ctx, tx, `update authn_account set state = 'open', version = version + 1 where id = $1 and version = $2`, a.id, version)
	})
}

// act is an action and the fact that follows it.
type act struct {
	action policy.Action
	kind   string
}

// other runs a keeper's act on somebody else's account.
func (r *Room) other(ctx context.Context, key store.Key, t act, which id.ID, body func(*store.Tx, accountRow) error) error {
	_, err := store.Write(ctx, r.db, key, func(tx *store.Tx) (int, error) {
		a, err := findAccount(ctx, tx, which)
		if err != nil {
			return 0, err
		}
		res, err := r.resource(ctx, tx, a.id, a.staff)
		if err != nil {
			return 0, err
		}
		if err := r.policy.Check(ctx, tx, t.action, res); err != nil {
			return 0, err
		}
		if err := body(tx, a); err != nil {
			return 0, err
		}
		return 0, changed(ctx, tx, t.kind, a.id, res.Facility)
	})
	return err
}

// Of lists the accounts of members of staff that the actor may keep, by staff id. One who has none, or whose account
// the actor may not keep, is not in the answer. At most a thousand are asked for at once.
func (r *Room) Of(ctx context.Context, staff []id.ID) (_ map[id.ID]Account, err error) {
	defer errs.Wrap(&err, "authn.Of")
	return store.Read(ctx, r.db, func(tx *store.Tx) (map[id.ID]Account, error) {
		list, args := store.In(1, staff)
		rows, err := store.Collect(ctx, tx, scanAccount, `select `+accountColumns+` from authn_account where staff in `+list, args...)
		if err != nil {
			return nil, err
		}
		out := make(map[id.ID]Account, len(rows))
		for _, a := range rows {
			if shown, ok, err := r.show(ctx, tx, a); err != nil {
				return nil, err
			} else if ok {
				out[a.staff] = shown
			}
		}
		return out, nil
	})
}

func (r *Room) show(ctx context.Context, tx *store.Tx, a accountRow) (_ Account, ok bool, err error) {
	res, err := r.resource(ctx, tx, a.id, a.staff)
	if err != nil {
		return Account{}, false, err
	}
	if !r.policy.Allows(ctx, policy.AuthnAccount, res) {
		return Account{}, false, nil
	}
	key, err := r.vault.Key(ctx, tx, a.id, seal.General)
	if err != nil {
		return Account{}, false, err
	}
	name, err := key.OpenString("authn_account.name", a.name)
	if err != nil {
		return Account{}, false, err
	}
	g, err := guessed(ctx, tx, a.token)
	if err != nil {
		return Account{}, false, err
	}
	out := Account{
		ID: a.id, Version: a.version, Staff: a.staff, Name: name, Open: a.state == "open", Ready: a.password != "",
		HasSecond: a.second != nil, Demo: a.demo,
	}
	if g.until.After(tx.Now()) {
		out.Waits = g.until
	}
	return out, true, nil
}

// HasDemoAccounts tells whether invented officers can sign in here: then the house does not open to a network.
func (r *Room) HasDemoAccounts(ctx context.Context) (bool, error) { return DemoIn(ctx, r.db) }

// DemoIn is HasDemoAccounts where the room itself cannot be opened, for want of its key.
func DemoIn(ctx context.Context, db *store.DB) (bool, error) {
	return store.Read(ctx, db, func(tx *store.Tx) (bool, error) {
		n, err := store.One(ctx, tx, store.Value[int], `select count(*) from authn_account where demo = $1`, true)
		return n > 0, err
	})
}
