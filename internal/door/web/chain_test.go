package web_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/door/web"
)

func TestEveryPageCarriesTheHeaders(t *testing.T) {
	h := build(t)
	w := h.ask(t, "GET", "/_gallery", nil)
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Content-Language": "zh-CN",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	csp := w.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("policy lacks %s: %s", part, csp)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("policy allows what is unsafe: %s", csp)
	}
}

func TestStaticsAreKeptForEverAndSmall(t *testing.T) {
	h := build(t)
	for _, name := range []string{"guitu.css", "guitu.js", "tabler.css", "htmx.min.js", "icons.svg", "icon.svg"} {
		w := h.ask(t, "GET", web.Asset(name), nil, "Accept-Encoding", "gzip")
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d %v (run node build/assets.mjs once)", name, w.Code, w.Header())
		}
		if len(w.Header()["Set-Cookie"]) > 0 {
			t.Errorf("%s sets a cookie", name)
		}
	}
	if w := h.ask(t, "GET", "/static/x/none.css", nil); w.Code != http.StatusNotFound {
		t.Errorf("an unknown file: %d", w.Code)
	}
}

func TestErrorsBecomePagesByKind(t *testing.T) {
	h := build(t)
	fail := func(path string, err error) { h.Get(path, func(*web.Request) error { return err }) }
	fail("/denied", errs.New(errs.Denied, "policy.denied"))
	fail("/missing", errs.New(errs.NotFound, "person.missing"))
	fail("/known", web.Known(errs.New(errs.Denied, "policy.denied"), "web.offline"))
	fail("/conflict", web.Clash(errs.New(errs.Conflict, "web.bad_form"), web.Diff{Mine: "m", Theirs: "t", Fields: []web.DiffField{{Label: "x", Mine: "a1", Theirs: "a2"}}}))
	fail("/refused", errs.Law("web.no_file", "NCL 47"))
	fail("/broken", errs.New(errs.Internal, "x.y"))
	fail("/busy", errs.New(errs.Unavailable, "web.bad_form"))
	h.Get("/panic", func(*web.Request) error { panic("a defect") })
	for path, x := range map[string]struct {
		status int
		words  string
	}{
		"/denied": {404, "没有找到，或您没有查看权限。"}, "/missing": {404, "没有找到，或您没有查看权限。"}, "/nowhere": {404, "没有找到"},
		"/known": {403, "没有网络"}, "/conflict": {409, "刚刚被别人改过"}, "/refused": {422, "《禁毒法》第47条"},
		"/broken": {500, "编号"}, "/busy": {503, "现在办不了"}, "/panic": {500, "没有办成"},
	} {
		w := h.ask(t, "GET", path, nil)
		if w.Code != x.status || !strings.Contains(w.Body.String(), x.words) {
			t.Errorf("%s: %d, want %d with %q", path, w.Code, x.status, x.words)
		}
	}
	for _, line := range []string{"code=x.y", "a defect"} { // what nobody foresaw is in the log, and on no page
		if !strings.Contains(h.log.String(), line) {
			t.Errorf("the log does not tell %q", line)
		}
	}
	if page := h.ask(t, "GET", "/panic", nil).Body.String(); strings.Contains(page, "a defect") {
		t.Error("the page tells the inside")
	}
}

// When the house cannot write just now, the form is kept with its key, so that it can be sent again and acts once.
func TestABusyHouseKeepsTheForm(t *testing.T) {
	h := build(t)
	h.Post("/busy", func(*web.Request) error { return errs.New(errs.Unavailable, "store.busy") })
	w := h.ask(t, "POST", "/busy", url.Values{"purpose": {"送检察院核对"}, "_key": {"k1"}, "_code": {"123456"}})
	page := w.Body.String()
	if w.Code != 503 || !strings.Contains(page, `action="/busy"`) || !strings.Contains(page, `value="送检察院核对"`) || !strings.Contains(page, `name="_key" value="k1"`) {
		t.Errorf("%d %s", w.Code, page)
	}
	if strings.Contains(page, "123456") {
		t.Error("a code is kept")
	}
}

// What may not be known and what does not exist answer alike to the byte, so that nobody learns what exists.
func TestSecretDenialIsNotFound(t *testing.T) {
	h := build(t)
	var err error
	h.Get("/x", func(*web.Request) error { return err })
	cookie := "guitu_form=" + strings.Repeat("a", 52)
	err = errs.New(errs.Denied, "policy.denied")
	a := h.ask(t, "GET", "/x", nil, "Cookie", cookie)
	err = errs.New(errs.NotFound, "resident.missing")
	b := h.ask(t, "GET", "/x", nil, "Cookie", cookie)
	if a.Code != b.Code || a.Body.String() != b.Body.String() {
		t.Error("a reader can tell a secret from nothing")
	}
}

