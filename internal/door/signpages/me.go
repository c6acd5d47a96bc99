package signpages

import (
	"context"
	"encoding/base64"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

// mePage is an officer's own page.
type mePage struct {
	web.Page
	Posts     []ownPost
	HasSecond bool
	Codes     int // recovery codes left
	Ends      string
	By        string    // what the provider of identities is called, "" where there is none
	Linked    string    // since when the reader's account is linked there, "" when it is not
	Seats     []ownSeat // where he is signed in
}

// ownSeat is a session of the reader.
type ownSeat struct {
	ID, Began, Seen, Ends string
	Here, Locked          bool
}

// ownPost is a seat he holds today, or that he will hold for another.
type ownPost struct {
	Role, Unit, Days string
	URL              string
	For              string   // whom he stands in for, "" in a seat of his own
	Lent             []string // who stands in for him, with the days
}

func (d *desk) me(r *web.Request) error {
	s := authn.From(r.Context())
	p := mePage{Page: r.Page(r.T("me.title"), "my-account"), HasSecond: s.HasSecond}
	p.Sub, p.Ends = r.Who().Post+" · "+r.Who().Scope, p.Moment(s.Ends)
	var err error
	if p.Codes, err = d.Accounts.CodesLeft(r.Context()); err != nil {
		return err
	}
	if p.Seats, err = d.seats(r, s.ID, p.Page); err != nil {
		return err
	}
	if p.By = d.providerName(r); p.By != "" {
		l, found, err := d.Accounts.MyLink(r.Context())
		if err != nil {
			return err
		}
		if found {
			p.Linked = p.Moment(l.Made)
		}
	}
	p.Posts, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]ownPost, error) {
		return d.posts(r.Context(), tx, p.Page)
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, meView(p))
}

// seats lists the reader's sessions, the one in which he reads first.
func (d *desk) seats(r *web.Request, here id.ID, p web.Page) ([]ownSeat, error) {
	list, err := d.Accounts.MySessions(r.Context())
	var out []ownSeat
	for _, s := range list {
		x := ownSeat{
			ID: string(s.ID), Began: p.Moment(s.Started), Seen: p.Moment(s.Seen()), Ends: p.Moment(s.Ends),
			Here: s.ID == here, Locked: s.State == authn.Locked,
		}
		if x.Here {
			out = append([]ownSeat{x}, out...)
		} else {
			out = append(out, x)
		}
	}
	return out, err
}

