package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/text"

	"guitu/internal/door/web"
)

// A field that comes twice where one is meant is the first of the form, and nothing of the address, wherever it is read.
func TestAFieldThatComesTwice(t *testing.T) {
	h := build(t)
	var decoded struct{ Reason, Unit string }
	var posted url.Values
	h.Post("/do", func(r *web.Request) (err error) {
		if posted, err = r.Posted(); err != nil {
			return err
		}
		if err = r.Decode(&decoded); err != nil {
			return err
		}
		return r.Redirect("/")
	})
	w := h.ask(t, "POST", "/do?reason=of+the+address&unit=of+the+address", url.Values{"reason": {"first", "second"}})
	if w.Code != 303 || decoded.Reason != "first" || posted.Get("reason") != "first" || decoded.Unit != "" || posted.Has("unit") {
		t.Errorf("%d %+v %v", w.Code, decoded, posted)
	}
}

// Over TLS every cookie of the kit is this host's alone, and one of the same name that a neighbour set is not read.
func TestCookiesOfTheKitOverTLS(t *testing.T) {
	words, err := text.Load(web.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Options{Words: words, Sessions: &seat{}, Clock: clock.At(morning).Now, Log: slog.New(slog.DiscardHandler), Secure: true})
	site.Open("GET /page", func(r *web.Request) error {
		r.Remember("guitu_x", "1", 0)
		if r.Remembered("guitu_way") != "" || r.T("web.home") != "首页" && r.Remembered("guitu_locale") != "" {
			t.Error("a neighbour's cookie is read")
		}
		return r.Done("/", "web.home")
	})
	r := httptest.NewRequest(http.MethodGet, "/page", nil)
	r.AddCookie(&http.Cookie{Name: "guitu_way", Value: "a neighbour's"})
	w := httptest.NewRecorder()
	site.Handler().ServeHTTP(w, r)
	set := w.Result().Cookies()
	if len(set) < 3 {
		t.Fatalf("%d cookies", len(set))
	}
	for _, c := range set {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite == http.SameSiteNoneMode {
			t.Errorf("%+v", c)
		}
	}
}

// Whoever tries to go round what stands at the door leaves a line that says so.
func TestAttemptsAreLogged(t *testing.T) {
	for code, headers := range map[string][]string{
		"web.cross_origin": {"Sec-Fetch-Site", "cross-site"},
		"web.too_large":    {"Content-Type", "application/x-www-form-urlencoded"},
	} {
		h := build(t)
		form := url.Values{"theme": {"dark"}}
		if code == "web.too_large" {
			form.Set("x", strings.Repeat("a", 2<<20))
		}
		h.ask(t, "POST", "/settings/theme", form, headers...)
		if !strings.Contains(h.log.String(), "code="+code) {
			t.Errorf("%s: %s", code, h.log)
		}
	}
}
