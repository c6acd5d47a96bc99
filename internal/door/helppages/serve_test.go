package helppages_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/text"
	"guitu/internal/door/helppages"
	"guitu/internal/door/web"
)

// nobody is Sessions without a reader.
type nobody struct{ web.Sessions }

func (nobody) Wrap(h http.Handler) http.Handler     { return h }
func (nobody) Who(context.Context) (web.Who, error) { return web.Who{}, nil }

func site(t *testing.T) http.Handler {
	t.Helper()
	words, err := text.Load(web.Catalogue, helppages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Options{Words: words, Sessions: nobody{}, Clock: clock.System, Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
	routes, err := helppages.Routes()
	if err != nil {
		t.Fatal(err)
	}
	routes(s)
	return s.Handler()
}

// The help is for everybody, signed in or not, in both languages.
func TestHelpForEverybody(t *testing.T) {
	h := site(t)
	for _, x := range []struct {
		path, locale, words string
		status              int
	}{
		{"/help", "zh-CN", "期限怎么算", 200},
		{"/help", "en", "How terms are counted", 200},
		{"/help/term", "zh-CN", "遇节假日也在当天届满", 200},
		{"/help/term", "en", "ends on its day, holiday or not", 200},
		{"/help/person", "zh-CN", "", 303},
		{"/help/none", "zh-CN", "没有找到", 404},
	} {
		r := httptest.NewRequest("GET", x.path, nil)
		r.AddCookie(&http.Cookie{Name: "guitu_locale", Value: x.locale})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != x.status || !strings.Contains(w.Body.String(), x.words) {
			t.Errorf("%s in %s: %d", x.path, x.locale, w.Code)
		}
	}
}