// endSessions ends one of the reader's other sessions, or all of them.
func (d *desk) endSessions(r *web.Request) error {
	var form struct{ ID string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if err := d.Accounts.EndMine(r.Context(), id.ID(form.ID)); err != nil {
		return err
	}
	return r.Done("/me", "me.sessions.ended")
}

// posts lists the seats of the reader: his own, with who stands in for him, and those lent to him, coming ones too.
func (d *desk) posts(ctx context.Context, tx *store.Tx, p web.Page) ([]ownPost, error) {
	who := p.Who.Actor
	var own []id.ID
	for _, held := range who.Posts {
		if held.For == "" {
			own = append(own, held.ID)
		}
	}
	away, err := staff.LentOf(ctx, tx, own, tx.Today())
	if err != nil {
		return nil, err
	}
	here, err := staff.LentTo(ctx, tx, who.Staff, tx.Today())
	if err != nil {
		return nil, err
	}
	var out []ownPost
	for _, post := range own {
		o, err := d.ownPost(ctx, tx, p, post)
		if err != nil {
			return nil, err
		}
		for _, x := range away[post] {
			name, err := d.named(ctx, tx, x.To)
			if err != nil {
				return nil, err
			}
			o.Lent = append(o.Lent, p.T("me.post.away", name, x.From, x.Until))
		}
		out = append(out, o.ownPost)
	}
	for _, x := range here {
		o, err := d.ownPost(ctx, tx, p, x.Post)
		if err != nil {
			return nil, err
		}
		if o.For, err = d.named(ctx, tx, o.holder); err != nil {
			return nil, err
		}
		o.Days = p.T("me.post.days", x.From, x.Until)
		out = append(out, o.ownPost)
	}
	return out, nil
}

// drawn is a seat in words, and who holds it.
type drawn struct {
	ownPost
	holder id.ID
}

func (d *desk) ownPost(ctx context.Context, tx *store.Tx, p web.Page, post id.ID) (drawn, error) {
	x, err := staff.Get(ctx, tx, post)
	if err != nil {
		return drawn{}, err
	}
	where, err := unit(ctx, tx, x)
	until := p.T("me.post.open")
	if !x.Until.IsZero() {
		until = p.Day(x.Until)
	}
	return drawn{ownPost{
		Role: p.T("role." + string(x.Role)), Unit: where, Days: p.T("me.post.span", p.Day(x.From), until), URL: "/admin/posts/" + string(post),
	}, x.Member}, err
}

func (d *desk) named(ctx context.Context, tx *store.Tx, who id.ID) (string, error) {
	names, err := d.Staff.Members(ctx, tx, []id.ID{who})
	return names[who].Name, err
}

func (d *desk) changePassword(r *web.Request) error {
	v, err := r.Posted()
	if err != nil {
		return err
	}
	var f errs.Fields
	if v.Get("old") == "" {
		f.Add("old", "sign.old_missing", "")
	}
	twice(&f, v)
	if err = f.Err("sign.bad_input"); err == nil {
		err = d.Accounts.ChangePassword(r.Context(), v.Get("old"), v.Get("password"), d.Source(r.Request))
	}
	if errs.Is(err, "authn.refused") {
		f.Add("old", "sign.old_wrong", "")
		err = f.Err("sign.bad_input")
	}
	if err != nil {
		return again(r, err, d.me)
	}
	return r.Done("/me", "me.password.done")
}

// secondPage is the enrolment of a second factor: what is to be done, then the picture.
type secondPage struct {
	web.Page
	Has     bool
	Begun   bool
	Secret  string
	URL     string
	Picture string // data: of the picture, "" when it could not be drawn
}

func (d *desk) secondForm(r *web.Request) error {
	p := secondPage{Page: r.Page(r.T("me.second.title"), "second-factor"), Has: authn.From(r.Context()).HasSecond}
	return r.Draw(p.Page, secondView(p))
}

// enrol shows the secret once. It is not kept in any address: going back begins anew.
func (d *desk) enrol(r *web.Request) error {
	e, err := d.Accounts.Enrol(r.Context())
	if err != nil {
		return err
	}
	return d.showSecret(r, e)
}

func (d *desk) showSecret(r *web.Request, e authn.Enrolment) error {
	p := secondPage{Page: r.Page(r.T("me.second.title"), "second-factor"), Begun: true, Secret: e.Secret, URL: e.URL}
	if png, err := e.Picture(); err == nil { // without a picture the secret can be typed
		p.Picture = "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
	}
	return r.Draw(p.Page, secondView(p))
}

// confirmSecond takes the first code. The secret comes back with the form: the officer has it on his telephone,
// and a wrong code must not make him scan another picture.
func (d *desk) confirmSecond(r *web.Request) error {
	var form struct{ Code, Secret, Link string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	codes, err := d.Accounts.ConfirmSecond(r.Context(), form.Code)
	if errs.Is(err, "authn.nothing_enrolled") {
		return r.Tell("/me/second", web.Warn, "authn.nothing_enrolled")
	}
	if errs.Is(err, "authn.code_wrong") {
		var f errs.Fields
		f.Add("code", "authn.code_wrong", "")
		return again(r, f.Err("sign.bad_input"), func(r *web.Request) error {
			return d.showSecret(r, authn.Enrolment{Secret: form.Secret, URL: form.Link})
		})
	}
	if err != nil {
		return err
	}
	return d.showCodes(r, codes, "me.second.done")
}

func (d *desk) newCodes(r *web.Request) error {
	codes, err := d.Accounts.NewCodes(r.Context())
	if err != nil {
		return err
	}
	return d.showCodes(r, codes, "me.codes.renewed")
}

type codesPage struct {
	web.Page
	Codes  []string
	Said   text.Key
	Others int // sessions of the reader elsewhere, after his second factor was exchanged
}

// showCodes shows recovery codes, once: the page is the answer to the form and has no address of its own.
func (d *desk) showCodes(r *web.Request, codes []string, said text.Key) error {
	p := codesPage{Page: r.Page(r.T("me.codes.title"), "second-factor"), Codes: codes, Said: said}
	if list, err := d.Accounts.MySessions(r.Context()); err == nil { // without it the codes are still to be read
		p.Others = max(0, len(list)-1)
	}
	return r.Draw(p.Page, codesView(p))
}

// grouped writes a secret in fours, as people type it.
func grouped(secret string) string {
	var b strings.Builder
	for i, c := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}
