package security_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/door/web"
)

// shown are the kinds of content that the house answers with; what people read says its charset.
var shown = []string{
	"text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8", "text/plain; charset=utf-8", "text/csv; charset=utf-8",
	"application/json; charset=utf-8", "application/json", "application/problem+json", "application/pdf", "application/zip", "image/svg+xml", "image/png", "font/woff2",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "",
}

// Every answer to every GET, whoever asks: its headers, and that it says what it is.
func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	w := open(t)
	who := []seat{w.seated(t, "nobody"), w.seated(t, "legal_officer"), w.seated(t, "system_keeper")}
	for _, r := range w.site.Routes() {
		if strings.HasPrefix(r.Pattern, "POST ") {
			continue
		}
		for _, x := range w.tries(t, r) {
			for _, s := range who {
				out := w.ask(request(t.Context(), t, x, s.token))
				headers(t, x, out)
			}
		}
	}
}

// So does what is no page: a method that nobody needs, a file that is not there, how the house is.
func TestWhatIsNoPageCarriesItsHeadersToo(t *testing.T) {
	w := open(t)
	for _, x := range []try{{method: "DELETE", path: "/"}, {method: "OPTIONS", path: "/people"}, {method: "GET", path: "/static/none/none.css"}, {method: "GET", path: "/live"}, {method: "GET", path: "/health"}, {method: "GET", path: "/ready"}} {
		x.pattern = x.method + " " + x.path
		out := w.ask(request(t.Context(), t, x, ""))
		headers(t, x, out)
		if out.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: may be kept: %q", x, out.Header().Get("Cache-Control"))
		}
	}
}

func headers(t *testing.T, x try, out *httptest.ResponseRecorder) {
	t.Helper()
	h := out.Header()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	} {
		if h.Get(name) != want {
			t.Errorf("%s: %s is %q", x, name, h.Get(name))
		}
	}
	parts := []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self';"}
	if strings.HasSuffix(x.pattern, "/content") && out.Code == http.StatusOK && !strings.HasPrefix(h.Get("Content-Type"), "text/html") { // a scan is drawn by the browser itself, and may do nothing
		parts = []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'self'"}
	}
	for _, part := range parts {
		if !strings.Contains(h.Get("Content-Security-Policy"), part) {
			t.Errorf("%s: the content policy lacks %s", x, part)
		}
	}
	if kind := h.Get("Content-Type"); !slices.Contains(shown, kind) {
		t.Errorf("%s: %d answers with %q", x, out.Code, kind)
	}
	if h.Get("Access-Control-Allow-Origin") != "" || h.Get("Server") != "" || h.Get("X-Powered-By") != "" {
		t.Errorf("%s: %v", x, h)
	}
	asset := strings.HasPrefix(x.path, "/static/") || strings.HasSuffix(x.path, ".js")
	if kept := strings.Contains(h.Get("Cache-Control"), "no-store"); !kept && !asset {
		t.Errorf("%s: may be kept: %q", x, h.Get("Cache-Control"))
	}
}

// inline is what a strict content policy would not run, and what sends people or their words elsewhere.
var inline = regexp.MustCompile(`(?i)<script(?:>|\s+(?:[^>s]|s[^r])[^>]*>)[^<]|\son[a-z]+\s*=\s*"|style\s*=\s*"|href="javascript:|(?:src|href|action)="(?:https?:)?//`)

// Pages hold no script and no style of their own, lead to no other host, mask passwords, and let everybody sign out.
func TestPagesKeepToThemselves(t *testing.T) {
	w := open(t)
	s := w.seated(t, "legal_officer")
	pages := 0
	for _, r := range w.site.Routes() {
		if !strings.HasPrefix(r.Pattern, "GET ") || strings.HasPrefix(r.Pattern, "GET /_gallery") {
			continue
		}
		for _, x := range w.tries(t, r) {
			out := w.ask(request(t.Context(), t, x, s.token))
			if out.Code != http.StatusOK || !strings.HasPrefix(out.Header().Get("Content-Type"), "text/html") {
				continue
			}
			pages++
			body := out.Body.String()
			if bad := inline.FindString(body); bad != "" {
				t.Errorf("%s: %q", x, bad)
			}
			if strings.Contains(body, `name="password"`) && !strings.Contains(body, `type="password"`) {
				t.Errorf("%s: a password can be read over the shoulder", x)
			}
			if framed := strings.Contains(body, `action="/lock"`) && r.Pattern != "GET /sign-in"; framed && !strings.Contains(body, `action="/sign-out"`) {
				t.Errorf("%s: nobody can sign out here", x)
			}
		}
	}
	if pages < 60 {
		t.Errorf("only %d pages were seen", pages)
	}
}

