package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/door/web"
)

func TestNames(t *testing.T) {
	for in, want := range map[string]string{"Months": "months", "IDNumber": "id_number", "BedFrom": "bed_from", "PersonID": "person_id", "A": "a"} {
		if got := web.Name(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestDecodeIntoACommand(t *testing.T) {
	type line struct{ Item, Count string }
	type command struct {
		IDNumber, Reason string
		Version          int64
		Told             []string
		Lines            []line
		Sure             bool
	}
	h := build(t)
	var got command
	var key string
	h.Post("/do", func(r *web.Request) error {
		key = r.Key()
		if err := r.Decode(&got); err != nil {
			return err
		}
		return r.Redirect("/")
	})
	k := string(id.New())
	w := h.ask(t, "POST", "/do", url.Values{
		"id_number": {"  519900199001011234 "}, "reason": {"一\r\n二"}, "version": {"7"}, "told": {"kin", "street"},
		"lines[0].item": {"衣服"}, "lines[0].count": {"2"}, "sure": {"true"}, "_key": {k}, "unknown": {"x"},
	})
	want := command{IDNumber: "519900199001011234", Reason: "一\n二", Version: 7, Told: []string{"kin", "street"}, Lines: []line{{"衣服", "2"}}, Sure: true}
	if d := cmp.Diff(want, got); d != "" || w.Code != 303 || !strings.HasPrefix(key, k+"~") {
		t.Errorf("%d %s %s", w.Code, key, d)
	}
	if w := h.ask(t, "POST", "/do", url.Values{"version": {"seven"}}); w.Code != 422 {
		t.Errorf("a number that is none: %d", w.Code)
	}
}

// A form's key carries what was posted, so that the store can tell a repetition from another command.
func TestAKeySaysWhatWasPosted(t *testing.T) {
	h := build(t)
	var key string
	take := func(r *web.Request) error { key = r.Key(); return r.Redirect("/") }
	h.Post("/do", take)
	h.Post("/other", take)
	k := string(id.New())
	send := func(path, reason, code string) string {
		h.ask(t, "POST", path, url.Values{"reason": {reason}, "_key": {k}, "_code": {code}})
		return key
	}
	first := send("/do", "一", "123456")
	if first == k || send("/do", " 一\r\n", "654321") != first {
		t.Error("the same content under another code to sign with is the same command")
	}
	if send("/do", "二", "123456") == first || send("/other", "一", "123456") == first {
		t.Error("another content, or another act, is another command")
	}
}

// What was typed into a form whose key is spent is not lost: the form comes again, with a key of its own.
func TestAFormWithASpentKeyGetsAnother(t *testing.T) {
	h := build(t)
	h.Post("/f", func(r *web.Request) error {
		return r.Again(errs.New(errs.Conflict, "store.sent_otherwise"), func(r *web.Request) error {
			p := r.Page("x", "")
			if p.Form.Key != "" || p.Form.Changed || p.Form.Value("reason", "") != "二" {
				t.Errorf("%+v", p.Form)
			}
			return r.Render(web.Layout(p))
		})
	})
	if w := h.ask(t, "POST", "/f", url.Values{"reason": {"二"}, "_key": {string(id.New())}}); w.Code != 409 {
		t.Errorf("%d", w.Code)
	}
}

func TestTooLargeAForm(t *testing.T) {
	h := build(t)
	h.Post("/do", func(r *web.Request) error { var c struct{ Text string }; return r.Decode(&c) })
	if w := h.ask(t, "POST", "/do", url.Values{"text": {strings.Repeat("长", 1<<20)}}); w.Code != 413 ||
		w.Header().Get("Retry-After") != "" || strings.Contains(w.Body.String(), "一分钟") || !strings.Contains(w.Body.String(), "MB，最多 1 MB，没有收下") {
		t.Errorf("%d %q %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
}

// A form that is shown again: 422, the summary names the field and links to it, values and key stay, the
// tab's title says so first.
func TestAgain(t *testing.T) {
	h := build(t)
	k := string(id.New())
	w := h.ask(t, "POST", "/_gallery", url.Values{"reason": {"已经谈过两次"}, "served": {"read"}, "told": {"kin"}, "organ": {"b"}, "_key": {k}})
	n := doc(t, w.Body.String())
	if w.Code != 422 {
		t.Fatalf("status %d", w.Code)
	}
	if !strings.HasPrefix(textOf(find(n, "title")), "有错误：") {
		t.Error("the title does not say so")
	}
	link := find(n, "#g-trouble a")
	field := find(n, "input[name=months]")
	if attr(link, "href") != "#f-months" || attr(field, "id") != "f-months" || attr(field, "aria-invalid") != "true" {
		t.Errorf("summary and field are not tied: %s %s", attr(link, "href"), attr(field, "id"))
	}
	for _, part := range strings.Fields(attr(field, "aria-describedby")) {
		if find(n, "#"+part) == nil {
			t.Errorf("aria-describedby names %s, which is not there", part)
		}
	}
	if textOf(find(n, "textarea[name=reason]")) != "已经谈过两次" || !checked(n, "served", "read") {
		t.Error("values were lost")
	}
	if !checked(n, "told", "kin") || checked(n, "told", "street") {
		t.Error("boxes were lost")
	}
	if attr(find(n, "#form input[name=_key]"), "value") != k {
		t.Error("a form shown again must keep its key")
	}
}

func checked(n *html.Node, name, value string) bool {
	for _, i := range findAll(n, "input[name="+name+"]") {
		if attr(i, "value") == value {
			return hasAttr(i, "checked")
		}
	}
	return false
}

func TestAgainAfterConflictAndRefusal(t *testing.T) {
	h := build(t)
	var err error
	h.Get("/f", func(r *web.Request) error { return r.Render(web.Layout(r.Page("x", ""))) })
	h.Post("/f", func(r *web.Request) error {
		return r.Again(err, func(r *web.Request) error { return r.Render(web.Layout(r.Page("x", ""))) })
	})
	for _, x := range []struct {
		err    error
		status int
		words  string
	}{
		{errs.New(errs.Conflict, "web.bad_form"), 409, "刚刚被别人改过"},
		{errs.Law("web.no_file", "REG 27"), 422, "《戒毒条例》第27条"},
		{errs.New(errs.NotFound, "x.y"), 404, "没有找到"},
	} {
		err = x.err
		if w := h.ask(t, "POST", "/f", url.Values{}); w.Code != x.status || !strings.Contains(w.Body.String(), x.words) {
			t.Errorf("%v: %d", x.err, w.Code)
		}
	}
}

func TestLocal(t *testing.T) {
	for in, want := range map[string]string{
		"/people?x=1": "/people?x=1", "": "/", "//evil.example": "/", "https://evil.example": "/", "/\\evil": "/", "/a\nb": "/", "javascript:x": "/",
	} {
		if got := web.Local(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// A file that is none, empty or over its limit is said at its field, with its size; the rest of the form stays.
func TestAFileThatCannotBeTaken(t *testing.T) {
	h := build(t)
	h.Post("/f", func(r *web.Request) error {
		_, _, err := r.ReadUpload("file", 1<<20)
		return r.Again(err, func(r *web.Request) error {
			p := r.Page("x", "")
			if p.Form.Value("title", "") != "判决书" || p.Form.Message != "" {
				t.Errorf("%+v", p.Form)
			}
			return r.Render(web.Layout(p))
		})
	})
	for _, x := range []struct {
		name    string
		size    int
		status  int
		message string
	}{
		{"", 0, 422, "请选择一个文件"}, {"a.pdf", 0, 422, "“a.pdf”是空文件"}, {"b.pdf", 1<<20 + 1, 413, "“b.pdf”有 1.1 MB，最多 1 MB"},
	} {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		m.WriteField("title", "判决书")
		if x.name != "" {
			f, _ := m.CreateFormFile("file", x.name)
			f.Write(make([]byte, x.size))
		}
		m.Close()
		r := httptest.NewRequest("POST", "/f", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		h.Handler().ServeHTTP(w, r)
		if w.Code != x.status || !strings.Contains(w.Body.String(), x.message) {
			t.Errorf("%q of %d: %d", x.name, x.size, w.Code)
		}
	}
}
