package web_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/door/web"
)

// upload sends a form with files, by field and name, as a browser does; headers come in pairs.
func (h *house) upload(t *testing.T, to string, form, files map[string]string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, v := range form {
		if err := m.WriteField(name, v); err != nil {
			t.Fatal(err)
		}
	}
	for field, name := range files {
		f, err := m.CreateFormFile(field, name)
		if err == nil && name != "" {
			_, err = f.Write([]byte("%PDF"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", to, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	return w
}

// record is a house with a form that has a word, a picture and a scan; wrong is what its act answers.
func record(t *testing.T, wrong error) *house {
	h := build(t)
	show := func(r *web.Request) error {
		p := r.Page("伤情", "")
		return r.Draw(p, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			fields := []templ.Component{
				web.Hidden("type", "x"), web.Input(web.Field{Name: "words", Label: "说明"}),
				web.Input(web.Field{Name: "photo", Type: "file", Label: "照片", Optional: true}), web.Input(web.Field{Name: "scan", Type: "file", Label: "扫描件"}),
			}
			form := web.Post(web.FormTag{Action: "/f", Upload: true, Version: "3"})
			return web.Layout(p).Render(templ.WithChildren(ctx, within(form, templ.Join(fields...))), w)
		}))
	}
	h.Get("/f", show)
	h.Post("/f", func(r *web.Request) error {
		if _, err := r.Posted(); err != nil {
			return err
		}
		if wrong != nil {
			return r.Again(wrong, show)
		}
		return r.Done("/f#last", "web.on")
	})
	return h
}

// within puts a component into another.
func within(outer, inner templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, inner), w)
	})
}

func incomplete(fields ...string) error {
	var f errs.Fields
	for _, x := range fields {
		f.Add(x, "web.choose", "")
	}
	return f.Err("web.bad_input")
}

// A file that was chosen beside something that is wrong is gone with the page: it is said above, and at its own field. A
// file with which something is wrong itself is said to be wrong.
func TestAFileThatIsGoneIsSaidAtItsField(t *testing.T) {
	w := record(t, incomplete("words", "scan")).upload(t, "/f", map[string]string{"words": "左臂"}, map[string]string{"photo": "伤情.jpg", "scan": "签字.pdf"})
	n := doc(t, w.Body.String())
	photo := find(n, "#f-photo")
	if note := find(n, "#"+attr(photo, "aria-describedby")); attr(photo, "aria-invalid") != "true" || textOf(note) != "“伤情.jpg”没有保存，请重新选择。" || !hasAttr(note, "data-lost") {
		t.Errorf("at its field: %s", textOf(note))
	}
	if note := find(n, "#f-scan-fault"); textOf(note) != "请选一项。" || hasAttr(note, "data-lost") {
		t.Errorf("at the field of the other: %s", textOf(note))
	}
	trouble := find(n, "#g-trouble")
	if said := textOf(trouble); !strings.Contains(said, "“伤情.jpg”没有保存") || strings.Contains(said, "签字.pdf") || strings.Contains(said, "您写的内容都在下面") {
		t.Errorf("above: %s", said)
	}
	var lost, kept *html.Node
	for _, p := range findAll(trouble, "p[data-files]") {
		if attr(p, "data-files") == "lost" {
			lost = p
		} else {
			kept = p
		}
	}
	if !strings.Contains(textOf(lost), "选过的文件没有留下") || !hasAttr(kept, "hidden") {
		t.Errorf("in general: %s %s", textOf(lost), textOf(kept))
	}
}

// That what was written stands below is said where something stands there: not of a button, nor of what travels unseen.
func TestOnlyWhatStandsAgainIsSaidToStand(t *testing.T) {
	h := record(t, incomplete("photo"))
	for words, want := range map[string]bool{"左臂": true, " ": false} {
		form := url.Values{"words": {words}, "type": {"x"}, "version": {"3"}, "_key": {string(id.New())}, "elsewhere": {"y"}}
		if got := strings.Contains(textOf(find(doc(t, h.ask(t, "POST", "/f", form).Body.String()), "#g-trouble")), "您写的内容都在下面"); got != want {
			t.Errorf("%q: %v", words, got)
		}
	}
}

