package web

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/door/drawn"
)

// Handler answers one request: it decodes, calls a room, and renders or redirects. What it returns as error
// becomes a page by its kind, and is logged once, in the request's event.
type Handler func(*Request) error

// Request is one request with everything a handler needs. The embedded http.Request carries the actor in
// its context.
type Request struct {
	*http.Request
	w       http.ResponseWriter
	site    *Site
	who     Who
	words   text.Printer
	theme   Theme
	now     time.Time
	event   *event
	form    Form
	unknown bool    // nobody can tell now who the reader is
	left    []Fault // files that were left behind, of what its officer takes up again
	page    Page
	status  int
	release func() // of the snapshot that the page reads; nil where it shares none
}

// event is the one log line of a request: ids and codes, never names, never the query string.
type event struct {
	request id.ID
	ref     string // its end, for people
	actor   string
	status  int
	bytes   int
	err     error
	more    []slog.Attr
}

// Note adds an attribute to the request's log line. Ids, counts and codes only.
func (r *Request) Note(name string, value any) {
	r.event.more = append(r.event.more, slog.Any(name, value))
}

// Who is the reader.
func (r *Request) Who() Who { return r.who }

// Actor is who acts.
func (r *Request) Actor() actor.Actor { return r.who.Actor }

// Now is the moment of the request.
func (r *Request) Now() time.Time { return r.now }

// T is a message in the reader's language.
func (r *Request) T(key string, args ...any) string { return r.words.T(key, args...) }

// ID reads an id from the path, as in "/people/{id}". One that cannot be an id is NotFound.
func (r *Request) ID(name string) (id.ID, error) {
	i, err := id.Parse(r.PathValue(name))
	if err != nil {
		return "", errs.New(errs.NotFound, "web.not_found")
	}
	return i, nil
}

// Page begins a page: its title (already in words) and its chapter of the help.
func (r *Request) Page(title, chapter string) Page {
	r.page = Page{
		Printer: r.words, Title: title, Chapter: chapter, Path: r.URL.Path, Now: r.now, Who: r.who,
		Theme: r.theme, Keys: cookie(r.Request, cookieKeys) != "off", Demo: r.site.demo, DemoDay: r.site.demoDay, Form: r.form,
		SearchAt: r.site.searchAt, Notices: r.flash(), token: formToken(r.Request), signInAt: r.site.signInAt,
	}
	r.page.Address, r.page.mark = r.address(), mark(r.who, r.page.token)
	if r.who.Presence == SignedIn && r.site.menu != nil {
		r.page.Menu = r.site.menu(r.page)
		if r.page.Menu.Blind {
			r.page.SearchAt = ""
		}
	}
	return r.page
}

// address is where this page can be had again: what was posted to an address that only takes posts came from above it.
func (r *Request) address() string {
	if safeMethod(r.Method) {
		return r.URL.RequestURI()
	}
	if over := r.site.above(r.URL.Path); over != "" {
		return over
	}
	return r.URL.Path
}

// Render draws a component as the whole answer. Call Page first, so that components find their words.
func (r *Request) Render(c templ.Component) error {
	if r.page.Title == "" {
		r.Page("", "")
	}
	r.apart()
	b, back := drawn.Buffer()
	defer back()
	if err := c.Render(Draw(r.Context(), r.page), b); err != nil {
		return errs.Because(errs.Internal, "web.render", err)
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(r.words.Locale()))
	h.Set("Content-Length", strconv.Itoa(b.Len())) // else it goes out in pieces
	if r.status != 0 {
		r.w.WriteHeader(r.status)
	}
	_, err := b.WriteTo(r.w)
	return noteClosed(r, err)
}

// Draw renders with words taken from the page given, for pages that change it after Request.Page.
func (r *Request) Draw(p Page, c templ.Component) error {
	r.page = p
	return r.Render(c)
}

// Writer is the raw answer, for downloads. Set Content-Type and Content-Disposition before writing.
func (r *Request) Writer() http.ResponseWriter {
	r.apart()
	return r.w
}

// apart ends the snapshot that the page has read so far: from here on it waits for a browser, or for long. What is read
// after it is read by itself.
func (r *Request) apart() {
	if r.release != nil {
		r.release()
	}
}

// Redirect answers 303: see there. Use Done after a write. The script that carries files is told where instead: it
// would follow unseen, and what is said there once would be said to nobody.
func (r *Request) Redirect(to string) error {
	if r.Header.Get("X-Guitu") == "files" {
		r.w.Header().Set("X-Guitu-To", Local(to))
		r.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(r.w, r.Request, Local(to), http.StatusSeeOther)
	return nil
}

// Done ends a successful write: the next page says the message (key and arguments without names) once.
func (r *Request) Done(to, key string, args ...any) error {
	r.setFlash(OK, key, args)
	return r.Redirect(to)
}

// Tell is Done in another tone, for what was kept although it breaks a rule, or still needs something.
func (r *Request) Tell(to string, tone Tone, key string, args ...any) error {
	r.setFlash(tone, key, args)
	return r.Redirect(to)
}

// Again shows a form once more with what was posted and what is wrong with it: status 422 for Invalid and
// Refused, 409 for Conflict, 413 for TooLarge, 429 for TooMany. show is the handler that shows the form. Any other error passes through.
//
//	if err := room.Extend(r.Context(), key, cmd); err != nil {
//		return r.Again(err, d.extendForm)
//	}
func (r *Request) Again(err error, show Handler) error {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Refused:
		r.status = http.StatusUnprocessableEntity
	case errs.TooLarge:
		r.status = http.StatusRequestEntityTooLarge
	case errs.Conflict:
		r.status = http.StatusConflict
	case errs.TooMany:
		r.status = http.StatusTooManyRequests
		r.comeBack(errs.TooMany, err)
	default:
		return err
	}
	r.event.err = err
	r.form = r.formOf(err)
	return show(r)
}

// Local keeps a redirect inside the house: a path of this site, else "/".
func Local(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

func noteClosed(r *Request, err error) error {
	if err != nil { // the reader went away; nothing can be shown to him
		r.event.err = err
	}
	return nil
}

type requestKey struct{}

func fromContext(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	return r
}