func TestOneEventPerRequestWithoutTheQuery(t *testing.T) {
	h := build(t)
	h.Get("/people/{id}", func(r *web.Request) error { r.Note("rows", 3); return errs.New(errs.NotFound, "person.missing") })
	h.ask(t, "GET", "/people/"+string(id.New())+"?q=李明远", nil)
	log := h.log.String()
	if strings.Count(log, "msg=request") != 1 || !strings.Contains(log, `route="GET /people/{id}"`) || !strings.Contains(log, "code=person.missing") || !strings.Contains(log, "rows=3") {
		t.Errorf("event: %s", log)
	}
	if strings.Contains(log, "李明远") {
		t.Error("a name reached the log")
	}
	h.Post("/people/{id}", func(*web.Request) error { return nil })
	h.log.Reset()
	if w := h.ask(t, "POST", "/people/"+string(id.New()), url.Values{}, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"); w.Code != 403 {
		t.Error(w.Code)
	}
	if log := h.log.String(); !strings.Contains(log, `route="POST /people/{id}"`) {
		t.Errorf("what was answered before it came to its route has none in its event: %s", log)
	}
}

// Files of the kit and the answers to watchmen have their event too, quieter; and who counts is told once of each.
func TestEveryRequestIsToldOnce(t *testing.T) {
	h := build(t)
	h.Get("/people/{id}", func(*web.Request) error { return errs.New(errs.NotFound, "person.missing") })
	h.Bare("GET /live", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	h.Get("/panics", func(*web.Request) error { panic("x") })
	person := string(id.New())
	for path, want := range map[string]string{
		"/people/" + person: "GET /people/{id} 404 person.missing staff",
		"/live":             "GET /live 204  ",
		"/static/v/none.js": "GET /static/{version}/{name} 404  ",
		"/panics":           "GET /panics 500 web.panic staff",
		"/nowhere":          "/ 404 web.not_found staff",
	} {
		h.log.Reset()
		h.told = nil
		h.ask(t, "GET", path, nil)
		if len(h.told) != 1 {
			t.Errorf("%s: told %d times", path, len(h.told))
			continue
		}
		w := h.told[0]
		if got := fmt.Sprintf("%s %d %s %s", w.Name, w.Status, w.Code, w.Actor); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
		if line := h.log.String(); strings.Count(line, "msg=request") != 1 || !strings.Contains(line, "request="+w.Request) || !strings.Contains(line, "took=") || strings.Contains(line, person) {
			t.Errorf("%s: %s", path, line)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	h := build(t)
	h.Post("/do", func(r *web.Request) error { return r.Redirect("/") })
	token := strings.Repeat("b", 52)
	for name, x := range map[string]struct {
		form    url.Values
		headers []string
		want    int
	}{
		"same origin":                  {url.Values{}, nil, 303},
		"another site":                 {url.Values{}, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a sister site":                {url.Values{}, []string{"Sec-Fetch-Site", "same-site"}, 403},
		"foreign origin, old browser":  {url.Values{}, []string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, 403},
		"no headers, no token":         {url.Values{}, []string{"Sec-Fetch-Site", ""}, 403},
		"no headers, token of another": {url.Values{"_token": {"x"}}, []string{"Sec-Fetch-Site", "", "Cookie", "guitu_form=" + token}, 403},
		"no headers, empty token":      {url.Values{"_token": {""}}, []string{"Sec-Fetch-Site", "", "Cookie", "guitu_form="}, 403},
		"no headers, own token":        {url.Values{"_token": {token}}, []string{"Sec-Fetch-Site", "", "Cookie", "guitu_form=" + token}, 303},
	} {
		if w := h.ask(t, "POST", "/do", x.form, x.headers...); w.Code != x.want {
			t.Errorf("%s: %d, want %d", name, w.Code, x.want)
		}
	}
}

func TestSignedOutGoesToSignInAndComesBack(t *testing.T) {
	h := build(t)
	h.seat.who = web.Who{}
	h.Get("/people", func(*web.Request) error { t.Error("the handler ran"); return nil })
	w := h.ask(t, "GET", "/people?zone=z3", nil)
	if w.Code != 303 || w.Header().Get("Location") != "/sign-in?next=%2Fpeople%3Fzone%3Dz3" {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestExpiredPostKeepsWhatWasWritten(t *testing.T) {
	h := build(t)
	h.seat.who = web.Who{}
	h.Post("/note", func(*web.Request) error { t.Error("the handler ran"); return nil })
	w := h.ask(t, "POST", "/note", url.Values{"text": {"今天谈了话"}, "_key": {"k"}})
	n := doc(t, w.Body.String())
	if w.Code != 401 || attr(find(n, "input[name=text]"), "value") != "今天谈了话" || attr(find(n, "main form"), "action") != "/note" {
		t.Errorf("%d: what was written is lost", w.Code)
	}
}

func TestLockKeepsTheFormAndOpensOnTheWay(t *testing.T) {
	h := build(t)
	var got string
	h.Post("/note", func(r *web.Request) error {
		var c struct{ Text string }
		if err := r.Decode(&c); err != nil {
			return err
		}
		got = c.Text
		return r.Redirect("/")
	})
	h.seat.locked = true
	w := h.ask(t, "POST", "/note", url.Values{"text": {"今天谈了话"}})
	n := doc(t, w.Body.String())
	if w.Code != 401 || attr(find(n, "main input[name=text]"), "value") != "今天谈了话" || find(n, "main input[name=_unlock]") == nil {
		t.Fatalf("%d: the lock lost the form", w.Code)
	}
	w = h.ask(t, "POST", "/note", url.Values{"text": {"今天谈了话"}, "_unlock": {"wrong"}})
	if w.Code != 401 || !strings.Contains(w.Body.String(), "密码不对") || got != "" {
		t.Fatalf("a wrong password: %d", w.Code)
	}
	w = h.ask(t, "POST", "/note", url.Values{"text": {"今天谈了话"}, "_unlock": {"open"}})
	if w.Code != 303 || got != "今天谈了话" {
		t.Fatalf("%d %q", w.Code, got)
	}
}

func TestLockSheet(t *testing.T) {
	h := build(t)
	if w := h.ask(t, "POST", "/lock", url.Values{}, "X-Guitu", "sheet"); w.Code != 204 || !h.seat.locked {
		t.Fatalf("lock: %d", w.Code)
	}
	if w := h.ask(t, "POST", "/lock/open", url.Values{"_unlock": {"no"}}, "X-Guitu", "sheet"); w.Code != 422 || !strings.Contains(w.Body.String(), "密码不对") {
		t.Errorf("wrong password: %d", w.Code)
	}
	if w := h.ask(t, "POST", "/lock/open", url.Values{"_unlock": {"open"}, "next": {"//evil.example"}}); w.Code != 303 || w.Header().Get("Location") != "/" {
		t.Errorf("open: %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestLocaleAndThemeStayOnTheDevice(t *testing.T) {
	h := build(t)
	w := h.ask(t, "GET", "/nowhere", nil, "Cookie", "guitu_locale=en; guitu_theme=dark")
	n := doc(t, w.Body.String())
	root := find(n, "html")
	if attr(root, "lang") != "en" || attr(root, "data-bs-theme") != "dark" || !strings.Contains(w.Body.String(), "Not found, or not yours to see.") {
		t.Error("the cookies were not heard")
	}
	w = h.ask(t, "POST", "/settings/locale", url.Values{"locale": {"en"}, "back": {"/people"}})
	if w.Header().Get("Location") != "/people" || !strings.Contains(w.Header().Get("Set-Cookie"), "guitu_locale=en") {
		t.Errorf("settings: %v", w.Header())
	}
}

func TestFlashSaysOnceWhatTheCatalogueSays(t *testing.T) {
	h := build(t)
	h.Post("/do", func(r *web.Request) error { return r.Done("/_gallery", "web.list.total", 3) })
	w := h.ask(t, "POST", "/do", url.Values{})
	c := w.Result().Cookies()[0]
	w = h.ask(t, "GET", "/_gallery", nil, "Cookie", c.Name+"="+c.Value)
	if n := find(doc(t, w.Body.String()), ".g-notice"); n == nil || !strings.Contains(textOf(n), "共 3 条") {
		t.Error("the message was lost")
	}
	if !strings.Contains(strings.Join(w.Header()["Set-Cookie"], " "), "guitu_said=;") {
		t.Error("the message would be said twice")
	}
}

// At a shared browser another officer has signed in: the old page does nothing in his name and shows him nothing, and
// what was written is there for its officer when he is back, and for nobody else.
func TestFormOfAnotherOfficer(t *testing.T) {
	h := build(t)
	var got []string
	h.Post("/do", func(r *web.Request) error {
		v, err := r.Posted()
		got = append(got, r.Who().Name+v.Get("text"))
		return errors.Join(err, r.Redirect("/"))
	})
	first := h.seat.who
	form := url.Values{"_seat": {string(first.Actor.Account)}, "text": {"秘密"}, "_key": {"k"}}
	h.seat.who = officer()
	h.seat.who.Name = "白苇"
	w := h.ask(t, "POST", "/do", form)
	n := doc(t, w.Body.String())
	if w.Code != 409 || strings.Contains(w.Body.String(), "秘密") || strings.Contains(w.Body.String(), "白苇") || !strings.Contains(textOf(find(n, "h1")), "已换人登录") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	again := url.Values{"_held": {attr(find(n, "input[name=_held]"), "value")}, "_seat": {attr(find(n, "input[name=_seat]"), "value")}}
	if w = h.ask(t, "POST", "/do", again); w.Code != 409 || !strings.Contains(w.Body.String(), again.Get("_held")) {
		t.Errorf("sent again before he is back: %d", w.Code)
	}
	if w = h.ask(t, "POST", "/do", url.Values{"_held": again["_held"], "_seat": {string(h.seat.who.Actor.Account)}}); w.Code != 409 || strings.Contains(w.Body.String(), "秘密") {
		t.Errorf("taken up by another: %d", w.Code)
	}
	if len(got) > 0 {
		t.Fatalf("done in another's name: %v", got)
	}
	h.seat.who = first
	if w = h.ask(t, "POST", "/do", again); w.Code != 303 || len(got) != 1 || got[0] != "陈立秘密" {
		t.Errorf("what was written is lost: %d %v", w.Code, got)
	}
	h.seat.who = officer()
	h.seat.locked = true
	form.Set("_unlock", "open")
	if w := h.ask(t, "POST", "/lock/open", form, "X-Guitu", "sheet"); w.Code != 409 || !h.seat.locked {
		t.Errorf("the sheet opened for another: %d", w.Code)
	}
}

func TestSheetAfterSigningInAgain(t *testing.T) {
	h := build(t)
	form := url.Values{"_seat": {string(h.seat.who.Actor.Account)}}
	if w := h.ask(t, "POST", "/lock/open", form, "X-Guitu", "sheet"); w.Code != 204 {
		t.Errorf("signed in again: %d", w.Code)
	}
	h.seat.who = web.Who{}
	if w := h.ask(t, "POST", "/lock/open", form, "X-Guitu", "sheet"); w.Code != 401 {
		t.Errorf("expired: %d", w.Code)
	}
}

func TestSettingsComeBackToTheSameAddress(t *testing.T) {
	h := build(t)
	h.Get("/list", func(r *web.Request) error { p := r.Page("list", ""); return r.Draw(p, web.Layout(p)) })
	h.Post("/list/{id}/open", func(r *web.Request) error { p := r.Page("open", ""); return r.Draw(p, web.Layout(p)) })
	if got := h.ask(t, "GET", "/list?phase=detox&sort=-end", nil).Body.String(); strings.Count(got, `name="back" value="/list?phase=detox&amp;sort=-end"`) != 4 {
		t.Errorf("a filter is lost: %s", got)
	}
	if got := h.ask(t, "POST", "/list/7/open", url.Values{}).Body.String(); strings.Count(got, `name="back" value="/list"`) != 4 {
		t.Errorf("what can only be posted cannot be come back to: %s", got)
	}
}

// The lock by hand comes back to the page where it was asked for, says who is locked, and speaks of nothing that was
// written where nothing was.
func TestTheLockComesBack(t *testing.T) {
	h := build(t)
	h.Get("/here", func(r *web.Request) error { p := r.Page("页", ""); return r.Draw(p, web.Layout(p)) })
	if w := h.ask(t, "POST", "/lock", url.Values{"back": {"/here"}}); w.Code != 303 || w.Header().Get("Location") != "/here" {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	n := doc(t, h.ask(t, "GET", "/here", nil).Body.String())
	if attr(find(n, "input[name=next]"), "value") != "/here" || !strings.Contains(textOf(find(n, "main")), "陈立") {
		t.Error(textOf(find(n, "main")))
	}
	w := h.ask(t, "POST", "/lock/open", url.Values{"next": {"/here"}, "_unlock": {"wrong"}})
	n = doc(t, w.Body.String())
	if said := textOf(find(n, "main")); strings.Contains(said, "您写的内容") || !strings.Contains(said, "密码不对") || attr(find(n, "input[name=next]"), "value") != "/here" {
		t.Errorf("%d %s", w.Code, said)
	}
	if w := h.ask(t, "POST", "/lock/open", url.Values{"next": {"/here"}, "_unlock": {"open"}}); w.Header().Get("Location") != "/here" {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
	if w := h.ask(t, "POST", "/stay", url.Values{}); w.Code != 204 {
		t.Errorf("stay: %d", w.Code)
	}
}

// Over TLS the browser is told never to come without it again; without TLS nothing is said, for it would lock a house out.
func TestHSTS(t *testing.T) {
	for secure, want := range map[bool]string{true: "max-age=31536000; includeSubDomains", false: ""} {
		h := build(t)
		site := web.New(web.Options{
			Words: h.words, Sessions: h.seat, Clock: clock.At(morning).Now, Log: slog.New(slog.DiscardHandler), Secure: secure,
		})
		w := httptest.NewRecorder()
		web.Armour(secure, site.Handler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/nothing", nil))
		if got := w.Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("secure %v: %q", secure, got)
		}
	}
}