// The script that carries files is told where to go; the page that it opens says what was done.
func TestTheScriptIsToldWhereToGo(t *testing.T) {
	h := record(t, nil)
	w := h.upload(t, "/f", nil, map[string]string{"scan": "签字.pdf"}, "X-Guitu", "files")
	if w.Code != 204 || w.Header().Get("X-Guitu-To") != "/f#last" || !strings.Contains(w.Header().Get("Set-Cookie"), "guitu_said") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w = h.upload(t, "/f", nil, map[string]string{"scan": "签字.pdf"}); w.Code != 303 {
		t.Errorf("without script: %d", w.Code)
	}
}

// Who comes back to his seat, or signs in again, is asked for his files before the act goes through; whoever looks on
// meanwhile reads no name.
func TestFilesOfOneWhoWasAwayAreAskedFor(t *testing.T) {
	h := record(t, nil)
	mine := h.seat.who
	form, files := map[string]string{"words": "左臂", "_seat": string(mine.Actor.Account)}, map[string]string{"scan": "李明远.pdf"}
	h.seat.who = officer()
	w := h.upload(t, "/f", form, files)
	page := doc(t, w.Body.String())
	held := attr(find(page, "input[name=_held]"), "value")
	if w.Code != 409 || held == "" || strings.Contains(w.Body.String(), "李明远") {
		t.Fatalf("another: %d", w.Code)
	}
	h.seat.who = mine
	w = h.ask(t, "POST", "/f", url.Values{"_held": {held}, "_seat": {string(mine.Actor.Account)}})
	page = doc(t, w.Body.String())
	if f := find(page, "main form"); w.Code != 409 || attr(f, "enctype") != "multipart/form-data" || attr(find(page, "#f-scan"), "type") != "file" ||
		attr(find(page, "main input[name=words]"), "value") != "左臂" || !strings.Contains(w.Body.String(), "“李明远.pdf”没有保存") {
		t.Errorf("back: %d %s", w.Code, textOf(find(page, "main")))
	}
	h.seat.who = web.Who{}
	w = h.upload(t, "/f", map[string]string{"words": "左臂"}, files)
	page = doc(t, w.Body.String())
	if w.Code != 401 || attr(find(page, "#f-scan"), "type") != "file" || strings.Contains(w.Body.String(), "李明远") {
		t.Errorf("signed out: %d %s", w.Code, textOf(find(page, "main")))
	}
}

// What a refusal leaves in the address bar leads to the page above; whether anything is there, that page says.
func TestAnAddressThatOnlyTakesPostsLeadsToThePageAbove(t *testing.T) {
	h := build(t)
	page := func(r *web.Request) error { p := r.Page("x", ""); return r.Draw(p, web.Layout(p)) }
	none := func(*web.Request) error { return errs.New(errs.NotFound, "web.not_found") }
	h.Get("/{$}", page)
	h.Get("/beds/person/{id}", none)
	h.Post("/beds/person/{id}/move", page)
	h.Get("/journeys/{id}", page)
	h.Get("/journeys/{id}/{step}", none)
	h.Post("/journeys/{id}/{step}", page)
	h.Post("/journeys/{case}/ask/{step}", page)
	h.Post("/journeys/{id}/ask/{step}/back", page)
	h.Get("/people/{id}/papers", page)
	h.Get("/people/{id}/papers/{paper}", none)
	h.Post("/people/{id}/papers/term-sheet", page)
	h.Get("/hidden/{id}", func(*web.Request) error { return errs.New(errs.Denied, "policy.denied") })
	h.Post("/hidden/{id}", page)
	h.Post("/deep/{id}/act", page)
	for from, to := range map[string]string{
		"/beds/person/7/move?x=1": "/beds/person/7", "/journeys/7/ask/sign": "/journeys/7", "/journeys/7/ask/sign/back": "/journeys/7",
		"/people/7/papers/term-sheet": "/people/7/papers", "/deep/7/act": "/", "/prove": "/",
		"/journeys/7/sign": "", "/hidden/7": "", "/beds/person/7": "", "/nowhere/7": "",
	} {
		want := 303
		if to == "" {
			want = 404
		}
		if w := h.ask(t, "GET", from, nil); w.Code != want || w.Header().Get("Location") != to {
			t.Errorf("%s: %d %s, want %s", from, w.Code, w.Header().Get("Location"), to)
		}
	}
}
