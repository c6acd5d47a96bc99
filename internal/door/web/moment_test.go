package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/door/web"
)

// moments is a site whose pages share a snapshot, and what became of it.
type moments struct {
	*house
	begun, ended int
	menu         web.Menu
}

func sharing(t *testing.T) *moments {
	t.Helper()
	m := &moments{house: build(t), menu: menu(web.Page{})}
	m.Site = web.New(web.Options{
		Words: m.words, Sessions: m.seat, Clock: clock.At(morning).Now, Log: slog.New(slog.NewTextHandler(m.log, nil)), Watch: m.watch,
		SearchAt: "/people", SignInAt: "/sign-in", Menu: func(web.Page) web.Menu { return m.menu },
		Share: func(ctx context.Context) (context.Context, func()) {
			m.begun++
			return ctx, func() { m.ended++ }
		},
	})
	return m
}

// A page that shows something reads one moment, which has ended before its answer begins; what is posted, and what takes
// minutes, shares none while it runs.
func TestAPageReadsOneMoment(t *testing.T) {
	m := sharing(t)
	drawn := 0
	show := func(r *web.Request) error {
		p := r.Page("页", "")
		drawn = m.ended
		return r.Draw(p, web.Layout(p))
	}
	running := -1
	m.Get("/page", show)
	m.Get("/file", func(r *web.Request) error {
		_, err := r.Writer().Write([]byte("x"))
		running = m.ended
		return err
	})
	m.Long("GET /long", func(r *web.Request) error { running = m.ended; return r.Redirect("/page") })
	m.Post("/post", func(r *web.Request) error { running = m.begun; return r.Redirect("/page") })

	if w := m.ask(t, "GET", "/page", nil); w.Code != http.StatusOK || m.begun != 1 || drawn != 0 || m.ended == 0 {
		t.Fatal(w.Code, m.begun, drawn, m.ended)
	}
	for _, at := range []string{"/file", "/long"} {
		m.begun, m.ended, running = 0, 0, -1
		if m.ask(t, "GET", at, nil); m.begun != 1 || running != 1 {
			t.Fatalf("%s: begun %d, ended %d while it answered", at, m.begun, running)
		}
	}
	m.begun = 0
	if m.ask(t, "POST", "/post", url.Values{}); running != 0 || m.begun != 0 {
		t.Fatal(running, m.begun)
	}
	m.ended = 0
	m.Get("/breaks", func(*web.Request) error { panic("of a page") })
	if m.ask(t, "GET", "/breaks", nil); m.ended == 0 {
		t.Fatal("a page that broke has kept its snapshot")
	}
}

// The bars are kept as they were drawn, by all that they say: another count, place, post or language is drawn anew.
func TestTheBarsAreNeverOutOfDate(t *testing.T) {
	m := sharing(t)
	show := func(r *web.Request) error { p := r.Page("页", ""); return r.Draw(p, web.Layout(p)) }
	m.Get("/roll", show)
	m.Get("/zones", show)
	bars := func(at string, headers ...string) string {
		t.Helper()
		body := m.ask(t, "GET", at, nil, headers...).Body.String()
		i, j := strings.Index(body, `<nav class="g-side"`), strings.Index(body, "</nav>")
		k, l := strings.Index(body, `<nav class="g-bottom"`), strings.LastIndex(body, "</nav>")
		if i < 0 || k < 0 {
			t.Fatal(body)
		}
		return body[i:j] + body[k:l]
	}
	first := bars("/roll")
	if again := bars("/roll"); again != first {
		t.Fatal("the same bars differ")
	}
	seen := map[string]string{first: "/roll"}
	differs := func(what, got string) {
		t.Helper()
		if old, ok := seen[got]; ok {
			t.Errorf("%s is drawn as %s", what, old)
		}
		seen[got] = what
	}
	differs("another place", bars("/zones"))
	differs("another language", bars("/roll", "Cookie", "guitu_locale=en"))
	m.menu.Items[4].Count++
	differs("another count", bars("/roll"))
	m.menu.Last[0].Label = "别的"
	differs("another entry", bars("/roll"))
	m.menu.Desk = "别的岗位"
	differs("another desk", bars("/roll"))
	if got := bars("/roll"); strings.Count(got, `aria-current="page"`) != 2 || !strings.Contains(got, ">4<") {
		t.Error(got)
	}
}
