package web

import (
	"cmp"
	"context"
	"maps"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
)

// policy of what a page may load and do: its own files, its own forms, nothing else. data: is for the small
// drawings inside the style sheet.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; " +
	"object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

func (s *Site) secureHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), armed)
		next.ServeHTTP(w, r)
	})
}

// armed is what stands on every answer, also on one that is no page: a file, how the house is, a method that is refused.
// What may be kept says so itself. It is made once, for it is the same with every answer: nobody writes into a value of a
// header; Set puts another in its place, and Add has no room in these.
var armed = http.Header{
	"Content-Security-Policy": {contentPolicy}, "Cache-Control": {"no-store"}, "Referrer-Policy": {"same-origin"},
	"X-Content-Type-Options": {"nosniff"}, "X-Frame-Options": {"DENY"},
	"Cross-Origin-Opener-Policy": {"same-origin"}, "Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy": {"camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
}

// Armour stands around everything that is served, pages or not. A browser takes no answer for what it does not call itself,
// shows none in a frame of others, and over TLS comes back over TLS only, to every name below this one too. Methods that
// nobody needs are refused before anything reads them.
func Armour(tls bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, armed)
		if tls {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains") // a year: never without TLS again
		}
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodPost:
			next.ServeHTTP(w, r)
		default:
			h.Set("Allow", "GET, HEAD, POST")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		}
	})
}

func safeMethod(m string) bool { return m == http.MethodGet || m == http.MethodHead }

// maxBody is the largest body a request may carry: files come by multipart, and routes bound them further.
func maxBody(r *http.Request) int64 {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return 64 << 20
	}
	return maxForm
}

// sameOrigin refuses writes that another site sent. http.CrossOriginProtection lets a request pass that
// carries neither Sec-Fetch-Site nor Origin (old kiosks); such a one must carry the form token of its own
// device instead.
func (s *Site) sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := fromContext(hr.Context())
		if safeMethod(hr.Method) && formToken(hr) == "" {
			t := newToken()
			r.setCookie(cookieToken, t, 0)
			hr = hr.WithContext(context.WithValue(hr.Context(), tokenKey{}, t))
			r.Request = hr
		}
		if err := s.crossed(guard, w, hr); err != nil {
			r.event.err = err
			r.fail(err)
			return
		}
		next.ServeHTTP(w, hr)
	})
}

func (s *Site) crossed(guard *http.CrossOriginProtection, w http.ResponseWriter, r *http.Request) error {
	if err := guard.Check(r); err != nil {
		return Known(errs.Because(errs.Denied, "web.cross_origin", err), "web.cross_origin")
	}
	if safeMethod(r.Method) || r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != "" {
		return nil
	}
	if err := parse(w, r); err != nil {
		return err
	}
	if t := formToken(r); t == "" || r.PostForm.Get(fieldToken) != t {
		return Known(errs.New(errs.Denied, "web.cross_origin"), "web.cross_origin")
	}
	return nil
}

// identify asks the sessions who sits there.
func (s *Site) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := fromContext(hr.Context())
		who, err := s.sessions.Who(hr.Context())
		if err != nil {
			r.Request, r.words, r.unknown = hr, s.words.In(LocaleOf(hr)), true
			if !safeMethod(r.Method) {
				_, _ = r.Posted() // what cannot be read is not kept; the trouble is another
			}
			r.event.err = err
			r.fail(err)
			return
		}
		r.who, r.event.actor = who, cmp.Or(who.LogAs, who.Actor.Ref())
		r.Request = hr.WithContext(actor.With(hr.Context(), who.Actor))
		next.ServeHTTP(w, r.Request)
	})
}

// slowed refuses who asks faster than a person can; the page says when to come back, and nobody is kept out for longer.
func (s *Site) slowed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := fromContext(hr.Context())
		if wait := s.doors.Take(string(r.who.Actor.Account), func() string { return s.source(hr) }, r.now); wait > 0 {
			r.Request = hr
			r.event.err = errs.New(errs.TooMany, "web.too_fast", int(math.Ceil(wait.Seconds())))
			r.fail(r.event.err)
			return
		}
		next.ServeHTTP(w, hr)
	})
}

// pass lets the handler run for whom its route is meant. A locked reader who posts his password along
// (fieldUnlock) is opened on the way, so that what he had written is not lost.
func (r *Request) pass(g gate, h Handler) error {
	if g == anyone {
		return h(r)
	}
	if !safeMethod(r.Method) {
		v, err := r.Posted()
		if err != nil {
			return err
		}
		if r.foreign(v) {
			return r.otherSeat(v)
		}
		if r.who.Presence == Locked && v.Has(fieldUnlock) {
			r.openOnTheWay(v.Get(fieldUnlock))
		}
		if r.who.Presence == SignedIn && v.Has(fieldHeld) {
			if err = r.takeUp(v.Get(fieldHeld)); err != nil {
				return err
			}
		}
	}
	if r.who.Presence != SignedIn {
		r.askWho()
		return nil
	}
	r.unsign()
	if code := r.PostForm; !safeMethod(r.Method) && code.Has(fieldCode) {
		if err := r.signOnTheWay(code.Get(fieldCode)); err != nil {
			return r.askSignature(err, true)
		}
	}
	err := h(r)
	r.signedOff(err)
	if wantsSignature(err) && !r.site.machines.hears(r.Request) {
		return r.askSignature(err, false)
	}
	return err
}

func (r *Request) openOnTheWay(password string) {
	err := r.unlocked(password)
	if err == nil {
		r.who, err = r.site.sessions.Who(r.Context())
	}
	if err != nil {
		r.event.err = err
		r.form = r.formOf(err)
	}
	r.Request = r.WithContext(actor.With(r.Context(), r.who.Actor))
	r.PostForm.Del(fieldUnlock)
}