// Nothing but reading, asking for what would be read, and posting is answered; nothing outside the site's own addresses is.
func TestNothingElseIsServed(t *testing.T) {
	w := open(t)
	s := w.seated(t, "system_keeper")
	for _, method := range []string{"TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND"} {
		for _, path := range []string{"/", "/people", "/health", "/sign-in"} {
			if out := w.ask(request(t.Context(), t, try{method: method, path: path}, s.token)); out.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", method, path, out.Code)
			}
		}
	}
	for _, path := range []string{
		"/.git/config", "/.env", "/static/", "/static/x/", "/static/x/../../go.mod", "/debug/pprof/", "/debug/vars", "/guitu.db", "/root.key", "/demo-accounts.json", "/api", "/swagger",
	} {
		if out := w.ask(request(t.Context(), t, try{method: "GET", path: path}, s.token)); out.Code == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
}

// Over TLS a browser is told to come back over TLS for a year, to every name below too; without TLS it is not.
func TestTransportIsStrict(t *testing.T) {
	for _, tls := range []bool{true, false} {
		out := httptest.NewRecorder()
		web.Armour(tls, http.NotFoundHandler()).ServeHTTP(out, httptest.NewRequest("GET", "/", nil))
		want := map[bool]string{true: "max-age=31536000; includeSubDomains"}[tls]
		if got := out.Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("TLS %v: %q", tls, got)
		}
	}
}

// Who signs out leaves nothing: the session is ended in the house, its token taken away, the browser's cache emptied.
func TestSigningOutLeavesNothing(t *testing.T) {
	w := open(t)
	s := w.seated(t, "nurse")
	s.token = w.enter(t, s.member, "") // a second session of the same officer
	me := try{method: "GET", path: "/me"}
	if out := w.ask(request(t.Context(), t, me, s.token)); out.Code != http.StatusOK {
		t.Fatal(out.Code)
	}
	out := w.ask(request(t.Context(), t, try{method: "POST", path: "/sign-out"}, s.token))
	if out.Header().Get("Clear-Site-Data") != `"cache"` || !strings.Contains(strings.Join(out.Header()["Set-Cookie"], "\n"), "guitu=; Path=/; Max-Age=0") {
		t.Errorf("%v", out.Header())
	}
	if out := w.ask(request(t.Context(), t, me, s.token)); out.Code != http.StatusSeeOther {
		t.Errorf("the token still opens: %d", out.Code)
	}
}

// What somebody sends cannot write a line of the log: it stands in quotes, or not at all.
func TestTheLogCannotBeForged(t *testing.T) {
	w := open(t)
	forged := "x\nlevel=ERROR msg=forged\r\n\u2028{\"msg\":\"forged\"}"
	for _, x := range []try{
		{method: "POST", path: "/sign-in", body: "name=" + escaped(forged) + "&password=" + escaped(forged)},
		{method: "GET", path: "/people/" + escaped(forged) + "?q=" + escaped(forged)},
		{method: "POST", path: "/papers/check", body: "text=" + escaped(forged)},
	} {
		r := request(context.Background(), t, x, "")
		r.Header.Set("User-Agent", "x msg=forged")
		w.ask(r)
	}
	for _, line := range append(strings.Split(w.logs.text.String(), "\n"), strings.Split(w.logs.json.String(), "\n")...) {
		if strings.HasPrefix(line, "level=ERROR") || strings.HasPrefix(line, `{"msg":"forged"`) || strings.Contains(line, "msg=forged") {
			t.Errorf("a forged line: %s", line)
		}
	}
}

// That somebody was denied something is a fact: which address, of which record, by which rule.
func TestARefusalIsAFact(t *testing.T) {
	w := open(t)
	var s seat
	for _, x := range w.seats {
		if x.String() == "teacher@elsewhere" {
			s = x
		}
	}
	y := try{method: "GET", path: "/people/" + string(id.New())}
	const count = `select count(*) from audit_fact where kind = 'policy.refused' and actor = ?`
	before := w.one(t, count, "staff:"+string(s.member))
	x := try{method: "GET", path: "/people/" + string(w.chosen["p"])}
	if out := w.ask(request(t.Context(), t, x, s.token)); out.Code != http.StatusNotFound {
		t.Fatal(out.Code)
	}
	after := w.one(t, count, "staff:"+string(s.member))
	if after == before {
		t.Error("nothing is kept of a refusal")
	}
	// What is not there is kept alike: neither the time nor a line may tell the two apart.
	if out := w.ask(request(t.Context(), t, y, s.token)); out.Code != http.StatusNotFound || w.one(t, count, "staff:"+string(s.member)) == after {
		t.Error("nothing is kept of what is not there")
	}
}
