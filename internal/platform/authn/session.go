package authn

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// State is how a session stands.
type State string

const (
	None   State = ""       // nobody has signed in
	Active State = "active" // its officer acts
	Locked State = "locked" // it waits for its officer's password
	Left   State = "left"   // its officer holds no post any more
)

// Session is a seat at a browser.
type Session struct {
	ID        id.ID // stays the same through locking and unlocking: the key of drafts kept in the browser
	Account   id.ID
	Staff     id.ID
	State     State
	Started   time.Time
	Ends      time.Time
	SecondAt  time.Time // last signature on an act
	Demo      bool      // the officer is invented
	HasSecond bool      // a second factor is enrolled
	Trouble   error     // why nobody can tell now who sits there; nil where somebody, or nobody, is known to

	// Turns is at which turn units and posts stood as it was found (store.Tx.Turns): while it is the same, so is what can be
	// said of its officer from these.
	Turns string

	seenAt time.Time
	posts  []actor.Post
}

// Actor is who acts in the session: nobody unless it is active.
func (s Session) Actor() actor.Actor {
	if s.State != Active {
		return actor.Actor{}
	}
	return actor.Actor{Kind: actor.Officer, Account: s.Account, Staff: s.Staff, Posts: s.posts, SecondAt: s.SecondAt}
}

type sessionKey struct{}

// From is the session of the request; its State is None when nobody is signed in.
func From(ctx context.Context) Session {
	if s, ok := ctx.Value(sessionKey{}).(*Session); ok && s != nil {
		return *s
	}
	return Session{}
}

// Find looks up the session of a token, with the posts of its officer at this moment. One that has ended, whose
// account is closed, or that never was, has the state None.
func (r *Room) Find(ctx context.Context, token string) (Session, error) {
	s, _, err := r.find(ctx, token)
	return s, err
}

func (r *Room) find(ctx context.Context, token string) (Session, []byte, error) {
	var data []byte
	s, err := store.Read(ctx, r.db, func(tx *store.Tx) (s seat, err error) {
		if s, err = r.findSeat(ctx, tx, token); err != nil {
			return s, err
		}
		if s.closed {
			return s, errs.New(errs.NotFound, "store.not_found")
		}
		if s.Turns, err = tx.Turns(ctx); err != nil {
			return s, err
		}
		if s.posts, err = r.posts.Posts(ctx, tx, s.Staff, tx.Now()); err != nil || s.data == nil {
			return s, err
		}
		key, err := r.vault.Key(ctx, tx, s.Account, seal.General)
		if err != nil {
			return s, err
		}
		data, err = key.Open("authn_session.data", s.data)
		return s, err
	})
	switch {
	case errs.Is(err, "store.not_found"):
		return Session{}, nil, nil
	case err != nil:
		return Session{}, nil, err
	}
	if len(s.posts) == 0 {
		s.State = Left
	}
	if s.State == Active && r.idle(s.Session) {
		s.State = Locked
		err = r.shift(ctx, s.Session, "authn.idle_locked", lockText)
	}
	return s.Session, data, err
}

// idle tells whether nobody touched the session for so long that it locks. This process remembers every touch; what
// stands in the database may be older by touchEvery, which is forgiven.
func (r *Room) idle(s Session) bool {
	last, limit := s.seenAt, Idle+touchEvery
	if at, ok := r.seen.Load(s.ID); ok && !at.(time.Time).Before(s.seenAt) {
		last, limit = at.(time.Time), Idle
	}
	return r.clock().Sub(last) > limit
}

// Touch notes that the officer is there. It writes at most once in touchEvery. A failure is no reason to turn an
// officer away: the session locks a little early.
func (r *Room) Touch(ctx context.Context, s Session) {
	if s.State != Active {
		return
	}
	now := r.clock()
	r.seen.Store(s.ID, now)
	if sinceSeen(s, now) < touchEvery {
		return
	}
	_ = r.keep(ctx, s.Account, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `update authn_session set seen_at = $2 where id = $1 and seen_at < $2`, s.ID, store.Micros(tx.Now()))
		return err
	})
}

// keep writes what says nothing about anybody's conduct: when a session was last seen, and what its pages keep. It
// is the one write without a fact: at three minutes each, such facts would bury those that matter.
func (r *Room) keep(ctx context.Context, account id.ID, body func(*store.Tx) error) error {
	ctx = part(ctx)
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := r.policy.Check(ctx, tx, policy.AuthnSignIn, policy.Resource{Kind: "session", ID: account}); err != nil {
			return 0, err
		}
		tx.MarkAudit("authn")
		return 0, body(tx)
	})
	return err
}

