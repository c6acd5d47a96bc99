package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
)

// An officer and an address are slowed each by himself, are told until when, and are let in again.
func TestFlooding(t *testing.T) {
	hand, chair := clock.At(morning), &seat{}
	catalogue, err := text.Load(web.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Options{
		Words: catalogue, Sessions: chair, Clock: hand.Now, Log: slog.New(slog.DiscardHandler), Rate: 10,
		Source: func(r *http.Request) string { return r.RemoteAddr },
	})
	site.Open("GET /open", func(r *web.Request) error { return r.Redirect("/") })
	site.Get("/mine", func(r *web.Request) error { return r.Redirect("/") })
	pages := site.Handler()
	a, b := officer(), officer()
	ask := func(path, from string, who web.Who) *httptest.ResponseRecorder {
		chair.who = who
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		return w
	}
	until := func(path, from string, who web.Who) (n int) {
		for n = 0; n < 1000 && ask(path, from, who).Code != http.StatusTooManyRequests; n++ {
		}
		return n
	}
	if n := until("/open", "10.0.0.1", web.Who{}); n != 40 {
		t.Errorf("%d at once from one address", n)
	}
	w := ask("/open", "10.0.0.1", web.Who{})
	if w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "请等 1 秒再试") {
		t.Errorf("nobody says until when: %s", w.Header().Get("Retry-After"))
	}
	if w := ask("/open", "10.0.0.2", web.Who{}); w.Code != http.StatusSeeOther {
		t.Error("another address is slowed:", w.Code)
	}
	if n := until("/mine", "10.0.0.1", a); n != 100 {
		t.Errorf("%d at once by one officer, behind an address that is slowed", n)
	}
	if w := ask("/mine", "10.0.0.1", b); w.Code != http.StatusSeeOther {
		t.Error("another officer is slowed:", w.Code)
	}
	hand.Forward(time.Second)
	if x, y := until("/open", "10.0.0.1", web.Who{}), until("/mine", "10.0.0.1", a); x != 1 || y != 10 {
		t.Errorf("a second later: %d and %d", x, y)
	}
}
