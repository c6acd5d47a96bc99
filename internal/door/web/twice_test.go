package web_test

import (
	"net/url"
	"testing"

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