const (
	lockText = `update authn_session set state = 'locked', second_at = null where id = $1 and state = 'active'`
	endText  = `delete from authn_session where id = $1`
)

// shift changes one session, as its officer's own act.
func (r *Room) shift(ctx context.Context, s Session, kind, text string) error {
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Officer, Account: s.Account, Staff: s.Staff})
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		own := policy.Resource{Kind: "session", ID: s.ID, Owner: string(s.Staff)}
		if err := r.policy.Check(ctx, tx, policy.AuthnSelf, own); err != nil {
			return 0, err
		}
		n, err := tx.Exec(ctx, text, s.ID)
		if err != nil || n == 0 {
			tx.MarkAudit("authn") // another request did it first, and said so
			return 0, err
		}
		return 0, record(ctx, tx, kind, s.Account, "")
	})
	if err == nil {
		r.seen.Delete(s.ID)
	}
	return err
}

// Lock locks the session of ctx: the officer leaves the desk.
func (r *Room) Lock(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "authn.Lock")
	if s := From(ctx); s.State == Active {
		return r.shift(ctx, s, "authn.locked", lockText)
	}
	return nil
}

// SignOut ends the session of ctx. Without one it does nothing.
func (r *Room) SignOut(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "authn.SignOut")
	if s := From(ctx); s.State != None {
		return r.shift(ctx, s, "authn.signed_out", endText)
	}
	return nil
}

// Sweep forgets what has ended: sessions, tickets, guesses. A job calls it; it may be called at any time.
func (r *Room) Sweep(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "authn.Sweep")
	err = r.keep(ctx, "", func(tx *store.Tx) error {
		for text, before := range map[string]time.Time{
			`delete from authn_session where ends_at <= $1`: tx.Now(),
			`delete from authn_ticket where ends_at <= $1`:  tx.Now(),
			`delete from authn_guess where last_at <= $1`:   tx.Now().Add(-forget),
			`delete from authn_browser where seen_at <= $1`: tx.Now().Add(-remembers),
		} {
			if _, err := tx.Exec(ctx, text, store.Micros(before)); err != nil {
				return err
			}
		}
		return nil
	})
	old := r.clock().Add(-Lifetime)
	r.seen.Range(func(k, at any) bool {
		if at.(time.Time).Before(old) {
			r.seen.Delete(k)
		}
		return true
	})
	return err
}

// record writes a fact about an account, as its row stands now. It holds ids, never a name. Without an account there
// is nothing but a ticket or a guess, which pass by themselves.
func record(ctx context.Context, tx *store.Tx, kind string, account, facility id.ID) error {
	f := audit.Fact{Room: "authn", Kind: kind, Record: account, Facility: facility, Sort: audit.Computed}
	if account != "" {
		f.Sort, f.Rows = audit.Wrote, []audit.Row{audit.Kept("authn_account", account)}
	}
	return audit.Record(ctx, tx, f)
}

// Lasting are the columns of an account that no sign-in changes: only an act upon the account does.
const Lasting = "staff name_token name password second state demo"

// changed is record for an act that may have changed more than that somebody came in: what lasts of the account is digested
// by itself. A sign-in must not say so: it would make true what somebody altered to come in by.
func changed(ctx context.Context, tx *store.Tx, kind string, account, facility id.ID) error {
	return audit.Record(ctx, tx, audit.Fact{Room: "authn", Kind: kind, Record: account, Facility: facility, Rows: []audit.Row{
		audit.Kept("authn_account", account), audit.KeptOf("authn_account", account, Lasting),
	}})
}

// Sessions counts who is signed in now, at work and locked.
func Sessions(ctx context.Context, tx *store.Tx) (active, locked int, err error) {
	n, err := store.One(ctx, tx, func(s store.Scanner) (n [2]int, err error) { return n, s.Scan(&n[0], &n[1]) },
		`select coalesce(sum(case state when 'active' then 1 else 0 end), 0), coalesce(sum(case state when 'locked' then 1 else 0 end), 0)
		from authn_session where ends_at > $1`, store.Micros(tx.Now()))
	return n[0], n[1], err
}

// Seen is when the session was last touched, as far as the records know.
func (s Session) Seen() time.Time { return s.seenAt }

// Bound is what a device keeps to know something again in one session and in no other; it tells nothing of the words.
func Bound(session id.ID, words ...string) string {
	return base64.RawURLEncoding.EncodeToString(digest(string(session) + "|" + strings.Join(words, "|"))[:18])
}
