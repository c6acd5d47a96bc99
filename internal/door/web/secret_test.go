package web_test

import (
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
)

var (
	passwordField = regexp.MustCompile(`Name: "(\w+)"[^\n]*Type: "password"|Type: "password"[^\n]*Name: "(\w+)"|name="(\w+)" type="password"`)
	typed         = "wintertree-7719"
)

// secretFields are the names of all fields in which a browser shows dots for what is typed.
func secretFields(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") {
			return err
		}
		text, err := os.ReadFile("../" + path)
		for _, m := range passwordField.FindAllStringSubmatch(string(text), -1) {
			names[m[1]+m[2]+m[3]] = true
		}
		return err
	})
	if err != nil || len(names) < 5 {
		t.Fatalf("%v %v", names, err)
	}
	return names
}

// What opens the letters of an office, or signs somebody in, stands in no page from which a form is sent once more: not where
// a signature is asked for, nor on the lock that whoever stands there sees, nor where the records could not be reached. The
// page says that it has to be typed again; what else was written stands in it.
func TestNoPageHoldsASecret(t *testing.T) {
	ways := map[string]func(*house){
		"a signature is asked for": func(*house) {},
		"locked":                   func(h *house) { h.seat.locked = true },
		"signed out":               func(h *house) { h.seat.who = web.Who{} },
		"records out of reach":     func(*house) {},
	}
	for name := range secretFields(t) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		for what, happens := range ways {
			h, _ := signs(t)
			h.Post("/away", func(*web.Request) error { return errs.New(errs.Unavailable, "web.internal") })
			happens(h)
			to := "/act"
			if what == "records out of reach" {
				to = "/away"
			}
			form := url.Values{name: {typed}, "secret": {typed}, "code": {typed}, "reason": {"延长三个月"}, "_key": {string(id.New())}}
			w := h.ask(t, "POST", to, form)
			if strings.Contains(w.Body.String(), typed) || !holds(w, "reason", "延长三个月") || !strings.Contains(w.Body.String(), h.words.In(text.ZH).T("web.hold.untold")) {
				t.Errorf("%s, %s: %d %s", name, what, w.Code, textOf(find(doc(t, w.Body.String()), "main")))
			}
		}
	}
	h, _ := signs(t)
	if w := h.ask(t, "POST", "/act", url.Values{"code": {"03"}}); !holds(w, "code", "03") {
		t.Error("the code of a ward is lost")
	}
}

func holds(w *httptest.ResponseRecorder, name, value string) bool {
	return strings.Contains(w.Body.String(), `name="`+name+`" value="`+value+`"`)
}
