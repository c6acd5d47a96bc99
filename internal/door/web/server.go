package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/authn/brake"
	"guitu/internal/platform/obs"
)

// Options is what app plugs into the site.
type Options struct {
	Words    *text.Catalogue
	Sessions Sessions
	Clock    clock.Clock
	Log      *slog.Logger
	Menu     func(Page) Menu // of the reader's desk, in words; nil draws none
	SearchAt string          // where the search box leads, such as "/people"; "" hides it
	SignInAt string          // where one signs in, such as "/sign-in"
	Demo     bool            // says on every page that the people are invented
	DemoDay  text.Day        // the day that they were invented for, said where it is not today; nil is silent
	Secure   bool            // served over TLS: cookies say so
	// Refused keeps the fact that somebody was denied something: the act's own transaction is rolled back, so
	// the refusal is a small write of its own. nil keeps none.
	Refused func(ctx context.Context, route string, record id.ID, err error)
	// Share lets what one page reads stand on one snapshot of the records (store.DB.Share); nil shares nothing.
	Share  func(context.Context) (_ context.Context, release func())
	Watch  obs.Watch                  // is told of every request; nil of none
	Rate   int                        // brake.NewDoors
	Source func(*http.Request) string // the address of a request
}

// Site is the mux of the house. Page rooms add their routes with Get, Post, Open and Long.
type Site struct {
	mux                *http.ServeMux
	bare               map[string]bool // patterns outside the chain
	words              *text.Catalogue
	sessions           Sessions
	clock              clock.Clock
	log                *slog.Logger
	menu               func(Page) Menu
	searchAt, signInAt string
	demo, secure       bool
	demoDay            text.Day
	absent             absent
	apart              apart
	machines           Machines
	routes             []Route
	refused            func(ctx context.Context, route string, record id.ID, err error)
	watch              obs.Watch
	source             func(*http.Request) string
	share              func(context.Context) (context.Context, func())
	doors              *brake.Doors
}

// How long a request may take; Long is for files that grow while they are read.
const (
	patience     = 30 * time.Second
	longPatience = 15 * time.Minute
)

// New makes a site with the kit's own routes.
func New(o Options) *Site {
	s := &Site{
		mux: http.NewServeMux(), bare: map[string]bool{}, words: o.Words, sessions: o.Sessions, clock: o.Clock, log: o.Log,
		menu: o.Menu, searchAt: o.SearchAt, signInAt: o.SignInAt, demo: o.Demo, demoDay: o.DemoDay, secure: o.Secure,
		refused: o.Refused, watch: obs.Watches(o.Watch), source: o.Source, share: o.Share, doors: brake.NewDoors(o.Rate),
	}
	s.Bare(statics, serveStatic)
	s.handle("/", patience, anyone, func(*Request) error { return errs.New(errs.NotFound, "web.not_found") })
	s.handle("POST /settings/theme", patience, anyone, setTheme)
	s.handle("POST /settings/locale", patience, anyone, setLocale)
	s.handle("POST /settings/keys", patience, anyone, setKeys)
	s.handle("POST /lock", patience, anyone, lock)
	s.handle("POST "+unlockAt, patience, anyone, unlock)
	s.handle("POST /stay", patience, signedIn, stay)
	s.handle("POST "+proveAt, patience, signedIn, proved)
	return s
}

const statics = "GET /static/{version}/{name}"

// Get adds a page for people who are signed in: Get("/people/{id}", h).
func (s *Site) Get(path string, h Handler) { s.handle("GET "+path, patience, signedIn, h) }

// Post adds what a form does, for people who are signed in.
func (s *Site) Post(path string, h Handler) { s.handle("POST "+path, patience, signedIn, h) }

// Long adds a route that may take minutes: imports, exports. The pattern names its method.
func (s *Site) Long(pattern string, h Handler) { s.handle(pattern, longPatience, signedIn, h) }

// Open adds a route that anybody may reach: sign-in, public pages. The pattern names its method.
func (s *Site) Open(pattern string, h Handler) { s.handle(pattern, patience, anyone, h) }

