package signpages

import (
	"guitu/internal/base/errs"
	"guitu/internal/door/web"
)

// signPage is the sign-in page in one of its two steps.
type signPage struct {
	web.Page
	Next    string
	Account string // as typed, when the form is shown again
	Step    string // token of the second step, "" in the first
	Wrong   string // what is wrong, in words
	Seated  string // post of the officer who sits at this browser already
	By      string // what the provider of identities is called, "" where there is none
}

func (d *desk) signInForm(r *web.Request) error {
	var form struct{ Account, Next string }
	form.Next = r.URL.Query().Get("next")
	if r.Method == "POST" {
		if err := r.Decode(&form); err != nil {
			return err
		}
	}
	p := signPage{Page: r.Page(r.T("sign.title"), "sign-in"), Next: form.Next, Account: form.Account, By: d.providerName(r)}
	return d.draw(r, p)
}

// draw shows a step. What is wrong stands in the card itself: there is one thing to say and little to keep.
func (d *desk) draw(r *web.Request, p signPage) error {
	if r.Who().Presence != web.SignedOut {
		p.Seated = p.T("sign.seated.locked")
		if r.Who().Presence == web.SignedIn {
			p.Seated = p.T("sign.seated", r.Who().Post)
		}
	}
	// The page belongs to who comes, not to who sits there: none of the other's ways, nothing of his name.
	p.Wrong, p.Form, p.Menu, p.Who, p.SearchAt = p.Form.Message, web.Form{}, web.Menu{}, web.Who{}, ""
	return r.Draw(p.Page, signView(p))
}

func (d *desk) signIn(r *web.Request) error {
	var form struct{ Account, Password, Next string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	a := attempt{account: form.Account, password: r.PostForm.Get("password"), next: form.Next}
	if code := unfilled(a); code != "" { // said, and not counted as a guess
		return again(r, errs.New(errs.Invalid, code), d.signInForm)
	}
	err := d.enter(r, a, "")
	if errs.Is(err, "authn.code_needed") {
		return d.askCode(r, a)
	}
	return again(r, err, d.signInForm)
}

// unfilled is the code of what was left empty.
func unfilled(a attempt) string {
	switch {
	case a.account == "" && a.password == "":
		return "sign.fill_both"
	case a.account == "":
		return "sign.fill_account"
	case a.password == "":
		return "sign.fill_password"
	}
	return ""
}

// stepCookie finds the attempt again on the page of the code, which is a page of its own: who goes back from his day
// comes upon no form that wants to be sent again.
const stepCookie = "guitu_step"

// codeStep is the second step, for who has given his password just now. Who comes back to it later is led on.
func (d *desk) codeStep(r *web.Request) error {
	step := r.Remembered(stepCookie)
	if _, ok := d.halfway.find(step); ok {
		return d.codeForm(r, step)
	}
	if r.Who().Presence == web.SignedIn {
		return r.Redirect("/")
	}
	return r.Redirect("/sign-in")
}

func (d *desk) codeForm(r *web.Request, step string) error {
	p := signPage{Page: r.Page(r.T("sign.title"), "sign-in"), Step: step}
	return d.draw(r, p)
}

func (d *desk) signInCode(r *web.Request) error {
	var form struct{ Step, Code string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	a, ok := d.halfway.find(form.Step)
	if !ok {
		return r.Tell("/sign-in", web.Info, "sign.too_slow")
	}
	if form.Code == "" {
		return again(r, errs.New(errs.Invalid, "authn.code_needed"), func(r *web.Request) error { return d.codeForm(r, form.Step) })
	}
	err := d.enter(r, a, form.Code)
	if err == nil {
		d.halfway.forget(form.Step)
		return nil
	}
	if errs.Is(err, "authn.refused") || errs.Is(err, "authn.code_needed") {
		err = errs.New(errs.Invalid, "sign.code_wrong")
	}
	return again(r, err, func(r *web.Request) error { return d.codeForm(r, form.Step) })
}

// enter signs in and goes on: to where the officer was going, or to his day when it was another one's page.
func (d *desk) enter(r *web.Request, a attempt, code string) error {
	before := r.Who().Actor.Account
	e, err := d.signedIn(r, a, code)
	if err != nil {
		return err
	}
	d.Accounts.Enter(r.Writer(), e)
	to := web.Local(a.next)
	if before != "" && before != e.Session.Account {
		to = "/"
	}
	if !e.Session.HasSecond {
		return r.Tell(to, web.Info, "sign.no_second")
	}
	return r.Redirect(to)
}

// again shows a form once more for what its reader can do something about, in the words of the code: a wrong
// guess, one that has to wait, a ticket that is spent.
func again(r *web.Request, err error, show web.Handler) error {
	e := errs.Find(err)
	if e == nil {
		return err
	}
	switch e.Kind {
	case errs.Unauthenticated, errs.Denied:
		return r.Again(errs.New(errs.Invalid, e.Code, e.Args...), show)
	}
	return r.Again(err, show)
}

func (d *desk) signOut(r *web.Request) error {
	if err := d.Accounts.SignOut(r.Context()); err != nil {
		return err
	}
	d.Accounts.Leave(r.Writer())
	// Not "storage": marks of a roll that waits for the network lie there until their officer sends them.
	r.Writer().Header().Set("Clear-Site-Data", `"cache"`)
	return r.Done("/sign-in", "sign.out")
}
