package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
)

// known marks a denial whose subject the reader may know of.
type known struct {
	error
	keeper string
}

func (k known) Unwrap() error { return k.error }

// Known turns a denial into the page that says who keeps the thing and how to ask, instead of "not found".
// Use it only where the reader may know that the thing exists: a compartment's tab, a desk, a setting.
// keeper is the message key of the sentence that says who may and how to ask.
func Known(err error, keeper string) error {
	if errs.KindOf(err) != errs.Denied {
		return err
	}
	return known{err, keeper}
}

// clash carries both versions of a record to the page of a conflict.
type clash struct {
	error
	diff Diff
}

func (c clash) Unwrap() error { return c.error }

// Clash adds the two versions to a conflict, so that the page can show them side by side.
func Clash(err error, d Diff) error {
	if errs.KindOf(err) != errs.Conflict {
		return err
	}
	return clash{err, d}
}

var statuses = map[errs.Kind]int{
	errs.Internal:        http.StatusInternalServerError,
	errs.Invalid:         http.StatusUnprocessableEntity,
	errs.NotFound:        http.StatusNotFound,
	errs.Denied:          http.StatusNotFound, // like NotFound for those who may not know
	errs.Conflict:        http.StatusConflict,
	errs.Unauthenticated: http.StatusUnauthorized,
	errs.TooMany:         http.StatusTooManyRequests,
	errs.Unavailable:     http.StatusServiceUnavailable,
	errs.Refused:         http.StatusUnprocessableEntity,
	errs.TooLarge:        http.StatusRequestEntityTooLarge,
}

// Trouble is what the page of an error shows: what happened, what is safe, what to do.
type Trouble struct {
	Title  string
	Text   string   // what happened, in the catalogue's words
	Safe   string   // what is safe
	Do     string   // what to do
	Basis  []string // articles, as people cite them
	Afresh string   // where the list stands without its filters, when they are what is wrong
	Ref    string   // for the system keeper
	Diff   *Diff
	Faults []Fault
	Tone   Tone
	Retry  *Hold // the form, to be sent again as it was; its key makes the act one
}

// apart is a part of the site at which no officer sits: under it what went wrong is told on a page of its own, which ends as
// its other pages do.
type apart struct {
	under string
	draw  func(*Request, Trouble) error
}

// Apart adds that part.
func (s *Site) Apart(under string, draw func(*Request, Trouble) error) { s.apart = apart{under, draw} }

func (a apart) holds(path string) bool {
	return a.draw != nil && (path == a.under || strings.HasPrefix(path, a.under+"/"))
}

// lost tells whether what was posted to the part that is apart would be gone with the answer: it came too fast, or the house
// failed. Where a secret was typed its form has to be filled in anew.
func (r *Request) lost(kind errs.Kind) bool {
	if safeMethod(r.Method) || kind != errs.Unavailable && kind != errs.TooMany && kind != errs.Internal {
		return false
	}
	v, err := r.Posted()
	return err == nil && len(v) > 0 && !r.unkept()
}

// fail answers an error: one page by kind. The answer of a secret denial is the answer of NotFound to the
// byte, so that nobody learns what exists.
func (r *Request) fail(err error) {
	if r.site.machines.hears(r.Request) {
		r.told(err)
		return
	}
	kind := errs.KindOf(err)
	var k known
	if kind == errs.Unauthenticated {
		r.askWho()
		return
	}
	if over := r.site.above(r.URL.Path); over != "" && safeMethod(r.Method) && (kind == errs.NotFound || kind == errs.Denied && !errors.As(err, &k)) {
		http.Redirect(r.w, r.Request, over, http.StatusSeeOther) // what is there, that page says
		return
	}
	r.status = statuses[kind]
	t := r.trouble(kind, err)
	if len(r.left) > 0 {
		t.Title, t.Do = r.T("web.files_again"), ""
	}
	if kind == errs.Denied && errors.As(err, &k) {
		r.status, t = http.StatusForbidden, Trouble{Title: r.T("trouble.denied.title"), Text: r.T(k.keeper), Tone: Sealed}
	}
	r.comeBack(kind, err)
	if (kind == errs.Unavailable || len(r.left) > 0) && !safeMethod(r.Method) && (r.who.Presence == SignedIn || r.unknown) && len(r.PostForm) > 0 {
		t.Retry = &Hold{Action: r.URL.RequestURI(), Method: r.Method, Values: r.again(), Files: r.chosen(), Untold: r.unkept()}
	}
	draw := func(r *Request, t Trouble) error { return r.Render(TroublePage(r.Page(t.Title, "trouble"), t)) }
	if r.site.apart.holds(r.URL.Path) {
		if draw = r.site.apart.draw; r.lost(kind) {
			t.Retry = &Hold{Action: r.URL.RequestURI(), Method: r.Method, Values: r.kept()}
		} else {
			t.Retry = nil
		}
	}
	if err := draw(r, t); err != nil {
		http.Error(r.w, r.T("trouble.internal.title"), http.StatusInternalServerError)
	}
}

// comeBack says to machines when to ask again: the seconds that the error names, else a minute.
func (r *Request) comeBack(kind errs.Kind, err error) {
	if kind != errs.TooMany && kind != errs.Unavailable {
		return
	}
	after := 60
	if e := errs.Find(err); e != nil && len(e.Args) == 1 && (e.Code == "web.too_fast" || e.Code == "authn.wait") {
		after, _ = e.Args[0].(int)
	}
	r.w.Header().Set("Retry-After", strconv.Itoa(after))
}

func (r *Request) trouble(kind errs.Kind, err error) Trouble {
	name := kind.String()
	if kind == errs.Denied {
		name = errs.NotFound.String()
	}
	t := Trouble{Title: r.T("trouble." + name + ".title"), Do: r.T("trouble." + name + ".do"), Tone: Warn}
	e := errs.Find(err)
	switch kind {
	case errs.NotFound, errs.Denied:
		t.Text, t.Tone = r.T("web.not_found"), Neutral
	case errs.Internal:
		t.Text, t.Safe, t.Ref, t.Tone = r.T("web.internal"), r.T("web.internal.safe"), r.event.ref, Danger
	default:
		t.Text = r.words.Or(e.Code, r.T("trouble."+name+".title"), e.Args...)
		t.Basis = articles(r.words, e.Basis)
		if r.words.Has(e.Code + ".title") {
			t.Title = r.T(e.Code + ".title")
		}
		if r.words.Has(e.Code + ".remedy") {
			t.Do = r.T(e.Code+".remedy", e.Args...)
		}
		for _, x := range e.Fields {
			t.Faults = append(t.Faults, Fault{Field: x.Name, Text: r.T(x.Code, x.Args...)})
		}
	}
	if kind == errs.Invalid && safeMethod(r.Method) && r.URL.RawQuery != "" {
		t.Do, t.Afresh = r.T("trouble.address.do"), r.URL.Path
	}
	var c clash
	if errors.As(err, &c) {
		t.Diff = &c.diff
	}
	return t
}

func articles(w text.Printer, basis []string) []string {
	var out []string
	for _, b := range basis {
		out = append(out, w.Article(b))
	}
	return out
}
