package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"guitu/internal/base/id"
)

// Cookies of the device. None holds a name; the session's own cookie belongs to sign-in.
const (
	cookieFlash  = "guitu_said"
	cookieToken  = "guitu_form"
	cookieTheme  = "guitu_theme"
	cookieLocale = "guitu_locale"
	cookieKeys   = "guitu_keys"
)

// cookieName is the name under which a cookie is kept: over TLS a browser takes it from this host alone.
func (s *Site) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func cookie(r *http.Request, name string) string {
	if x := fromContext(r.Context()); x != nil {
		name = x.site.cookieName(name)
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie keeps a value on the device; age 0 is "until the browser closes", negative removes it.
func (r *Request) setCookie(name, value string, age time.Duration) {
	http.SetCookie(r.w, &http.Cookie{
		Name: r.site.cookieName(name), Value: value, Path: "/", MaxAge: int(age / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.site.secure,
	})
}

// Remember keeps a value that names nobody on the device, for no script and this host alone; a negative age removes it.
func (r *Request) Remember(name, value string, age time.Duration) { r.setCookie(name, value, age) }

// Remembered is what was kept so, "" when nothing is.
func (r *Request) Remembered(name string) string { return cookie(r.Request, name) }

// CookieName is the name under which a cookie of this house is kept: over TLS a browser takes it from this host alone.
func (r *Request) CookieName(name string) string { return r.site.cookieName(name) }

// Secure tells whether browsers reach the house by TLS only.
func (r *Request) Secure() bool { return r.site.secure }

// said is a message that crosses a redirect. It is a key with arguments, so the cookie can only ever say
// what the catalogue says.
type said struct {
	Tone Tone     `json:"t"`
	Key  string   `json:"k"`
	Args []string `json:"a,omitempty"`
}

func (r *Request) setFlash(tone Tone, key string, args []any) {
	s := said{Tone: tone, Key: key}
	for _, a := range args {
		s.Args = append(s.Args, r.words.Arg(a))
	}
	raw, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("web: strings always marshal: %v", err))
	}
	r.setCookie(cookieFlash, base64.RawURLEncoding.EncodeToString(raw), time.Minute)
}

func (r *Request) flash() []Notice {
	raw, err := base64.RawURLEncoding.DecodeString(cookie(r.Request, cookieFlash))
	var s said
	if err != nil || len(raw) == 0 || json.Unmarshal(raw, &s) != nil || !r.words.Has(s.Key) {
		return nil
	}
	if r.Method == http.MethodGet {
		r.setCookie(cookieFlash, "", -time.Second)
	}
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		args[i] = a
	}
	switch s.Tone {
	case OK, Warn, Danger, Info:
	default:
		s.Tone = Info
	}
	return []Notice{{Tone: s.Tone, Text: r.words.T(s.Key, args...)}}
}

// formToken binds forms to the device for browsers that send neither Origin nor Sec-Fetch-Site. It is set
// by the cross-origin step of the chain; two ids hold 148 random bits.
func formToken(r *http.Request) string {
	if t, ok := r.Context().Value(tokenKey{}).(string); ok { // given in this answer
		return t
	}
	if t := cookie(r, cookieToken); len(t) == 52 {
		return t
	}
	return ""
}

// Renew gives the device another form token. Whatever form was drawn on it before is Stale from then on, also one that lies in
// the history of its browser.
func (r *Request) Renew() {
	t := newToken()
	r.setCookie(cookieToken, t, 0)
	r.Request = r.WithContext(context.WithValue(r.Context(), tokenKey{}, t))
}

// Stale tells whether a posted form was drawn under another form token than the one that the device has now.
func (r *Request) Stale() (bool, error) {
	v, err := r.Posted()
	t := formToken(r.Request)
	return t == "" || v.Get(fieldToken) != t, err
}

func newToken() string { return string(id.New()) + string(id.New()) }

type tokenKey struct{}
