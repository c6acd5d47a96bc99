package adminpages

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// accountsPage lists officers with a post today and how their accounts stand.
type accountsPage struct {
	web.Page
	Table web.Table[holder]
	Units []web.Option
	Named string // what was looked for; it is posted and never stands in the address
	Found bool
}

// holder is an officer with his posts in words and his account.
type holder struct {
	ID      id.ID
	Name    string
	Posts   string
	Account authn.Account
}

func (d *desk) accounts(r *web.Request) error {
	l := r.List("unit")
	p, err := d.accountsPage(r, l)
	if err != nil {
		return err
	}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (store.Slice[id.ID], error) {
		f := staff.Filter{On: tx.Today()}
		where, err := units.Read(r.Context(), tx)
		if err != nil {
			return store.Slice[id.ID]{}, err
		}
		if u := where.Unit(id.ID(l.Value("unit"))); u.Facility != "" && u.Facility == u.ID {
			f.Facility = u.ID
		} else {
			f.Unit = u.ID
		}
		return staff.Holders(r.Context(), tx, d.Policy.Scope(r.Actor(), policy.AuthnAccount), f, listPage(l))
	})
	if err != nil {
		return err
	}
	p.Table.Total, p.Table.First, p.Table.Prev, p.Table.Next = got.Total, got.First, got.Prev, got.Next
	if p.Table.Rows, err = d.holders(r, got.Rows); err != nil {
		return err
	}
	p.Table.Narrowed("unit", p.T("admin.unit"), labelled(p.Units, l.Value("unit")))
	return r.Draw(p.Page, accountsView(p))
}

// accountsPage is the page without its rows, for who keeps accounts.
func (d *desk) accountsPage(r *web.Request, l web.List) (accountsPage, error) {
	if !d.Policy.Somewhere(r.Actor(), policy.AuthnAccount) {
		return accountsPage{}, web.Known(errs.New(errs.Denied, "policy.denied"), "admin.accounts.keeper")
	}
	p := accountsPage{Page: r.Page(r.T("admin.accounts"), "staff")}
	p.Sub = p.T("admin.accounts.sub")
	tree, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]units.Branch, error) {
		where, err := units.Read(r.Context(), tx)
		return where.Seen(d.Policy.Scope(r.Actor(), policy.AuthnAccount)), err
	})
	if err != nil {
		return p, err
	}
	p.Units = units.Options(tree)
	if err = web.Among("unit", p.T("admin.unit"), l.Value("unit"), p.Units); err != nil {
		return p, err
	}
	p.Table = web.Table[holder]{
		Caption: p.Title, List: l, Columns: holderColumns(p.Page),
		Empty: web.Empty{Text: p.T("admin.accounts.empty"), Action: p.T("admin.appoint"), URL: "/admin/posts/new"},
	}
	return p, nil
}

// findAccounts looks for officers by name or number. The name is posted, so that it stands in no address.
func (d *desk) findAccounts(r *web.Request) error {
	var form struct{ Named string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	p, err := d.accountsPage(r, r.List())
	if err != nil {
		return err
	}
	ids, err := d.named(r, form.Named)
	if err != nil {
		return err
	}
	p.Named, p.Found, p.Table.Total = form.Named, true, len(ids)
	p.Table.Empty = web.Empty{Text: p.T("admin.accounts.nobody"), Action: p.T("admin.accounts.all"), URL: "/admin/accounts"}
	if p.Table.Rows, err = d.holders(r, ids[:min(len(ids), 100)]); err != nil {
		return err
	}
	return r.Draw(p.Page, accountsView(p))
}

// named finds who holds a post today by a part of the name, or by the number, within what the reader keeps.
func (d *desk) named(r *web.Request, words string) ([]id.ID, error) {
	return store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]id.ID, error) {
		posts, err := staff.PostsOn(r.Context(), tx, "", tx.Today())
		if err != nil {
			return nil, err
		}
		scope := d.Policy.Scope(r.Actor(), policy.AuthnAccount)
		var ids []id.ID
		for _, x := range posts {
			if (scope.All || slices.Contains(scope.Facilities, x.Facility)) && !slices.Contains(ids, x.Member) {
				ids = append(ids, x.Member)
			}
		}
		names, err := d.Staff.Members(r.Context(), tx, ids)
		return slices.DeleteFunc(ids, func(i id.ID) bool {
			m := names[i]
			return words == "" || !strings.Contains(m.Name, words) && m.Number != words
		}), err
	})
}

