package authn

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Attempt is a sign-in as it came from the form.
type Attempt struct {
	Name     string
	Password string
	Code     string // one-time code, or a recovery code; "" when the officer has no second factor
	Source   string // where from: the network address
	Browser  string // the browser's token, Entry.Browser of an earlier sign-in; "" for a new one
}

// Entry is a session just entered, with the tokens that only the browser keeps.
type Entry struct {
	Session Session
	Token   string
	Browser string
}

// guessing is one try at an account's secrets.
type guessing struct {
	name     []byte
	source   string
	password string
	code     string
	needCode bool   // a code alone decides, as in Prove
	named    bool   // the provider of identities has said who he is, instead of a password
	browser  string // where it is tried, to know a browser again; "" at a machine that is not known
	session  id.ID  // in which it is tried by its officer: he is counted there
}

// proof is what a guess that was right used up.
type proof struct {
	account  accountRow
	subject  []byte // under which wrong guesses are counted
	known    bool   // the subject is a browser's or a session's, not the name's
	step     int64
	recovery []byte
}

// SignIn opens a session, or the officer's own that he left at this browser. Any other officer's session there is
// locked. It fails with authn.refused (name, password or code is wrong, or the account closed: never said which),
// authn.code_needed (the password is right and a code is asked for), authn.wait (TooMany, with the seconds to wait),
// authn.busy (TooMany), authn.no_post (right, but the officer holds no post today).
func (r *Room) SignIn(ctx context.Context, a Attempt) (_ Entry, err error) {
	defer errs.Wrap(&err, "authn.SignIn")
	return r.enterBy(ctx, guessing{name: r.nameToken(a.Name), source: a.Source, password: a.Password, code: a.Code}, a.Browser)
}

