package authn

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"guitu/internal/base/actor"
	"guitu/internal/platform/store"
)

// Background is a header by which a page says that a request is its own and not the officer's (a poll): it does not
// keep the session from locking.
const Background = "Guitu-Background"

// Handler lets every request below it know its session (From) and actor (actor.From), and keeps Values.
func (r *Room) Handler(next http.Handler) http.Handler {
	inner := r.values.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := req.Context()
		s := From(ctx)
		if s.State == Active {
			ctx = actor.With(ctx, s.Actor())
			if req.Header.Get(Background) == "" {
				r.Touch(ctx, s)
			}
		}
		next.ServeHTTP(w, req.WithContext(ctx))
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// scs asks the store for the token's data; the store finds the session on the way and leaves it here.
		ctx := context.WithValue(req.Context(), sessionKey{}, new(Session))
		inner.ServeHTTP(w, req.WithContext(ctx))
	})
}

// Enter gives the browser the tokens of an entry.
func (r *Room) Enter(w http.ResponseWriter, e Entry) {
	r.cookie(w, r.values.Cookie.Name, e.Token, 0)
	if e.Browser != "" {
		r.cookie(w, r.cookieName("guitu-browser"), e.Browser, 365*24*time.Hour)
	}
}

// Leave takes the session's token from the browser.
func (r *Room) Leave(w http.ResponseWriter) { r.cookie(w, r.values.Cookie.Name, "", -1) }

// Browser is the token of the request's browser, "" when it has none yet.
func (r *Room) Browser(req *http.Request) string {
	if c, err := req.Cookie(r.cookieName("guitu-browser")); err == nil {
		return c.Value
	}
	return ""
}

func (r *Room) cookieName(name string) string {
	if r.secure {
		return "__Host-" + name // the browser refuses it from a neighbouring host or over plain HTTP
	}
	return name
}

func (r *Room) cookie(w http.ResponseWriter, name, value string, life time.Duration) {
	age := int(life.Seconds())
	if life < 0 {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: r.secure, SameSite: http.SameSiteLaxMode,
	})
	w.Header().Add("Cache-Control", `no-cache="Set-Cookie"`)
}

// sessions is the room as scs sees it: the store of what pages keep, by token.
type sessions struct{ r *Room }

var _ scs.CtxStore = (*sessions)(nil)

// FindCtx gives the data of a token's session, and leaves the session in the context's place for it.
func (s *sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	found, data, err := s.r.find(ctx, token)
	place, ok := ctx.Value(sessionKey{}).(*Session)
	if err != nil && ok { // the page that says so is the house's, not the session's
		*place = Session{Trouble: err}
		return nil, false, nil
	}
	if err != nil || found.State == None {
		return nil, false, err
	}
	if ok {
		*place = found
	}
	if data == nil {
		data, err = s.r.values.Codec.Encode(found.Ends, map[string]any{})
	}
	return data, true, err
}

// CommitCtx keeps the data of a token's session. The expiry that scs computes is not heeded: a session ends when it was
// entered to end. Without a session nothing is kept.
func (s *sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	found := From(ctx)
	if found.State == None {
		return nil
	}
	return s.r.keep(ctx, found.Account, func(tx *store.Tx) error {
		sealed, err := s.r.sealData(ctx, tx, found.Account, data)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update authn_session set data = $2 where id = $1`, found.ID, sealed)
		return err
	})
}

// DeleteCtx ends a token's session.
func (s *sessions) DeleteCtx(ctx context.Context, token string) error {
	found, _, err := s.r.find(ctx, token)
	if err != nil || found.State == None {
		return err
	}
	return s.r.shift(ctx, found, "authn.signed_out", endText)
}

// Find, Commit and Delete are those of scs.Store; scs uses the ones with a context.
func (s *sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *sessions) Commit(token string, data []byte, ends time.Time) error {
	return s.CommitCtx(context.Background(), token, data, ends)
}

func (s *sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
