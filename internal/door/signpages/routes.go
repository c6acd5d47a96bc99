// Package signpages is the way in and out of the house: signing in (登录), the second factor (动态口令), the
// one-time links by which an officer sets his own password, and his own page (我的账号).
//
// Signing in takes two steps where the officer has a second factor; between them the password waits in the
// memory of this process for three minutes and nowhere else. No answer tells whether an account exists: a
// wrong name, a wrong password and a closed account read alike, and who guesses waits.
//
// Another officer may sign in at the same browser (换人): the first one's session locks and he finds it again
// by signing in; the kit takes no form that was drawn for somebody else. The signature on an act, and the lock,
// are the kit's (web.SignPage, web.HoldPage).
package signpages

import (
	"context"
	"embed"
	"net/http"

	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/authn/provider"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// First is what the first administrator says of himself and of the house.
type First struct {
	Ticket   authn.Ticket
	Bureau   string // name of the bureau, when the house has none yet
	Name     string // his own
	SignIn   string
	Password string
}

// Deps is what these pages stand on. Source is the network address a request came from; Begin makes the first
// administrator, a journey through facility, staff and authn.
type Deps struct {
	DB        *store.DB
	Accounts  *authn.Room
	Staff     *staff.Desk
	Reminders *reminder.Room
	Source    func(*http.Request) string
	Begin     func(context.Context, store.Key, First) error

	Provider     *provider.Provider // nil where the house was told of none
	ProviderName string             // what it is called; "" for the house's own words
}

type desk struct {
	Deps
	halfway *halfway[attempt]
	ways    *halfway[way]
}

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{Deps: deps, halfway: newHalfway[attempt](deps.DB.Clock(), patience), ways: newHalfway[way](deps.DB.Clock(), authn.LinkPatience)}
	site.Open("GET /sign-in", d.signInForm)
	site.Open("POST /sign-in", d.signIn)
	site.Open("GET /sign-in/code", d.codeStep)
	site.Open("POST /sign-in/code", d.signInCode)
	site.Open("POST /sign-in/provider", d.toProvider)
	site.Open("GET /sign-in/provider", d.fromProvider)
	site.Open("POST /sign-out", d.signOut)

	site.Open("GET /first", d.linkForm)
	site.Open("POST /first", d.link)
	site.Open("GET /ticket/{ticket}", d.ticketForm)
	site.Open("POST /ticket/{ticket}", d.ticket)

	site.Get("/me", d.me)
	site.Post("/me/password", d.changePassword)
	site.Get("/me/second", d.secondForm)
	site.Post("/me/second", d.enrol)
	site.Post("/me/second/confirm", d.confirmSecond)
	site.Post("/me/codes", d.newCodes)
	site.Post("/me/provider", d.linkProvider)
	site.Post("/me/provider/end", d.unlinkProvider)
	site.Post("/me/sessions/end", d.endSessions)

	site.Get("/me/reminders", d.reminders)
	site.Post("/me/reminders", d.askReminders)
	site.Post("/me/reminders/code", d.proveReminders)
	site.Post("/me/reminders/end", d.endReminders)
}

// unit names the unit of a post for its holder.
func unit(ctx context.Context, tx *store.Tx, p staff.Post) (string, error) {
	u, err := facility.Get(ctx, tx, p.Unit)
	if err != nil || p.Facility == "" || p.Facility == p.Unit {
		return u.Name, err
	}
	f, err := facility.Get(ctx, tx, p.Facility)
	return f.Name + " " + u.Name, err
}
