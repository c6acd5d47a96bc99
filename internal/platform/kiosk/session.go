package kiosk

import (
	"context"
	"net/http"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Session is a resident at a screen.
type Session struct {
	ID      id.ID
	Account id.ID // "" when nobody is signed in
	Person  id.ID
	Stay    Stay
	Started time.Time
	Ends    time.Time
	Demo    bool
	seenAt  time.Time
}

// Actor is who acts in the session.
func (s Session) Actor() actor.Actor {
	if s.Account == "" {
		return actor.Actor{}
	}
	return actor.Actor{Kind: actor.Resident, Account: s.Account, Person: s.Person}
}

// Find is the session of a token; the zero Session where it has ended, was left too long, or never was, and where the stay
// of its resident has ended.
func (r *Room) Find(ctx context.Context, token string) (_ Session, err error) {
	defer errs.Wrap(&err, "kiosk.Find")
	s, err := store.Read(ctx, r.DB, func(tx *store.Tx) (s Session, err error) {
		if s, err = r.findSession(ctx, tx, token); err != nil {
			return s, err
		}
		s.Stay, err = r.Stay(ctx, tx, s.Person)
		return s, err
	})
	if errs.Is(err, "store.not_found") {
		return Session{}, nil
	}
	if err != nil || !s.Stay.Here || r.clock().Sub(s.seenAt) > r.Idle {
		return Session{}, err
	}
	return s, r.touch(ctx, s)
}

// touch notes that the resident is there, at most eight times in the while after which a session ends.
func (r *Room) touch(ctx context.Context, s Session) error {
	if r.clock().Sub(s.seenAt) < r.Idle/8 {
		return nil
	}
	return r.keep(ctx, `update kiosk_session set seen_at = $2 where id = $1`, s.ID, store.Micros(r.clock()))
}

// keep writes what says nothing about anybody: when a session was last seen, and that old ones are gone.
func (r *Room) keep(ctx context.Context, text string, args ...any) error {
	ctx = actor.With(ctx, actor.Part("kiosk"))
	_, err := store.Write(ctx, r.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := r.Policy.Check(ctx, tx, policy.KioskSignIn, policy.Resource{Kind: "kiosk"}); err != nil {
			return 0, err
		}
		tx.MarkAudit("kiosk")
		_, err := tx.Exec(ctx, text, args...)
		return 0, err
	})
	return err
}

// SignOut ends the session of a token. Where there is none it does nothing.
func (r *Room) SignOut(ctx context.Context, token string) (err error) {
	defer errs.Wrap(&err, "kiosk.SignOut")
	from, to := r.Vault.Borne(sessionMark, token)
	return r.keep(ctx, `delete from kiosk_session where digest >= $1 and digest <= $2`, from, to)
}

// Sweep forgets sessions and tickets that have ended.
func (r *Room) Sweep(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "kiosk.Sweep")
	if err := r.keep(ctx, `delete from kiosk_session where ends_at <= $1 or seen_at <= $2`, store.Micros(r.clock()), store.Micros(r.clock().Add(-r.Idle))); err != nil {
		return err
	}
	return r.keep(ctx, `delete from kiosk_ticket where ends_at <= $1`, store.Micros(r.clock()))
}

// looked is the fact of each part of his own page that he reads.
var looked = map[string]string{
	"term": "kiosk.looked_term", "owed": "kiosk.looked_owed", "papers": "kiosk.looked_papers", "trail": "kiosk.looked_trail",
}

// Looked states that a resident has looked at a part of what is his: "term", "owed", "papers", "trail".
func (r *Room) Looked(ctx context.Context, s Session, part string) (err error) {
	defer errs.Wrap(&err, "kiosk.Looked(%s)", part)
	_, err = store.Write(ctx, r.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		a := accountRow{id: s.Account, person: s.Person}
		stay, err := r.allowed(ctx, tx, a)
		if err != nil {
			return 0, err
		}
		return 0, audit.Record(ctx, tx, fact(looked[part], a, stay))
	})
	return err
}

// Enter gives the browser the token of an entry; Leave takes it away. The browser forgets it when it is closed.
func (r *Room) Enter(w http.ResponseWriter, e Entry) { r.cookie(w, e.Token, 0) }

// Leave takes the token from the browser.
func (r *Room) Leave(w http.ResponseWriter) { r.cookie(w, "", -1) }

// Token is the token of a request's browser, "" for none.
func (r *Room) Token(req *http.Request) string {
	if c, err := req.Cookie(r.cookieName()); err == nil {
		return c.Value
	}
	return ""
}

func (r *Room) cookieName() string {
	if r.Secure {
		return "__Host-guitu-own"
	}
	return "guitu-own"
}

func (r *Room) cookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: r.cookieName(), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: r.Secure, SameSite: http.SameSiteStrictMode,
	})
}