// enterBy opens a session at a browser, once a guess is right.
func (r *Room) enterBy(ctx context.Context, g guessing, browser string) (e Entry, err error) {
	if e = (Entry{Token: secret(), Browser: browser}); browser == "" {
		e.Browser = secret()
	}
	g.browser = browser
	err = r.guess(ctx, g, func(p proof) (err error) {
		if g.named && p.account.second == nil {
			return errs.New(errs.Denied, "authn.no_second")
		}
		e.Session, err = r.enter(ctx, p, e)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	r.seen.Store(e.Session.ID, r.clock())
	return e, nil
}

// Unlock wakes the locked session of ctx by its officer's password, under a new token; everything in it stays. It
// fails like SignIn.
func (r *Room) Unlock(ctx context.Context, password, source string) (_ Entry, err error) {
	defer errs.Wrap(&err, "authn.Unlock")
	s := From(ctx)
	if s.State != Locked && s.State != Active {
		return Entry{}, refused()
	}
	a, err := r.account(ctx, s.Account)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Session: s, Token: secret()}
	err = r.guess(ctx, guessing{name: a.token, source: source, password: password, code: noCode, session: s.ID}, func(p proof) error {
		return r.as(ctx, p, "authn.unlocked", func(tx *store.Tx) error {
			return wake(ctx, tx, s.ID, r.mark(e.Token, s))
		})
	})
	if err != nil {
		return Entry{}, err
	}
	e.Session.State = Active
	r.seen.Store(s.ID, r.clock())
	return e, nil
}

// Prove is the officer's signature on what he is about to do: a fresh code of his second factor. The context it
// answers carries it, and so does the session for the five minutes that policy.Fresh allows. It fails with
// authn.no_second, authn.code_wrong, authn.code_needed (Invalid), authn.wait.
func (r *Room) Prove(ctx context.Context, code, source string) (_ context.Context, err error) {
	defer errs.Wrap(&err, "authn.Prove")
	s := From(ctx)
	if s.State != Active {
		return ctx, refused()
	}
	a, err := r.account(ctx, s.Account)
	if err != nil {
		return ctx, err
	}
	if a.second == nil {
		return ctx, errs.New(errs.Denied, "authn.no_second")
	}
	var at time.Time
	err = r.guess(ctx, guessing{name: a.token, source: source, code: strings.TrimSpace(code), needCode: true, session: s.ID}, func(p proof) error {
		return r.as(ctx, p, "authn.proved", func(tx *store.Tx) error {
			at = tx.Now()
			return store.Update(ctx, tx, `update authn_session set second_at = $2 where id = $1 and state = 'active'`, s.ID, store.Micros(at))
		})
	})
	if errs.Is(err, "authn.refused") {
		return ctx, errs.New(errs.Denied, "authn.code_wrong")
	}
	if errs.Is(err, "authn.code_needed") { // he is signed in: a field was left empty
		return ctx, errs.New(errs.Invalid, "authn.code_needed")
	}
	if err != nil {
		return ctx, err
	}
	s.SecondAt = at
	who := actor.From(ctx)
	who.SecondAt = at
	return actor.With(context.WithValue(ctx, sessionKey{}, &s), who), nil
}

// Vouch is an officer's signature at a machine where he has no session: password and a fresh code of his second factor, a
// recovery code is none. It answers him with his posts of today, signed now. It fails like SignIn and Prove.
func (r *Room) Vouch(ctx context.Context, a Attempt) (who actor.Actor, err error) {
	defer errs.Wrap(&err, "authn.Vouch")
	g := guessing{name: r.nameToken(a.Name), source: a.Source, password: a.Password, code: a.Code}
	err = r.guess(ctx, g, func(p proof) error {
		switch {
		case p.account.second == nil:
			return errs.New(errs.Denied, "authn.no_second")
		case p.step == 0:
			return errs.New(errs.Denied, "authn.code_wrong")
		}
		return r.as(ctx, p, "authn.proved", func(tx *store.Tx) error {
			posts, err := r.posts.Posts(ctx, tx, p.account.staff, tx.Now())
			who = actor.Actor{Kind: actor.Officer, Account: p.account.id, Staff: p.account.staff, Posts: posts, SecondAt: tx.Now()}
			return err
		})
	})
	return who, err
}

// noCode says that a password is enough here: the session was entered with a code, if the account has one.
const noCode = "\x00"

// guess tries the secrets of an account; done runs when they are right, and must use the proof up. Whatever is wrong is
// counted against name and source, and answered alike.
func (r *Room) guess(ctx context.Context, g guessing, done func(proof) error) error {
	bound, err := r.bound(ctx, g)
	if err != nil {
		return err
	}
	if r.bucket.Take(bound, r.clock()) > 0 {
		return errs.New(errs.TooMany, "authn.busy")
	}
	end, err := r.turns.Take(ctx, g.name)
	if err != nil {
		return err
	}
	defer end()
	source := r.sourceToken(g.source)
	p, err := r.read(ctx, g, source)
	if err != nil {
		return err
	}
	ok := g.needCode || g.named
	if !ok {
		if ok, err = r.hasher.Matches(ctx, g.password, p.account.password); err != nil {
			return err
		}
	}
	needed := p.account.second != nil && g.code != noCode
	switch {
	case !ok || p.account.state != "open":
	case needed && g.code == "":
		r.bucket.Give(bound) // his password is right: it is no guess, and the code is still to come
		return errs.New(errs.Unauthenticated, "authn.code_needed")
	case needed && p.step == 0 && p.recovery == nil:
	default:
		if err = done(p); !errs.Is(err, "authn.used") {
			r.bucket.Give(bound) // he did not guess
			return err
		}
	}
	if err := r.failed(ctx, p.account.id, counted{p.subject, forName}, counted{source, forSource}); err != nil {
		return err
	}
	return refused()
}

// bound is by what tries are bounded before anything is hashed: the session of who is in it, the browser where its officer
// came in before, and the address of everybody else. So nobody at the same address keeps him out.
func (r *Room) bound(ctx context.Context, g guessing) (string, error) {
	if g.session == "" && g.browser == "" {
		return g.source, nil
	}
	return store.Read(ctx, r.db, func(tx *store.Tx) (string, error) {
		a, err := accountNamed(ctx, tx, g.name)
		if err != nil {
			return "", err
		}
		subject, known, err := r.subject(ctx, tx, g, a.id)
		if !known {
			return g.source, err
		}
		return string(subject), err
	})
}

// read loads what a guess is compared with. Whether the code is right is found out for every account that has a
// second factor, whatever the password.
func (r *Room) read(ctx context.Context, g guessing, source []byte) (proof, error) {
	return store.Read(ctx, r.db, func(tx *store.Tx) (p proof, err error) {
		if p.account, err = accountNamed(ctx, tx, g.name); err != nil {
			return p, err
		}
		if p.subject, p.known, err = r.subject(ctx, tx, g, p.account.id); err != nil {
			return p, err
		}
		wait := [][]byte{p.subject, source}
		if p.known { // whoever guesses at this address does not keep him out
			wait = wait[:1]
		}
		if err = waiting(ctx, tx, wait...); err != nil || p.account.second == nil || g.code == noCode {
			return p, err
		}
		key, err := r.vault.Key(ctx, tx, p.account.id, seal.General)
		if err != nil {
			return p, err
		}
		secret, err := key.OpenString("authn_account.second", p.account.second)
		if err != nil {
			return p, err
		}
		p.step = stepOf(secret, g.code, tx.Now(), p.account.step)
		if typed := plainCode(g.code); p.step == 0 && typed != nil && !g.needCode {
			p.recovery, err = unused(ctx, tx, p.account.id, recoveryDigest(key, typed))
		}
		return p, err
	})
}

// enter writes the new session, or wakes the one the officer left, and locks the others at this browser.
func (r *Room) enter(ctx context.Context, p proof, e Entry) (Session, error) {
	browser := digest(e.Browser)
	fresh := id.New()
	var out Session
	err := r.as(ctx, p, "authn.signed_in", func(tx *store.Tx) error {
		posts, err := r.posts.Posts(ctx, tx, p.account.staff, tx.Now())
		if err != nil {
			return err
		}
		if len(posts) == 0 {
			return errs.New(errs.Denied, "authn.no_post")
		}
		if _, err := tx.Exec(ctx, `update authn_session set state = 'locked', second_at = null
			where seat = $1 and account <> $2 and state = 'active'`, browser, p.account.id); err != nil {
			return err
		}
		old, found, err := left(ctx, tx, p.account.id, browser)
		if err != nil {
			return err
		}
		if err := knows(ctx, tx, p.account.id, browser); err != nil {
			return err
		}
		if found {
			out = old.Session
			out.State, out.posts, out.SecondAt = Active, posts, time.Time{}
			return wake(ctx, tx, old.ID, r.mark(e.Token, old.Session))
		}
		out = Session{
			ID: fresh, Account: p.account.id, Staff: p.account.staff, State: Active, Started: tx.Now(), Ends: tx.Now().Add(Lifetime),
			Demo: p.account.demo, HasSecond: p.account.second != nil, seenAt: tx.Now(), posts: posts,
		}
		return insertSeat(ctx, tx, seat{Session: out, digest: r.mark(e.Token, out)}, browser)
	})
	return out, err
}

// as runs an act of an account's own officer, once his secrets were right: it uses the proof up, forgives the guesses
// before it, and records the fact. authn.used means that another used the same code, or changed the password, first.
func (r *Room) as(ctx context.Context, p proof, kind string, body func(*store.Tx) error) error {
	who := actor.From(ctx)
	if who.Staff != p.account.staff {
		who = actor.Actor{Kind: actor.Officer, Account: p.account.id, Staff: p.account.staff}
	}
	ctx = actor.With(ctx, who)
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		own, err := r.resource(ctx, tx, p.account.id, p.account.staff)
		if err != nil {
			return 0, err
		}
		ctx, err := r.seated(ctx, tx)
		if err != nil {
			return 0, err
		}
		if err := r.policy.Check(ctx, tx, policy.AuthnSelf, own); err != nil {
			return 0, err
		}
		if err := p.use(ctx, tx); err != nil {
			return 0, err
		}
		if err := body(tx); err != nil {
			return 0, err
		}
		return 0, record(ctx, tx, kind, p.account.id, own.Facility)
	})
	return err
}