// askWho answers a reader who is locked or signed out. What he posted stays in the page, so that nothing
// has to be written again; a read goes to the sign-in and comes back.
func (r *Request) askWho() {
	if r.site.machines.hears(r.Request) {
		r.event.err = r.nobody()
		r.told(r.event.err)
		return
	}
	kept := url.Values{}
	if !safeMethod(r.Method) {
		if _, err := r.Posted(); err == nil && r.who.Presence == SignedOut {
			kept = r.kept(fieldHeld, fieldSeat)
		} else if err == nil {
			kept = r.kept(fieldHeld)
		}
	}
	if r.who.Presence == SignedOut && safeMethod(r.Method) && r.site.signInAt != "" {
		to := r.site.signInAt
		if r.URL.Path != "/" {
			to += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
		}
		http.Redirect(r.w, r.Request, to, http.StatusSeeOther)
		return
	}
	r.status = http.StatusUnauthorized
	hold := Hold{Action: r.URL.RequestURI(), Method: r.Method, Values: kept, Files: r.chosen(), SignIn: r.site.signInAt, Locked: r.who.Presence == Locked, Untold: r.unkept()}
	if r.URL.Path == unlockAt { // the page of the lock itself: nothing was written there
		hold.Action, hold.Method, hold.Values = Local(kept.Get("next")), http.MethodGet, nil
	}
	stands := hold.Written()
	r.form.stands = &stands
	p := r.Page(r.T("web.lock.title"), "sign-in")
	if err := r.Render(HoldPage(p, hold)); err != nil {
		http.Error(r.w, r.T("web.lock.title"), http.StatusUnauthorized)
	}
}

// Hold is what a locked or expired page keeps until its reader is known again.
type Hold struct {
	Action, Method, SignIn string
	Values                 url.Values
	Files                  []Fault // that were chosen: a browser sends none twice, so they are asked for again
	Locked                 bool
	Other                  bool // another has taken the seat of who wrote this
	Untold                 bool // a secret was typed, and no page holds one
	NoSecond               bool // to sign, a second factor has to be enrolled first
}

// Written tells whether something of its reader's stands in it, beside what the kit puts into every form.
func (h Hold) Written() bool {
	for name, values := range h.Values {
		if !strings.HasPrefix(name, "_") && name != "version" && strings.Join(values, "") != "" {
			return true
		}
	}
	return false
}

// unlockAt takes the password of a locked session.
const unlockAt = "/lock/open"

func lock(r *Request) error {
	if err := r.site.sessions.Lock(r.Context()); err != nil {
		return err
	}
	if r.Header.Get("X-Guitu") == "sheet" { // the script shows its own sheet over the page
		r.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	v, err := r.Posted()
	if err != nil {
		return err
	}
	return r.Redirect(v.Get("back")) // locked, and back here once it is open
}

// stay tells that somebody still sits there who only writes: the session is not idle.
func stay(r *Request) error {
	r.w.WriteHeader(http.StatusNoContent)
	return nil
}

// unlock opens from the sheet (204; else the reason in words: 422 wrong, 429 too often, 401 expired, 409 somebody else
// sits there) or from the page of the lock.
func unlock(r *Request) error {
	v, err := r.Posted()
	if err != nil {
		return err
	}
	if err = r.open(v); r.Header.Get("X-Guitu") == "sheet" {
		if r.event.err = err; err == nil {
			r.w.WriteHeader(http.StatusNoContent)
			return nil
		}
		kind := errs.KindOf(err)
		http.Error(r.w, r.trouble(kind, err).Text, statuses[kind])
		return nil
	}
	if err != nil {
		r.event.err = err
		r.form = r.formOf(err)
		r.askWho()
		return nil
	}
	return r.Redirect(v.Get("next"))
}

// open lets the sheet go: by the password, or because its officer has signed in again meanwhile. It fails with
// Conflict web.other_seat when somebody else sits there, and Unauthenticated when nobody does.
func (r *Request) open(v url.Values) error {
	switch {
	case r.foreign(v):
		return errs.New(errs.Conflict, "web.other_seat")
	case r.who.Presence == SignedIn:
		return nil
	case r.who.Presence == SignedOut:
		return errs.New(errs.Unauthenticated, "web.expired.title")
	}
	return r.unlocked(v.Get(fieldUnlock))
}

// unlocked tries the password of a locked session. A wrong one is a field to be written again: the session is still
// there, and only one that has ended is Unauthenticated.
func (r *Request) unlocked(password string) error {
	err := r.site.sessions.Unlock(r.Context(), password)
	if errs.KindOf(err) == errs.Unauthenticated {
		return errs.Because(errs.Invalid, "web.lock.wrong", err)
	}
	return err
}

const year = 365 * 24 * time.Hour

// setTheme, setLocale and setKeys keep a choice on the device and go back to the page.
func setTheme(r *Request) error { return r.keep(cookieTheme, "theme", "light", "dark", "auto") }

func setLocale(r *Request) error {
	return r.keep(cookieLocale, "locale", string(text.ZH), string(text.EN))
}

func setKeys(r *Request) error { return r.keep(cookieKeys, "keys", "on", "off") }

func (r *Request) keep(name, field string, allowed ...string) error {
	v, err := r.Posted()
	if err != nil {
		return err
	}
	for _, a := range allowed {
		if v.Get(field) == a {
			r.setCookie(name, a, year)
		}
	}
	return r.Redirect(v.Get("back"))
}
