package app

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

// What follows is the command line of whoever holds the machine: each act is recorded as done by the part
// "setup".

// Newcomer is an officer to be given a post and an account.
type Newcomer struct {
	SignIn      string
	Name        string
	Number      string
	Role        string
	Unit        string // path of names from a facility on, "绵阳示范所/一大队"; "" for the bureau
	From, Until string // YYYY-MM-DD; From empty for today
}

// Officer is somebody with a post today, as the command line lists him.
type Officer struct {
	SignIn    string   `json:"signIn"` // "" without an account
	Name      string   `json:"name"`
	Posts     []Posted `json:"posts"`
	Open      bool     `json:"open"`      // the account is not closed
	Ready     bool     `json:"ready"`     // he has set his password
	HasSecond bool     `json:"hasSecond"` // and enrolled a second factor
	Demo      bool     `json:"demo"`
	staff     id.ID
}

// Posted is one post of an officer.
type Posted struct {
	Role  string `json:"role"`
	Unit  string `json:"unit"`
	From  string `json:"from"`
	Until string `json:"until,omitempty"`
}

// State is how his account stands: none, closed, waiting (for him to set a password), ready.
func (o Officer) State() string {
	switch {
	case o.SignIn == "":
		return "none"
	case !o.Open:
		return "closed"
	case !o.Ready:
		return "waiting"
	}
	return "ready"
}

// AddOfficer enrols somebody, gives him a post and an account, and answers the one-time link by which he sets
// his password.
func (h *House) AddOfficer(ctx context.Context, key store.Key, n Newcomer) (link string, err error) {
	defer errs.Wrap(&err, "app.AddOfficer")
	ctx = actor.With(ctx, actor.Part("setup"))
	account, err := store.Write(ctx, h.DB, key, func(tx *store.Tx) (id.ID, error) {
		var wrong faults
		unit, err := h.seatOf(ctx, tx, n.Unit)
		member := id.New() // stands for him while something else is wrong: then all of this is undone
		if wrong.take(err) {
			wrong.take(n.check(tx.Today()))
		} else {
			enrolled, err := h.Staff.EnrolIn(ctx, tx, unit, staff.Draft{Name: n.Name, Number: n.Number})
			if !wrong.take(err) {
				member = enrolled
			}
			wrong.take(h.appointIn(ctx, tx, member, unit, n))
		}
		account, err := h.Accounts.OpenIn(ctx, tx, authn.Opening{Staff: member, Name: n.SignIn}, "")
		wrong.take(errs.Renamed(err, "name", "account"))
		return account, wrong.err()
	})
	if err != nil {
		return "", err
	}
	ticket, err := h.Accounts.Reset(ctx, key.Step("ticket"), account, false)
	return h.link(ticket), err
}

// Post gives an officer who has an account another post.
func (h *House) Post(ctx context.Context, key store.Key, n Newcomer) (err error) {
	defer errs.Wrap(&err, "app.Post")
	ctx = actor.With(ctx, actor.Part("setup"))
	all, err := h.Officers(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o Officer) bool { return strings.EqualFold(o.SignIn, strings.TrimSpace(n.SignIn)) })
	if i < 0 {
		return errs.New(errs.NotFound, "authn.no_account")
	}
	_, err = store.Write(ctx, h.DB, key, func(tx *store.Tx) (int, error) {
		unit, err := h.seatOf(ctx, tx, n.Unit)
		if err != nil {
			return 0, err
		}
		return 0, h.appointIn(ctx, tx, all[i].staff, unit, n)
	})
	return err
}

func (h *House) appointIn(ctx context.Context, tx *store.Tx, member, unit id.ID, n Newcomer) error {
	if n.From == "" {
		n.From = tx.Today().String()
	}
	_, err := h.Staff.AppointIn(ctx, tx, staff.PostDraft{Member: member, Unit: unit, Role: n.Role, From: n.From, Until: n.Until})
	return err
}

// ResetOfficer takes an officer's password and second factor away and answers a new one-time link.
func (h *House) ResetOfficer(ctx context.Context, signIn string) (link string, err error) {
	defer errs.Wrap(&err, "app.ResetOfficer")
	ticket, err := h.Accounts.ResetByHand(ctx, signIn)
	return h.link(ticket), err
}