// Bare adds a route outside the chain, for what must answer without a session and without the records: files of the
// kit, the answers to watchmen. It has its event like every other request, at the level of debugging while it is well.
func (s *Site) Bare(pattern string, h http.HandlerFunc) {
	s.bare[pattern] = true
	s.routes = append(s.routes, Route{pattern, true})
	s.mux.HandleFunc(pattern, h)
}

// Route is an address that the site answers.
type Route struct {
	Pattern string // as in "GET /people/{id}"; one without a method answers all
	Open    bool   // to who is not signed in
}

// Routes lists every address, in the order in which they were added: nothing is reached that is not in it.
func (s *Site) Routes() []Route { return slices.Clone(s.routes) }

type gate bool

const (
	anyone   gate = false
	signedIn gate = true
)

// handle registers a route. The deadline stands here, because it differs by route.
func (s *Site) handle(pattern string, d time.Duration, g gate, h Handler) {
	s.routes = append(s.routes, Route{pattern, g == anyone})
	s.mux.HandleFunc(pattern, func(_ http.ResponseWriter, hr *http.Request) {
		r := fromContext(hr.Context())
		ctx, cancel := context.WithTimeout(hr.Context(), d)
		defer cancel()
		r.Request = hr.WithContext(ctx)
		if d > patience { // what takes minutes holds no snapshot so long
			r.apart()
		}
		err := r.pass(g, h)
		if err != nil {
			if errors.Is(ctx.Err(), context.DeadlineExceeded) { // the page that says so has time of its own
				r.Request = hr
			}
			r.event.err = err
			r.refused(err)
			r.fail(err)
		}
	})
}

// above is the page over an address that only takes posts, which a refusal leaves in the address bar: up segment by
// segment, to the first that is a page in the same words. "" where the address is a page itself, or none of ours.
func (s *Site) above(from string) string {
	want := s.shape(http.MethodPost, from)
	if want == "" || s.shape(http.MethodGet, from) == want {
		return ""
	}
	at := from
	for at != "/" && s.shape(http.MethodGet, at) != want {
		at, want = path.Dir(at), path.Dir(want)
	}
	return (&url.URL{Path: at}).String()
}

// shape is the pattern of the route that answers a path, without the names of what varies; "" where none does.
func (s *Site) shape(method, at string) string {
	_, pattern := s.mux.Handler(&http.Request{Method: method, URL: &url.URL{Path: at}})
	_, words, _ := strings.Cut(pattern, " ")
	return varies.ReplaceAllString(words, "{}")
}

var varies = regexp.MustCompile(`\{\w+\}`)

// refused has the fact kept that the reader was denied something. What is not there, or is sealed away, is kept alike: both
// are the same answer, and neither its time nor a line of the log may tell them apart.
func (r *Request) refused(err error) {
	record, _ := r.ID("id") // "" where the route has none
	kind := errs.KindOf(err)
	alike := kind == errs.NotFound && record != "" && r.Actor().Kind == actor.Officer
	if r.site.refused != nil && (kind == errs.Denied || alike) {
		r.site.refused(r.Context(), r.Pattern, record, err)
	}
}

// Handler is the site with its chain. The order is the law of the door; read it from the top.
func (s *Site) Handler() http.Handler {
	var h http.Handler = s.mux
	h = s.slowed(h)                        // 8 nobody asks for everybody else's share
	h = s.locale(h)                        // 7 words and light
	h = s.identify(h)                      // 6 who sits there
	h = s.sessions.Wrap(h)                 // 5 the session, loaded and saved
	h = s.oneMoment(h)                     //   from the session on, a page reads one moment
	h = s.sameOrigin(h)                    // 4 no writes from other sites
	h = s.secureHeaders(h)                 // 3 what the browser may do
	h = s.recovered(h)                     // 2 a panic is an internal error
	return s.observed(s.withoutStatics(h)) // 1 one event per request; 0 files need nothing more
}

// oneMoment lets a page that only shows something read one snapshot of the records, from its session to its last row. What is
// posted does not: its body comes from a browser, which may take its time.
func (s *Site) oneMoment(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		if s.share == nil || !safeMethod(hr.Method) {
			next.ServeHTTP(w, hr)
			return
		}
		ctx, release := s.share(hr.Context())
		defer release()
		fromContext(ctx).release = release
		next.ServeHTTP(w, hr.WithContext(ctx))
	})
}

