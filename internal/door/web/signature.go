package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// wantsSignature tells whether an act waits for its reader's signature: a fresh code would let it pass. The
// codes are policy's and sign-in's; the kit only knows them by name.
func wantsSignature(err error) bool {
	return errs.Is(err, "policy.sign_again") || errs.Is(err, "authn.prove_first")
}

// act names what a signature is for: the page that is asked for, or the posted form by its key, whatever its reader
// still puts right in it. "" is a form without a key: nothing said before is a signature on it.
func (r *Request) act() string {
	if safeMethod(r.Method) {
		return http.MethodGet + " " + r.URL.RequestURI()
	}
	if _, err := id.Parse(r.PostForm.Get(fieldKey)); err != nil {
		return ""
	}
	return r.Method + " " + r.URL.Path + " " + r.PostForm.Get(fieldKey)
}

// done names an act that was done: only the very same, sent again, is signed still, and acts once.
func (r *Request) done() string { return r.act() + " " + r.Key() }

// unsign leaves the reader the signature that he gave on this act, and none that he gave on another.
func (r *Request) unsign() {
	if r.who.Actor.SecondAt.IsZero() {
		return
	}
	act := r.act()
	if act != "" && (r.who.Signed == act || !safeMethod(r.Method) && r.who.Signed == r.done()) {
		return
	}
	r.who.Actor.SecondAt, r.who.Signed = time.Time{}, ""
	r.Request = r.WithContext(actor.With(r.Context(), r.who.Actor))
}

// signedOff uses a signature up when its act was done.
func (r *Request) signedOff(err error) {
	if err == nil && r.status < http.StatusBadRequest && !safeMethod(r.Method) && r.who.Signed != "" && r.URL.Path != proveAt {
		r.site.sessions.Signed(r.Context(), r.done())
	}
}

// signOnTheWay signs the act of a posted form by the code that came along with it. Before a page is opened it is that
// page which is signed. What is signed already asks for no second code.
func (r *Request) signOnTheWay(code string) error {
	act := r.act()
	if r.URL.Path == proveAt {
		act = http.MethodGet + " " + Local(r.PostForm.Get("next"))
	}
	if act != "" && !r.who.Actor.SecondAt.IsZero() {
		r.PostForm.Del(fieldCode)
		return nil
	}
	ctx, err := r.site.sessions.Prove(r.Context(), code, act)
	r.PostForm.Del(fieldCode)
	if err != nil {
		return err
	}
	r.who.Actor, r.who.Signed = actor.From(ctx), act
	r.Request = r.WithContext(ctx)
	return nil
}

// askSignature says that the act is to be signed and asks for the code. What was posted stays in the page, its
// key too, so that with the right code it goes through as if it had been signed at once; files have to be chosen again,
// or put back by the script. wrong tells that a code was given and did not do.
func (r *Request) askSignature(err error, wrong bool) error {
	kind := errs.KindOf(err)
	if kind == errs.Internal || kind == errs.Unauthenticated {
		return err
	}
	r.event.err, r.form = err, Form{}
	r.status = statuses[kind]
	if kind == errs.Denied {
		r.status = http.StatusForbidden
	}
	hold := Hold{Action: r.URL.RequestURI(), Method: r.Method, SignIn: r.site.signInAt, NoSecond: errs.Is(err, "authn.no_second")}
	if !safeMethod(r.Method) {
		hold.Values, hold.Files, hold.Untold = r.kept(), r.chosen(), r.unkept()
	}
	p := r.Page(r.T("web.sign.title"), "sign-again")
	if e := errs.Find(err); wrong && !hold.NoSecond {
		stands := hold.Written()
		p.Form = Form{Shown: true, Faults: append([]Fault{{Field: fieldCode, Text: r.T(e.Code, e.Args...)}}, hold.Files...), values: url.Values{}, files: len(hold.Files) > 0, stands: &stands}
	}
	return r.Draw(p, SignPage(p, hold))
}

// kept is the posted form as it can be posted again: without what belongs to one page and one moment, but for the names
// in also, and without what nobody but its writer is to know: that is typed again.
func (r *Request) kept(also ...string) url.Values {
	out := url.Values{}
	for name, s := range r.PostForm {
		if !(slices.Contains(passing, name) || r.secret(name)) || slices.Contains(also, name) {
			out[name] = s
		}
	}
	return out
}

// secrets are pieces of the names of fields whose value stands in no page, to whomever it is shown: what signs somebody in,
// what opens the letters of an office, what is on a slip. besides are secret in a form with one of those: the same once
// more, the one until now, and a code in its place. A code by itself may be that of a ward.
var (
	secrets = []string{"password", "phrase", "secret", "ticket"}
	besides = []string{"again", "old", "code"}
)

func (r *Request) secret(name string) bool {
	of := func(name string) bool {
		return slices.ContainsFunc(secrets, func(x string) bool { return !strings.HasPrefix(name, "_") && strings.Contains(name, x) })
	}
	return of(name) || slices.Contains(besides, name) && slices.ContainsFunc(slices.Collect(maps.Keys(r.PostForm)), of)
}

// unkept tells whether a secret was typed that has to be typed again.
func (r *Request) unkept() bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(r.PostForm)), func(name string) bool { return r.secret(name) && r.PostForm.Get(name) != "" })
}

// again is what stands in the page from which a form is sent once more: while nobody can tell who the reader is, for whom
// the form was drawn too.
func (r *Request) again() url.Values {
	if r.unknown {
		return r.kept(fieldSeat)
	}
	return r.kept()
}

// chosen asks once more for the files that were chosen: without them the act would pass as if there had been none.
func (r *Request) chosen() (out []Fault) {
	if r.MultipartForm == nil {
		return r.left
	}
	for _, name := range slices.Sorted(maps.Keys(r.MultipartForm.File)) {
		var files []string
		for _, head := range r.MultipartForm.File[name] {
			if head.Filename != "" {
				files = append(files, head.Filename)
			}
		}
		words := r.T("web.file_lost", r.words.List(files))
		if r.who.Presence != SignedIn { // whoever looks on reads no name
			words = r.T("web.file_gone")
		}
		if len(files) > 0 {
			out = append(out, Fault{Field: name, Text: words, Lost: true})
		}
	}
	return out
}

var passing = []string{fieldToken, fieldUnlock, fieldCode, fieldSeat, fieldHeld}

const proveAt = "/prove"

// proved answers a signature that was given before a page is opened, not on a posted form.
func proved(r *Request) error {
	v, err := r.Posted()
	if err != nil {
		return err
	}
	return r.Redirect(v.Get("next"))
}

// signAction is where the form of a signature goes: the act itself, or back to the page that was asked for.
func signAction(h Hold) string {
	if safeMethod(h.Method) {
		return proveAt
	}
	return h.Action
}
