package web_test

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/door/gallery"
	"guitu/internal/door/web"
	"guitu/internal/platform/obs"
)

var galleryAt = flag.String("gallery", "", "serve the gallery at this address until interrupted: go test ./internal/door/web -run Gallery -gallery localhost:8099 -timeout 1h")

// morning is the moment of every test: 24 November 2026, 07:02 in Shanghai.
var morning = time.Date(2026, 11, 23, 23, 2, 0, 0, time.UTC)

// seat is a Sessions with one reader, whose password is "open".
type seat struct {
	who    web.Who
	locked bool
}

func (s *seat) Wrap(next http.Handler) http.Handler { return next }

func (s *seat) Who(context.Context) (web.Who, error) {
	w := s.who
	if s.locked && w.Presence == web.SignedIn {
		w.Presence = web.Locked
	}
	return w, nil
}

func (s *seat) Unlock(_ context.Context, password string) error {
	if password != "open" {
		return errs.New(errs.Unauthenticated, "web.expired.title") // as sign-in answers whatever is wrong
	}
	s.locked = false
	return nil
}

func (s *seat) Lock(context.Context) error { s.locked = true; return nil }

// Prove takes the code 123456.
func (s *seat) Prove(ctx context.Context, code, act string) (context.Context, error) {
	if code == "" {
		return ctx, errs.New(errs.Invalid, "web.bad_value")
	}
	if code != "123456" {
		return ctx, errs.New(errs.Denied, "web.lock.wrong")
	}
	who := actor.From(ctx)
	who.SecondAt = morning
	s.who.Actor.SecondAt, s.who.Signed = morning, act
	return actor.With(ctx, who), nil
}

func (s *seat) Signed(_ context.Context, act string) { s.who.Signed = act }

type house struct {
	*web.Site
	seat  *seat
	words *text.Catalogue
	log   *strings.Builder
	told  []obs.Work // of requests, to who counts
}

func officer() web.Who {
	return web.Who{
		Presence: web.SignedIn, Name: "陈立", Post: "康复巩固区民警", Scope: "川东戒毒所（演示）· 康复巩固区", Idle: 10 * time.Minute,
		Actor: actor.Actor{Kind: actor.Officer, Staff: id.New(), Account: id.New()},
	}
}

func (h *house) watch(ctx context.Context, _ string) (context.Context, func(obs.Work)) {
	return ctx, func(w obs.Work) { h.told = append(h.told, w) }
}

func build(t *testing.T) *house {
	t.Helper()
	c, err := text.Load(web.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{seat: &seat{who: officer()}, words: c, log: new(strings.Builder)}
	h.Site = web.New(web.Options{
		Words: c, Sessions: h.seat, Clock: clock.At(morning).Now, Log: slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Watch: h.watch,
		SearchAt: "/people", SignInAt: "/sign-in", Demo: true, Menu: menu,
	})
	gallery.Routes(h.Site)
	return h
}

func menu(web.Page) web.Menu {
	return web.Menu{
		Desk: "值班",
		Items: []web.Item{
			{Label: "我的一天", Icon: "sun", URL: "/_gallery", Count: 6},
			{Label: "点名", Icon: "checklist", URL: "/roll"},
			{Label: "分区看板", Icon: "building", URL: "/zones"},
			{Label: "人员", Icon: "users", URL: "/people"},
			{Label: "交接班", Icon: "arrows-exchange", URL: "/handover", Count: 3},
			{Label: "表单", Icon: "file-text", URL: "/forms"},
		},
		Last: []web.Item{
			{Label: "权利与投诉", Icon: "scale", URL: "/rights"},
			{Label: "帮助", Icon: "help", URL: "/help"},
		},
	}
}

// ask sends a request as a browser of the same site would.
func (h *house) ask(t *testing.T, method, target string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, target, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	return w
}

func TestGalleryServe(t *testing.T) {
	if *galleryAt == "" {
		t.Skip("only with -gallery ADDRESS, to look at the parts")
	}
	h := build(t)
	srv := &http.Server{Addr: *galleryAt, Handler: h.Handler(), ReadHeaderTimeout: time.Minute}
	t.Fatal(srv.ListenAndServe())
}

// doc parses an answer.
func doc(t *testing.T, body string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
