package stories

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

type (
	worldKey struct{}
	people   map[string]id.ID
	officers map[string]*officer
)

// officer is somebody of the story who can sign in.
type officer struct {
	secret  string
	cookies []*http.Cookie
}

// world is one story's house and who acts in it.
type world struct {
	t        testing.TB
	engine   store.Engine
	suite    seal.Suite // "" for what is set in a new house
	hand     *clock.Hand
	house    *app.House
	log      *bytes.Buffer
	pages    http.Handler
	words    text.Printer
	people   people // by the name the story calls them
	officers officers
	now      *officer // who acts
	purpose  string
	seen     string // what the last verb showed
	affair   id.ID  // of which the story speaks; one that opened another is left for it

	pack string // the package of a transfer that was made last

	objection, opening, question id.ID // of which the story speaks
}

const password = "青山一道同云雨明月何曾"

const source = "192.0.2.7" // where everybody of a story sits (RFC 5737)

// open makes an empty house at a moment.
func (w *world) open(at time.Time) error {
	w.hand = clock.At(at)
	s := storetest.Config(w.t, w.engine, w.hand)
	c := config.Default()
	c.Data, c.Database = s.Data, s.URL
	if w.suite != "" {
		c.Suite = string(w.suite)
	}
	if c.Data == "" {
		c.Data = w.t.TempDir()
	}
	w.log = new(bytes.Buffer) // one handler writes it, and handlers lock
	h, err := app.Open(context.Background(), c, app.Options{Clock: w.hand.Now, Exercise: true, Log: slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		return err
	}
	w.house, w.words = h, h.Words.In(text.ZH)
	w.pages, err = h.Handler(context.Background())
	return err
}

// end closes the house, after a last look: log, rows and clock agree, no page lacked a word.
func (w *world) end() {
	if w.house == nil {
		return
	}
	ctx := context.Background()
	if missing := w.house.Words.Missing(); len(missing) > 0 {
		w.t.Errorf("words that are in no catalogue: %s", strings.Join(missing, ", "))
	}
	for {
		n, err := w.house.Ledger.Step(ctx)
		if err != nil {
			w.t.Error(err)
		}
		if n == 0 {
			break
		}
	}
	r, err := verify.Run(ctx, verify.House{DB: w.house.DB, Vault: w.house.Vault, Measures: w.house.Measure, Persons: w.house.Person}, nil, func(verify.Stage) {})
	if err != nil || !r.Proven() {
		w.t.Errorf("the house is not proven: log %+v, rows %+v, clock %+v, %v %v", r.Log.Findings, r.Rows.Findings, r.Clock.Findings, r.Stopped, err)
	}
	if got := w.house.Vault.Suite(); w.suite != "" && got != w.suite {
		w.t.Errorf("the house was %s", got)
	}
	w.namesNobody()
	if err := w.house.Close(); err != nil {
		w.t.Error(err)
	}
}

// forward moves the clock and lets the house catch up.
func (w *world) forward(to time.Time) error {
	if to.Before(w.hand.Now()) {
		return fmt.Errorf("the clock stands at %s already", w.hand.Now().In(clock.Shanghai).Format(minute))
	}
	w.hand.Set(to)
	_, err := w.house.Jobs.Drain(context.Background())
	return err
}

const minute = "2006-01-02T15:04"

// moment reads 2026-03-02T09:00, 2026-03-02 (9 in the morning), or +3d, +90m.
func (w *world) moment(s string) (time.Time, error) {
	if by, ok := strings.CutPrefix(s, "+"); ok && w.hand != nil {
		if days, ok := strings.CutSuffix(by, "d"); ok {
			by = days + "h"
			d, err := time.ParseDuration(by)
			return w.hand.Now().Add(24 * d), err
		}
		d, err := time.ParseDuration(by)
		return w.hand.Now().Add(d), err
	}
	if !strings.Contains(s, "T") {
		s += "T09:00"
	}
	return time.ParseInLocation(minute, s, clock.Shanghai)
}

// code is the next code of an officer's second factor; each is good once, so time passes.
func (w *world) code(o *officer) string {
	w.hand.Forward(30 * time.Second)
	return authn.Code(o.secret, w.hand.Now())
}

// signIn lets an officer sit down at a browser of his own.
func (w *world) signIn(name string) error { return w.signInWith(name, password) }

func (w *world) signInWith(name, password string) error {
	o := w.officers[name]
	if o == nil {
		return fmt.Errorf("nobody is called %s", name)
	}
	a := authn.Attempt{Name: name, Password: password, Source: source}
	if o.secret != "" {
		a.Code = w.code(o)
	}
	e, err := w.house.Accounts.SignIn(context.Background(), a)
	if err != nil {
		return err
	}
	rec := httptest.NewRecorder()
	w.house.Accounts.Enter(rec, e)
	o.cookies, w.now, w.purpose = rec.Result().Cookies(), o, ""
	return nil
}

// act runs do as the officer who acts, by the session his browser holds.
func (w *world) act(do func(context.Context) error) (err error) {
	if w.now == nil {
		return errs.New(errs.Unauthenticated, "policy.nobody")
	}
	inside := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if w.purpose != "" {
			ctx = policy.WithPurpose(ctx, w.purpose)
		}
		if actor.From(ctx).Kind != actor.Officer {
			err = errs.New(errs.Unauthenticated, "policy.nobody")
			return
		}
		err = do(ctx)
	})
	w.house.Accounts.Handler(inside).ServeHTTP(httptest.NewRecorder(), w.request("GET", "/", nil))
	return err
}

func (w *world) request(method, path string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, path, body)
	r.RemoteAddr = source + ":40000"
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range w.now.cookies {
		r.AddCookie(c)
	}
	return r
}

// browse sends a request from the browser of who acts, and keeps what it is told to keep.
func (w *world) browse(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.pages.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		w.now.cookies = slices.DeleteFunc(w.now.cookies, func(old *http.Cookie) bool { return old.Name == c.Name })
		if c.MaxAge >= 0 {
			w.now.cookies = append(w.now.cookies, c)
		}
	}
	return rec
}

// unit finds a unit by its path of names.
func (w *world) unit(ctx context.Context, path string) (u facility.Unit, err error) {
	return store.Read(ctx, w.house.DB, func(tx *store.Tx) (facility.Unit, error) {
		names := strings.Split(path, "/")
		u, err := facility.Named(ctx, tx, names[0])
		if err != nil || len(names) == 1 {
			return u, err
		}
		below, err := facility.Below(ctx, tx, u.ID)
		for _, b := range below {
			if b.Name == names[len(names)-1] {
				return b, err
			}
		}
		return u, fmt.Errorf("%s has no unit %s (%v)", names[0], names[len(names)-1], err)
	})
}

// person finds somebody by the name the story uses, else as an officer would: by the search box.
func (w *world) person(ctx context.Context, name string) (id.ID, error) {
	if p, ok := w.people[name]; ok {
		return p, nil
	}
	found, err := w.house.Census.Search(ctx, name, store.Page{})
	if err != nil {
		return "", err
	}
	if len(found.Rows) != 1 {
		return "", fmt.Errorf("%d people are found as %s", len(found.Rows), name)
	}
	w.people[name] = found.Rows[0].Person
	return w.people[name], nil
}

func today(w *world) civil.Date { return civil.DateOf(w.hand.Now()) }
