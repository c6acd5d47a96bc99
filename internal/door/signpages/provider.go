package signpages

import (
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
)

// Single sign-on (统一身份认证) stands beside name and password. A press of its button sends the browser to the provider;
// what comes back is judged by the flow that this browser began, and answered by another page, so that neither code nor
// state stays in the address. Where the provider is down, name and password stand on the same page.

// wayCookie finds the flow again that this browser began.
const wayCookie = "guitu_way"

// leadPage leads a browser to the provider. A redirect out of a form is not followed under the house's content policy,
// so the page itself leads on.
type leadPage struct {
	web.Page
	Provider, To string
}

// providerName is what the provider is called here; "" where there is none.
func (d *desk) providerName(r *web.Request) string {
	switch {
	case d.Provider == nil:
		return ""
	case d.ProviderName != "":
		return d.ProviderName
	}
	return r.T("sign.provider")
}

// toProvider begins a sign-in by the provider.
func (d *desk) toProvider(r *web.Request) error {
	var form struct{ Next string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	return d.lead(r, way{next: form.Next}, "/sign-in")
}

// linkProvider begins the making of a link, by its officer's signature.
func (d *desk) linkProvider(r *web.Request) error {
	permit, err := d.Accounts.PermitLink(r.Context())
	if errs.Is(err, "authn.prove_first") { // the kit asks for it
		return err
	}
	if err != nil {
		return turnedAway(r, err, "/me")
	}
	return d.lead(r, way{linking: true, permit: permit}, "/me")
}

// lead sends the browser on its way, or says on the page that it came from why not.
func (d *desk) lead(r *web.Request, w way, from string) error {
	if d.Provider == nil {
		return errs.New(errs.NotFound, "web.not_found")
	}
	to, flow, err := d.Provider.Begin(r.Context(), w.linking)
	if err != nil {
		return turnedAway(r, err, from)
	}
	w.flow = flow
	r.Remember(wayCookie, d.ways.keep(w), authn.LinkPatience)
	r.Writer().Header().Set("Refresh", "0; url="+to)
	p := leadPage{Page: r.Page(r.T("sign.lead.title"), "sign-in"), Provider: d.providerName(r), To: to}
	return r.Draw(p.Page, leadView(p))
}

// fromProvider takes what the browser brings back. A flow is good once, whatever came of it.
func (d *desk) fromProvider(r *web.Request) error {
	if d.Provider == nil {
		return errs.New(errs.NotFound, "web.not_found")
	}
	w, ok := d.ways.take(r.Remembered(wayCookie))
	r.Remember(wayCookie, "", -time.Second)
	from := "/sign-in"
	if w.linking {
		from = "/me"
	}
	if !ok {
		return r.Tell(from, web.Warn, "sign.too_slow")
	}
	who, err := d.Provider.Finish(r.Context(), w.flow, r.URL.Query())
	if err != nil {
		return turnedAway(r, err, from)
	}
	if w.linking {
		if err := d.Accounts.Connect(r.Context(), w.permit, who); err != nil {
			return turnedAway(r, err, from)
		}
		return r.Done("/me", "me.provider.done")
	}
	a := attempt{named: who, next: w.next}
	if err := d.enter(r, a, ""); !errs.Is(err, "authn.code_needed") {
		return turnedAway(r, err, from)
	}
	return d.askCode(r, a)
}

// askCode goes on to the page of the code.
func (d *desk) askCode(r *web.Request, a attempt) error {
	r.Remember(stepCookie, d.halfway.keep(a), patience)
	return r.Redirect("/sign-in/code")
}

// signedIn tries what an attempt has, with a code.
func (d *desk) signedIn(r *web.Request, a attempt, code string) (authn.Entry, error) {
	ctx := actor.With(r.Context(), actor.Actor{})
	x := authn.Attempt{Name: a.account, Password: a.password, Code: code, Source: d.Source(r.Request), Browser: d.Accounts.Browser(r.Request)}
	if a.named.Subject != "" {
		return d.Accounts.SignInBy(ctx, a.named, x)
	}
	return d.Accounts.SignIn(ctx, x)
}

// turnedAway says on another page why somebody does not come in by the provider; what cannot be told so is an error.
func turnedAway(r *web.Request, err error, to string) error {
	e := errs.Find(err)
	if e == nil || e.Kind == errs.Internal {
		return err
	}
	r.Note("provider", e.Code)
	r.Note("cause", err.Error())
	return r.Tell(to, web.Warn, e.Code, e.Args...)
}

// unlinkProvider ends the reader's link.
func (d *desk) unlinkProvider(r *web.Request) error {
	if err := d.Accounts.Unlink(r.Context()); err != nil {
		return err
	}
	return r.Done("/me", "me.provider.ended")
}