func (s *Site) withoutStatics(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := s.mux.Handler(r); s.bare[pattern] { // what only begins like a file has no page either
			s.mux.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// observed opens the request's event and writes it once, at the end.
func (s *Site) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		began := s.clock()
		request := id.New()
		ctx, end := s.watch(obs.WithRequest(hr.Context(), request), "request")
		r := &Request{site: s, now: began, event: &event{request: request, ref: reference(request)}, words: s.words.In(text.ZH)}
		c := &counted{ResponseWriter: w, event: r.event}
		r.w, r.Request = c, hr.WithContext(context.WithValue(ctx, requestKey{}, r))
		defer func() { // also after a panic that aborts the answer
			took := s.clock().Sub(began)
			if r.Pattern == "" { // it was answered before it came to its route
				_, r.Pattern = s.mux.Handler(hr)
			}
			s.write(r, took)
			end(r.event.work(r.Pattern, took))
		}()
		next.ServeHTTP(c, r.Request)
	})
}

// reference names a request on the page of an internal error: the last characters of its id, the random ones. The log
// has both, and the facts of the request have the id.
func reference(request id.ID) string { return string(request)[20:] }

// work is what watchmen are told of a request.
func (e *event) work(route string, took time.Duration) obs.Work {
	w := obs.Work{What: "request", Name: route, Status: e.answered(), Request: string(e.request), Took: took}
	w.Actor, _, _ = strings.Cut(e.actor, ":")
	if e.err != nil {
		w.Code = errs.CodeOf(e.err)
	}
	return w
}

// answered is the status that the browser got: net/http sends 200 for a handler that wrote nothing.
func (e *event) answered() int {
	return cmp.Or(e.status, http.StatusOK)
}

func (s *Site) write(r *Request, took time.Duration) {
	level, e := slog.LevelInfo, r.event
	kind, _, _ := strings.Cut(e.actor, ":")
	attrs := []slog.Attr{
		slog.String("request", string(e.request)), slog.String("ref", e.ref), slog.String("method", r.Method), slog.String("route", r.Pattern),
		slog.Int("status", e.answered()), slog.Int("bytes", e.bytes), slog.Duration("took", took),
		slog.String("actor", e.actor), slog.String("actor_kind", kind),
	}
	if s.bare[r.Pattern] && e.answered() < http.StatusBadRequest {
		level = slog.LevelDebug
	}
	if e.err != nil {
		attrs = append(attrs, slog.String("code", errs.CodeOf(e.err)), slog.String("error", e.err.Error()))
		if errs.KindOf(e.err) == errs.Internal {
			level = slog.LevelError
		}
	}
	if e.answered() >= http.StatusInternalServerError {
		level = max(level, slog.LevelWarn)
	}
	s.log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", append(attrs, e.more...)...)
}

// counted notes what was answered.
type counted struct {
	http.ResponseWriter
	event *event
}

func (c *counted) WriteHeader(status int) {
	if c.event.status == 0 {
		c.event.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(b []byte) (int, error) {
	if c.event.status == 0 {
		c.event.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.event.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (s *Site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := fromContext(hr.Context())
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			r.event.err = errs.New(errs.Internal, "web.panic")
			r.event.more = append(r.event.more, slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
			if r.event.status == 0 {
				r.fail(r.event.err)
			}
		}()
		next.ServeHTTP(w, hr)
	})
}

func (s *Site) locale(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := fromContext(hr.Context())
		l := r.who.Locale
		if c := cookie(hr, cookieLocale); c != "" || l == "" {
			l = text.ParseLocale(c)
		}
		if s.machines.hears(hr) {
			l = s.machines.Speaks(hr, l)
		}
		r.words = s.words.In(l)
		switch t := Theme(cookie(hr, cookieTheme)); t {
		case Light, Dark:
			r.theme = t
		}
		next.ServeHTTP(w, hr)
	})
}
