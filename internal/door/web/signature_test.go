package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/door/web"
)

// signs is a house with one act that binds; said is what it was asked to keep.
func signs(t *testing.T) (h *house, said *[]string) {
	h, said = build(t), new([]string)
	h.Post("/act", func(r *web.Request) error {
		if r.Actor().SecondAt.IsZero() {
			return errs.New(errs.Denied, "policy.sign_again")
		}
		var form struct{ Reason string }
		if err := r.Decode(&form); err != nil {
			return err
		}
		*said = append(*said, form.Reason+" "+r.Key())
		return r.Redirect("/done")
	})
	h.Get("/paper", func(r *web.Request) error { return errs.New(errs.Denied, "policy.sign_again") })
	return h, said
}

func TestASignatureIsAskedForAndTheFormGoesThrough(t *testing.T) {
	h, said := signs(t)
	key := "01JD0000000000000000000000"
	w := h.ask(t, "POST", "/act", url.Values{"reason": {"延长三个月"}, "_key": {key}})
	if w.Code != 403 || !strings.Contains(w.Body.String(), `name="_code"`) || !strings.Contains(w.Body.String(), "延长三个月") {
		t.Fatalf("no code is asked for, or the form is lost: %d", w.Code)
	}
	if !strings.Contains(w.Body.String(), `value="`+key+`"`) {
		t.Error("the key is lost: sent twice, the act would be done twice")
	}
	again := url.Values{"reason": {"延长三个月"}, "_key": {key}, "_code": {"987654"}}
	w = h.ask(t, "POST", "/act", again)
	if w.Code != 403 || !strings.Contains(w.Body.String(), "延长三个月") || len(*said) != 0 || strings.Contains(w.Body.String(), "987654") {
		t.Fatalf("a wrong code: %d, %v", w.Code, *said)
	}
	again.Set("_code", "")
	w = h.ask(t, "POST", "/act", again)
	if w.Code != 422 || !strings.Contains(w.Body.String(), "延长三个月") || !strings.Contains(w.Body.String(), "请只填数字") || !strings.Contains(w.Body.String(), key) {
		t.Fatalf("no code at all: %d", w.Code)
	}
	again.Set("_code", "123456")
	if w = h.ask(t, "POST", "/act", again); w.Code != 303 || len(*said) != 1 || !strings.HasPrefix((*said)[0], "延长三个月 ") {
		t.Fatalf("a right code: %d, %v", w.Code, *said)
	}
}