// holders draws officers with their posts of today and their accounts.
func (d *desk) holders(r *web.Request, ids []id.ID) ([]holder, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	out, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]holder, error) {
		where, err := units.Read(r.Context(), tx)
		if err != nil {
			return nil, err
		}
		names, err := d.Staff.Members(r.Context(), tx, ids)
		if err != nil {
			return nil, err
		}
		out := make([]holder, len(ids))
		for i, who := range ids {
			posts, err := staff.Held(r.Context(), tx, who, tx.Today())
			if err != nil {
				return nil, err
			}
			var words []string
			for _, x := range posts {
				words = append(words, where.Name(x.Unit)+" "+r.T("role."+x.Role))
			}
			out[i] = holder{ID: who, Name: names[who].Name, Posts: strings.Join(words, "；")}
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	accounts, err := d.Accounts.Of(r.Context(), ids)
	for i := range out {
		out[i].Account = accounts[out[i].ID]
	}
	return out, err
}

func holderColumns(p web.Page) []web.Column[holder] {
	return []web.Column[holder]{
		{Label: p.T("admin.holder"), Main: true, Cell: web.Link(func(h holder) (string, string) { return h.Name, "/admin/staff/" + string(h.ID) })},
		{Label: p.T("admin.role"), Cell: web.Words(func(h holder) string { return h.Posts })},
		{Label: p.T("admin.account.name"), Cell: web.Words(func(h holder) string { return h.Account.Name })},
		{Label: p.T("admin.account.state"), Cell: func(h holder) templ.Component {
			s := accountState(p, h.Account)
			return web.Status(s.Tone, s.Word)
		}},
	}
}

// ticketPage shows a one-time link, once.
type ticketPage struct {
	web.Page
	Link  string
	Back  string
	Waits bool // for somebody else to agree
}

func (d *desk) openAccount(r *web.Request) error {
	who, form, err := posted[struct{ SignIn string }](r)
	if err != nil {
		return err
	}
	ticket, err := d.Accounts.Open(r.Context(), store.Key(r.Key()), authn.Opening{Staff: who, Name: form.SignIn})
	if err != nil {
		return r.Again(errs.Renamed(err, "name", "sign_in"), d.officer)
	}
	opened, err := d.Accounts.Of(r.Context(), []id.ID{who})
	if err != nil {
		return err
	}
	if a := opened[who]; !a.Open {
		if _, err := d.Pairs.Propose(r.Context(), store.NewKey(), pair.Act{Kind: authn.ReopenTwo, About: a.ID}); err != nil && !errs.Is(err, "pair.waits_already") {
			return err
		}
		return d.handOver(r, ticket, who, true)
	}
	return d.handOver(r, ticket, who, false)
}

func (d *desk) handOver(r *web.Request, t authn.Ticket, who id.ID, waits bool) error {
	p := ticketPage{Page: r.Page(r.T("admin.ticket"), "staff"), Link: d.Link(t), Back: "/admin/staff/" + string(who), Waits: waits}
	return r.Draw(p.Page, ticketView(p))
}

// proposeTwo proposes what one keeper may not do alone.
func (d *desk) proposeTwo(r *web.Request, a pair.Act, who id.ID) error {
	_, err := d.Pairs.Propose(r.Context(), store.Key(r.Key()), a)
	if e := errs.Find(err); e != nil && e.Kind == errs.Conflict {
		return r.Tell("/admin/staff/"+string(who), web.Info, e.Code, e.Args...)
	}
	if err != nil {
		return err
	}
	return r.Done("/admin/staff/"+string(who), "admin.account.proposed")
}

// keepAccount is what a keeper does to somebody else's account.
func (d *desk) keepAccount(r *web.Request) error {
	who, form, err := posted[struct {
		Version int64
		Second  bool
	}](r)
	if err != nil {
		return err
	}
	account, err := r.ID("account")
	if err != nil {
		return err
	}
	key := store.Key(r.Key())
	switch r.PathValue("act") {
	case "reset":
		if form.Second {
			return d.proposeTwo(r, pair.Act{Kind: authn.Strip, About: account}, who)
		}
		ticket, err := d.Accounts.Reset(r.Context(), key, account, false)
		if errs.Is(err, "authn.needs_two") {
			return d.proposeTwo(r, pair.Act{Kind: authn.Strip, About: account}, who)
		}
		if err != nil {
			return err
		}
		return d.handOver(r, ticket, who, false)
	case "unlock":
		err = d.Accounts.Release(r.Context(), key, account)
	case "end":
		err = d.Accounts.EndSessions(r.Context(), key, account)
	case "close":
		if err = d.Accounts.Close(r.Context(), key, account, form.Version); errs.Is(err, "authn.needs_two") {
			return d.proposeTwo(r, pair.Act{Kind: authn.CloseTwo, About: account}, who)
		}
	case "reopen":
		if err = d.Accounts.Reopen(r.Context(), key, account, form.Version); errs.Is(err, "authn.needs_two") {
			return d.proposeTwo(r, pair.Act{Kind: authn.ReopenTwo, About: account}, who)
		}
	default:
		return errs.New(errs.NotFound, "store.not_found")
	}
	if err != nil {
		return r.Again(err, d.officer)
	}
	return r.Done("/admin/staff/"+string(who), "admin.account.done."+r.PathValue("act"))
}
