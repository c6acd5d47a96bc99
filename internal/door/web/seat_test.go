package web_test

import (
	"strings"
	"testing"

	"guitu/internal/door/web"
)

// The pages of one browser tell one another who sits there by a mark that differs between officers and says nothing.
func TestTheMarkOfASeat(t *testing.T) {
	h := build(t)
	h.Open("GET /here", func(r *web.Request) error { p := r.Page("页", ""); return r.Draw(p, web.Layout(p)) })
	mark := func() string {
		n := doc(t, h.ask(t, "GET", "/here", nil, "Cookie", "guitu_form="+strings.Repeat("a", 52)).Body.String())
		if h.seat.who.Presence == web.SignedIn && find(n, "#g-cover") == nil {
			t.Error("nothing would cover the page")
		}
		return attr(find(n, "body"), "data-seat")
	}
	first := mark()
	if first != mark() || len(first) != 16 || strings.Contains(string(h.seat.who.Actor.Account), first) {
		t.Error(first)
	}
	h.seat.who = officer()
	if mark() == first {
		t.Error("two officers have one mark")
	}
	if h.seat.who = (web.Who{}); mark() != "-" {
		t.Error(mark())
	}
}