// seated is ctx with the posts that its officer holds today: from where he came in stands in the log, so that a list of
// facts can leave out whom it must not show.
func (r *Room) seated(ctx context.Context, tx *store.Tx) (context.Context, error) {
	who := actor.From(ctx)
	if len(who.Posts) > 0 {
		return ctx, nil
	}
	posts, err := r.posts.Posts(ctx, tx, who.Staff, tx.Now())
	who.Posts = posts
	return actor.With(ctx, who), err
}

func (p proof) use(ctx context.Context, tx *store.Tx) error {
	n, err := tx.Exec(ctx, `update authn_account set second_step = $4
		where id = $1 and password = $2 and state = 'open' and (second_step < $3 or $3 = 0)`,
		p.account.id, string(p.account.password), p.step, max(p.step, p.account.step))
	if err == nil && n == 1 && p.recovery != nil {
		n, err = tx.Exec(ctx, `update authn_recovery set used_at = $3 where account = $1 and digest = $2 and used_at is null`,
			p.account.id, p.recovery, store.Micros(tx.Now()))
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Conflict, "authn.used")
	}
	_, err = tx.Exec(ctx, `delete from authn_guess where subject = $1`, p.subject)
	return err
}

func (r *Room) account(ctx context.Context, which id.ID) (accountRow, error) {
	return store.Read(ctx, r.db, func(tx *store.Tx) (accountRow, error) { return findAccount(ctx, tx, which) })
}