// Officers lists who holds a post today, unit by unit.
func (h *House) Officers(ctx context.Context) (_ []Officer, err error) {
	defer errs.Wrap(&err, "app.Officers")
	ctx = actor.With(ctx, actor.Part("setup"))
	var order []id.ID
	found := map[id.ID]*Officer{}
	members, err := store.Read(ctx, h.DB, func(tx *store.Tx) (map[id.ID]staff.Member, error) {
		order, found = nil, map[id.ID]*Officer{}
		units, err := facility.All(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			posts, err := staff.PostsIn(ctx, tx, u.ID, tx.Today())
			if err != nil {
				return nil, err
			}
			for _, p := range posts {
				o := found[p.Member]
				if o == nil {
					o = &Officer{staff: p.Member}
					found[p.Member], order = o, append(order, p.Member)
				}
				o.Posts = append(o.Posts, Posted{Role: string(p.Role), Unit: pathOf(units, u), From: p.From.String(), Until: p.Until.String()})
			}
		}
		return h.Staff.Members(ctx, tx, order)
	})
	if err != nil {
		return nil, err
	}
	accounts, err := h.accounts(ctx, order)
	out := make([]Officer, 0, len(order))
	for _, m := range order {
		o, a := found[m], accounts[m]
		o.Name, o.SignIn, o.Open, o.Ready, o.HasSecond, o.Demo = members[m].Name, a.Name, a.Open, a.Ready, a.HasSecond, a.Demo
		out = append(out, *o)
	}
	return out, err
}

// accounts asks for the accounts of any number of members, as many at once as authn answers.
func (h *House) accounts(ctx context.Context, members []id.ID) (map[id.ID]authn.Account, error) {
	out := map[id.ID]authn.Account{}
	for part := range slices.Chunk(members, 500) {
		some, err := h.Accounts.Of(ctx, part)
		if err != nil {
			return nil, err
		}
		for m, a := range some {
			out[m] = a
		}
	}
	return out, nil
}

// pathOf names a unit from its facility on; the bureau has the empty path.
func pathOf(units []facility.Unit, u facility.Unit) string {
	var names []string
	for u.Kind != facility.Bureau {
		names = append(names, u.Name)
		i := slices.IndexFunc(units, func(p facility.Unit) bool { return p.ID == u.Parent })
		if i < 0 {
			break
		}
		u = units[i]
	}
	slices.Reverse(names)
	return strings.Join(names, "/")
}

// seatOf finds a unit by its path; the bureau is founded when there is none yet.
func (h *House) seatOf(ctx context.Context, tx *store.Tx, path string) (id.ID, error) {
	if path == "" {
		return h.bureau(ctx, tx, defaultBureau)
	}
	return unitAt(ctx, tx, path)
}

// unitAt finds a unit by its path; it fails with app.no_unit, naming the paths there are.
func unitAt(ctx context.Context, tx *store.Tx, path string) (id.ID, error) {
	units, err := facility.All(ctx, tx)
	if err != nil {
		return "", err
	}
	var known []string
	for _, u := range units {
		p := pathOf(units, u)
		if p == strings.Trim(strings.TrimSpace(path), "/") || u.Kind == facility.Bureau && path == u.Name {
			return u.ID, nil
		}
		if u.Kind != facility.Bureau && len(known) < 20 {
			known = append(known, p)
		}
	}
	var f errs.Fields
	f.Add("unit", "app.no_unit", path, strings.Join(known, ", "))
	return "", f.Err("app.bad_input")
}

// faults gathers what several rooms find wrong with one command, so that whoever typed it hears all of it at once.
type faults struct {
	fields errs.Fields
	other  error // the first that is no fault of a field
}

// take keeps an error and tells whether there was one.
func (f *faults) take(err error) bool {
	e := errs.Find(err)
	switch {
	case err == nil:
		return false
	case e == nil || e.Kind != errs.Invalid || len(e.Fields) == 0:
		if f.other == nil {
			f.other = err
		}
	default:
		for _, x := range e.Fields {
			f.fields.Add(x.Name, x.Code, x.Value, x.Args...)
		}
	}
	return true
}

// err is every field that is wrong; what else failed may have failed for it, and is told only when no field is.
func (f *faults) err() error {
	if err := f.fields.Err("app.bad_input"); err != nil {
		return err
	}
	return f.other
}

// check finds what can be wrong with a newcomer wherever he sits.
func (n Newcomer) check(today civil.Date) error {
	var wrong faults
	_, err := staff.NewMember(staff.Draft{Name: n.Name, Number: n.Number})
	wrong.take(err)
	if n.From == "" {
		n.From = today.String()
	}
	k, _ := staff.KindOf(staff.Role(n.Role))
	_, err = staff.NewPost(staff.PostDraft{Role: n.Role, From: n.From, Until: n.Until}, "", string(k.Where))
	wrong.take(err)
	return wrong.err()
}