func TestAPageThatWantsASignatureComesAfterIt(t *testing.T) {
	h, _ := signs(t)
	w := h.ask(t, "GET", "/paper?x=1", nil)
	if w.Code != 403 || !strings.Contains(w.Body.String(), `action="/prove"`) || !strings.Contains(w.Body.String(), `value="/paper?x=1"`) {
		t.Fatalf("%d", w.Code)
	}
	if w = h.ask(t, "POST", "/prove", url.Values{"_code": {"123456"}, "next": {"/paper?x=1"}}); w.Header().Get("Location") != "/paper?x=1" {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	if w = h.ask(t, "POST", "/prove", url.Values{"_code": {"1"}, "next": {"/paper"}}); !strings.Contains(w.Body.String(), `name="next" value="/paper"`) {
		t.Error("where to go is lost by a wrong code")
	}
}

// A signature is given on one act. Sent again, or put right after a fault, that act is signed still; whatever else is
// sent, from another form, changed after it was done, or under a page that was signed, wants its own.
func TestASignatureIsForOneAct(t *testing.T) {
	h, said := signs(t)
	h.Post("/other", func(r *web.Request) error {
		if r.Actor().SecondAt.IsZero() {
			return errs.New(errs.Denied, "policy.sign_again")
		}
		return r.Redirect("/done")
	})
	h.Post("/strict", func(r *web.Request) error {
		if r.Actor().SecondAt.IsZero() {
			return errs.New(errs.Denied, "policy.sign_again")
		}
		var form struct{ Reason string }
		if err := r.Decode(&form); err != nil || form.Reason == "" {
			var f errs.Fields
			f.Add("reason", "web.bad_value", "")
			return r.Again(f.Err("web.bad_value"), func(r *web.Request) error { p := r.Page("", ""); return r.Draw(p, web.Layout(p)) })
		}
		return r.Redirect("/done")
	})
	one, two := string(id.New()), string(id.New())
	send := func(to, key, reason, code string) int {
		v := url.Values{"reason": {reason}, "_key": {key}}
		if code != "" {
			v.Set("_code", code)
		}
		return h.ask(t, "POST", to, v).Code
	}
	for _, c := range []struct {
		what, to, key, reason, code string
		want                        int
	}{
		{"signed", "/act", one, "延长三个月", "123456", 303},
		{"sent again", "/act", one, "延长三个月", "", 303},
		{"sent again with the code that is used up", "/act", one, "延长三个月", "999999", 303},
		{"another form", "/act", two, "延长六个月", "", 403},
		{"changed after it was done", "/act", one, "延长六个月", "", 403},
		{"another act under the same key", "/other", one, "延长三个月", "", 403},
		{"signed, but something is missing", "/strict", two, "", "123456", 422},
		{"put right", "/strict", two, "补充材料", "", 303},
		{"changed afterwards", "/strict", two, "另一个理由", "", 403},
	} {
		if got := send(c.to, c.key, c.reason, c.code); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
	if len(*said) != 3 {
		t.Errorf("done: %v", *said)
	}
	h.ask(t, "POST", "/prove", url.Values{"_code": {"123456"}, "next": {"/paper"}})
	if got := send("/act", string(id.New()), "", ""); got != 403 {
		t.Errorf("a page that was signed signs an act: %d", got)
	}
}

// What is missing is said before a signature is asked for.
func TestAChoiceComesBeforeTheSignature(t *testing.T) {
	h, _ := signs(t)
	show := func(r *web.Request) error {
		p := r.Page("审批", "")
		return r.Draw(p, web.Layout(p))
	}
	h.Post("/decide", func(r *web.Request) error {
		var form struct {
			Answer string `need:"choice"`
		}
		if err := r.Decode(&form); err != nil {
			return r.Again(err, show)
		}
		return errs.New(errs.Denied, "policy.sign_again")
	})
	w := h.ask(t, "POST", "/decide", url.Values{})
	if w.Code != 422 || strings.Contains(w.Body.String(), `name="_code"`) || !strings.Contains(w.Body.String(), "请选一项") {
		t.Errorf("nothing chosen: %d", w.Code)
	}
	if w = h.ask(t, "POST", "/decide", url.Values{"answer": {"yes"}}); w.Code != 403 || !strings.Contains(w.Body.String(), `name="_code"`) {
		t.Errorf("chosen: %d", w.Code)
	}
}

// A browser sends no file twice: the page that asks for the code asks for the files too, so that none is lost unseen.
func TestASignatureAsksForTheFilesAgain(t *testing.T) {
	h, _ := signs(t)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("reason", "延长三个月")
	f, _ := m.CreateFormFile("scan", "批复.pdf")
	f.Write([]byte("%PDF"))
	m.CreateFormFile("photo", "")
	m.Close()
	r := httptest.NewRequest("POST", "/act", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	body := w.Body.String()
	for _, want := range []string{`enctype="multipart/form-data"`, `type="file" id="f-scan" name="scan" required`, "“批复.pdf”没有保存，请重新选择。", "延长三个月"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(body, "f-photo") {
		t.Error("a file that was not chosen is asked for again")
	}
	if w := h.ask(t, "POST", "/act", url.Values{"reason": {"延长三个月"}}); strings.Contains(w.Body.String(), "multipart") {
		t.Error("a form without files asks for some")
	}
}
