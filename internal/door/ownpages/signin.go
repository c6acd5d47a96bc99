package ownpages

import (
	"net/http"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/door/web"
	"guitu/internal/platform/kiosk"
)

type signInPage struct {
	own
	Seated bool // an officer is signed in at this browser
	Left   bool // the page closed by itself
	Ended  bool // his session had ended when he went on
	Unsent bool // with a form that he had filled in
	Waits  bool // he is to wait: nothing is wrong with his secret, and nobody is to send him to a new one
}

func (d *desk) signInForm(r *web.Request) error { return d.drawSignIn(r, false) }

func (d *desk) drawSignIn(r *web.Request, waits bool) error {
	p := signInPage{own: d.bare(r, r.T("own.sign_in.title")), Seated: r.Who().Presence == web.SignedIn, Waits: waits}
	q := r.URL.Query()
	p.Left, p.Ended, p.Unsent = q.Get("left") != "", q.Get("ended") != "", q.Get("ended") == unsent
	return r.Draw(p.Page, signInView(p))
}

func (d *desk) signIn(r *web.Request) error {
	if r.Who().Presence == web.SignedIn { // else going back would lead into an officer's pages
		return r.Redirect("/own/sign-in")
	}
	if gone, err := d.gone(r, "/own/sign-in"); gone || err != nil {
		return err
	}
	r.Renew() // each attempt is sent once: a right secret that had to wait stands in the history, and must let nobody in
	var form struct{ Number, Secret string }
	if err := r.Decode(&form); err != nil {
		return refused(r, err, d.signInForm)
	}
	var f errs.Fields
	if form.Number == "" {
		f.Add("number", "own.number_missing", "")
	}
	if form.Secret == "" {
		f.Add("secret", "own.secret_missing", "")
	}
	if err := f.Err("own.bad_input"); err != nil {
		return refused(r, err, d.signInForm)
	}
	e, err := d.Kiosk.SignIn(background(r.Context()), kiosk.Attempt{Number: form.Number, Secret: form.Secret, Source: d.Source(r.Request)})
	if err != nil {
		return refused(r, err, func(r *web.Request) error { return d.drawSignIn(r, errs.Is(err, "authn.wait")) })
	}
	d.Kiosk.Enter(r.Writer(), e)
	return r.Redirect("/own")
}

// refused shows the form of a sign-in again, empty: the next one at the screen reads no number of who sat there.
func refused(r *web.Request, err error, show web.Handler) error {
	for _, typed := range []string{"number", "ticket"} {
		r.PostForm.Del(typed)
	}
	return r.Again(asForm(err), show)
}

// asForm lets what is no fault of a field be said on the form, and not on a page of trouble for officers.
func asForm(err error) error {
	switch e := errs.Find(err); {
	case errs.Is(err, "kiosk.left"):
		return errs.New(errs.Invalid, e.Code, e.Args...)
	case errs.Is(err, "authn.wait"):
		return errs.New(errs.Invalid, "own.wait", minutes(e.Args))
	}
	return err
}

// unsent marks the way to the sign-in of who sent a form after his session had ended.
const unsent = "unsent"

// ended leads who was signed in to the sign-in page, which says why he stands there: by what the session ended is not kept, so it
// names all that ends one. What he had written is nowhere, and he must not believe that it was sent.
func (d *desk) ended(r *web.Request) error {
	if d.Kiosk.Token(r.Request) == "" {
		return r.Redirect("/own/sign-in")
	}
	d.Kiosk.Leave(r.Writer())
	if r.Method == http.MethodPost {
		return r.Redirect("/own/sign-in?ended=" + unsent)
	}
	return r.Redirect("/own/sign-in?ended=1")
}

// minutes is how long he waits, as he reads a clock: never less than it is.
func minutes(seconds []any) int {
	if len(seconds) == 1 {
		if n, ok := seconds[0].(int); ok {
			return max(1, (n+59)/60)
		}
	}
	return 1
}

func (d *desk) beginForm(r *web.Request) error {
	p := signInPage{own: d.bare(r, r.T("own.begin.title")), Seated: r.Who().Presence == web.SignedIn}
	return r.Draw(p.Page, beginView(p))
}

