package signpages

import (
	"net/url"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/domain/facility"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

type ticketPage struct {
	web.Page
	First  bool // the first administrator: he names himself and the house
	Bureau bool // the house has no bureau yet
}

// linkForm is for whoever has a ticket on paper and no link.
func (d *desk) linkForm(r *web.Request) error {
	p := r.Page(r.T("sign.link.title"), "first-link")
	return r.Draw(p, linkView(p))
}

func (d *desk) link(r *web.Request) error {
	var form struct{ Link string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	at := strings.LastIndex(form.Link, "/")
	ticket := strings.Join(strings.Fields(form.Link[at+1:]), "")
	if _, err := d.look(r, authn.Ticket(ticket)); err != nil {
		return badTicket(r, err, d.linkForm)
	}
	return r.Redirect("/ticket/" + url.PathEscape(ticket))
}

// look says what a ticket is for; an address from which wrong ones come is slowed like one that guesses codes.
func (d *desk) look(r *web.Request, t authn.Ticket) (purpose authn.Purpose, err error) {
	err = d.Accounts.Knock(r.Context(), d.Source(r.Request), func() (bool, error) {
		purpose, _, err = d.Accounts.Look(r.Context(), t)
		return errs.Is(err, "authn.bad_ticket"), err
	})
	return purpose, err
}

// badTicket says on the form of the link that the ticket is spent, in one sentence for every reason.
func badTicket(r *web.Request, err error, show web.Handler) error {
	if errs.Is(err, "authn.bad_ticket") {
		var f errs.Fields
		f.Add("link", "authn.bad_ticket", "")
		err = f.Err("sign.link.bad")
	}
	return again(r, err, show)
}

func (d *desk) ticketForm(r *web.Request) error {
	ticket := authn.Ticket(r.PathValue("ticket"))
	purpose, err := d.look(r, ticket)
	if errs.Is(err, "authn.bad_ticket") {
		return r.Tell("/first", web.Warn, "authn.bad_ticket")
	}
	if err != nil {
		return err
	}
	if purpose == authn.ForAccount {
		p := ticketPage{Page: r.Page(r.T("sign.ticket.title"), "first-link")}
		return r.Draw(p.Page, ticketView(p))
	}
	none, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (bool, error) {
		_, err := facility.Root(r.Context(), tx)
		if errs.KindOf(err) == errs.NotFound {
			return true, nil
		}
		return false, err
	})
	if err != nil {
		return err
	}
	p := ticketPage{Page: r.Page(r.T("sign.first.title"), "first-link"), First: true, Bureau: none}
	return r.Draw(p.Page, ticketView(p))
}

// ticket sets the password, or makes the first administrator.
func (d *desk) ticket(r *web.Request) error {
	var form newcomer
	if err := r.Decode(&form); err != nil {
		return err
	}
	ticket := authn.Ticket(r.PathValue("ticket"))
	purpose, err := d.look(r, ticket)
	if errs.Is(err, "authn.bad_ticket") {
		return r.Tell("/first", web.Warn, "authn.bad_ticket")
	}
	if err != nil {
		return err
	}
	if err = form.check(r.PostForm, purpose == authn.ForFirst); err == nil {
		err = d.redeem(r, purpose, ticket, form)
	}
	if err != nil {
		return again(r, renamed(err), d.ticketForm)
	}
	return r.Done("/sign-in", "sign.ticket.done")
}

func (d *desk) redeem(r *web.Request, purpose authn.Purpose, ticket authn.Ticket, form newcomer) error {
	password := r.PostForm.Get("password")
	if purpose != authn.ForFirst {
		return d.Accounts.Redeem(r.Context(), ticket, password, d.Source(r.Request))
	}
	return d.Begin(r.Context(), store.Key(r.Key()), First{
		Ticket: ticket, Bureau: form.Bureau, Name: form.Name, SignIn: form.SignIn, Password: password,
	})
}

// newcomer is what the first administrator writes besides his password.
type newcomer struct{ Bureau, Name, SignIn string }

// check finds what the rooms cannot: what is empty, and a password that was typed twice in two ways.
func (n newcomer) check(posted url.Values, first bool) error {
	var f errs.Fields
	if _, asked := posted["bureau"]; first && asked && n.Bureau == "" {
		f.Add("bureau", "facility.name_missing", "")
	}
	if first && n.Name == "" {
		f.Add("name", "staff.name_missing", "")
	}
	if first && n.SignIn == "" {
		f.Add("sign_in", "sign.name_missing", "")
	}
	twice(&f, posted)
	return f.Err("sign.bad_input")
}

// twice wants a new password typed twice alike.
func twice(f *errs.Fields, posted url.Values) {
	switch password := posted.Get("password"); {
	case password == "":
		f.Add("password", "sign.password_missing", "")
	case password != posted.Get("again"):
		f.Add("again", "sign.password_differs", "")
	}
}

// renamed gives the fault of a sign-in name to its own field: "name" is the officer's.
func renamed(err error) error {
	e := errs.Find(err)
	if e == nil || e.Code != "authn.bad_name" {
		return err
	}
	c := *e
	c.Fields = slices.Clone(e.Fields)
	for i := range c.Fields {
		c.Fields[i].Name = "sign_in"
	}
	return &c
}