// begin takes the slip: his number, the one-time code, and a secret of his own, twice.
func (d *desk) begin(r *web.Request) error {
	if r.Who().Presence == web.SignedIn {
		return r.Redirect("/own/begin")
	}
	if gone, err := d.gone(r, "/own/sign-in"); gone || err != nil {
		return err
	}
	r.Renew()
	var form struct{ Number, Ticket, Secret, Again string }
	if err := r.Decode(&form); err != nil {
		return refused(r, err, d.beginForm)
	}
	var f errs.Fields
	kiosk.Numbered(&f, form.Number)
	if form.Ticket == "" {
		f.Add("ticket", "own.ticket_missing", "")
	}
	kiosk.Fit(&f, form.Number, form.Secret)
	same(&f, form.Secret, form.Again)
	if err := f.Err("own.bad_input"); err != nil { // all of it at once: each time he types both secrets anew
		return refused(r, err, d.beginForm)
	}
	at := kiosk.Attempt{Number: form.Number, Secret: form.Secret, Source: d.Source(r.Request)}
	if err := d.Kiosk.Redeem(background(r.Context()), at, form.Ticket); err != nil {
		return refused(r, err, d.beginForm)
	}
	e, err := d.Kiosk.SignIn(background(r.Context()), at)
	if err != nil {
		return refused(r, err, d.signInForm)
	}
	d.Kiosk.Enter(r.Writer(), e)
	return r.Redirect("/own")
}

func same(f *errs.Fields, secret, again string) {
	if secret != again {
		f.Add("again", "own.not_same", "")
	}
}

func (d *desk) signOut(r *web.Request) error {
	if err := d.end(r); err != nil {
		return err
	}
	return r.Redirect("/own/sign-in")
}

// left is where a page goes that nobody touched: it says so, and does nothing. Without script the session has ended by then by itself.
func (d *desk) left(r *web.Request) error { return r.Redirect("/own/sign-in?left=1") }

// leave ends the session of a page that nobody touches. A link cannot do it, from wherever it comes.
func (d *desk) leave(r *web.Request) error {
	if err := d.end(r); err != nil {
		return err
	}
	return d.left(r)
}

func (d *desk) end(r *web.Request) error {
	if token := d.Kiosk.Token(r.Request); token != "" {
		if err := d.Kiosk.SignOut(background(r.Context()), token); err != nil {
			return err
		}
	}
	d.Kiosk.Leave(r.Writer())
	r.Renew()
	return nil
}

// stay hears that somebody is still there; 401 where the session has ended.
func (d *desk) stay(r *web.Request) error {
	s, err := d.session(r)
	if err != nil {
		return err
	}
	status := http.StatusNoContent
	if s.Account == "" {
		status = http.StatusUnauthorized
	}
	r.Writer().WriteHeader(status)
	return nil
}

type toldPage struct {
	own
	List []handed
}

func (d *desk) told(v *visit) error {
	list, err := d.Kiosk.Untold(v.Context(), v.s)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return v.Redirect("/own")
	}
	p := toldPage{}
	if p.own, err = d.page(v, v.T("own.told.title")); err != nil {
		return err
	}
	for _, x := range list {
		p.List = append(p.List, handedLine(p.Page, x))
	}
	return v.Draw(p.Page, toldView(p))
}

func (d *desk) tell(v *visit) error {
	var form struct {
		Asked string `need:"choice"`
		Not   []string
	}
	if err := v.Decode(&form); err != nil {
		return v.Again(err, func(*web.Request) error { return d.told(v) })
	}
	var which []id.ID
	for _, x := range form.Not {
		which = append(which, id.ID(x))
	}
	doubted := form.Asked == "no" || len(which) > 0 // a tick says it by itself, whichever button sends it
	if err := d.Kiosk.Told(v.Context(), v.s, doubted, which...); err != nil {
		return err
	}
	if doubted {
		return v.Tell("/own", web.Warn, "own.told.doubted")
	}
	return v.Redirect("/own")
}

func (d *desk) secretForm(v *visit) error { return d.drawSecret(v) }

func (d *desk) drawSecret(v *visit) error {
	p, err := d.page(v, v.T("own.secret.title"))
	if err != nil {
		return err
	}
	return v.Draw(p.Page, secretView(p))
}

func (d *desk) secret(v *visit) error {
	var form struct{ Old, Secret, Again string }
	if err := v.Decode(&form); err != nil {
		return err
	}
	var f errs.Fields
	if form.Old == "" {
		f.Add("old", "own.secret_missing", "")
	}
	kiosk.Fit(&f, "", form.Secret)
	same(&f, form.Secret, form.Again)
	err := f.Err("own.bad_input")
	if err == nil {
		if err = d.Kiosk.Change(v.Context(), v.s, d.attempt(v.Request, form.Old), form.Secret); errs.Is(err, "kiosk.refused_here") {
			err = errs.Renamed(err, "secret", "old")
		}
	}
	if err != nil {
		return v.Again(asForm(err), func(*web.Request) error { return d.drawSecret(v) })
	}
	return v.Done("/own", "own.secret.done")
}
