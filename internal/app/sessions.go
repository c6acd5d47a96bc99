package app

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// seats is what the kit of the doors asks of sign-in: authn knows who sits there, staff what he is called,
// facility where.
type seats struct{ house *House }

// seat is the session of one request. It is the request's own, and changes when its officer unlocks it.
type seat struct {
	w       http.ResponseWriter
	source  string
	locale  text.Locale
	session authn.Session
}

type seatKey struct{}

// Wrap loads the session of a request and keeps what pages leave in it.
func (s seats) Wrap(next http.Handler) http.Handler {
	return s.house.Accounts.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &seat{w: w, source: Source(r), locale: web.LocaleOf(r), session: authn.From(r.Context())}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), seatKey{}, x)))
	}))
}

// Who tells who sits there. An officer whose last post has ended is nobody.
func (s seats) Who(ctx context.Context) (web.Who, error) {
	x, ok := ctx.Value(seatKey{}).(*seat)
	if ok && x.session.Trouble != nil {
		return web.Who{}, x.session.Trouble
	}
	if !ok || x.session.State == authn.None || x.session.State == authn.Left {
		return web.Who{}, nil
	}
	who := web.Who{Presence: web.SignedIn, Actor: x.session.Actor(), Idle: authn.Idle}
	if who.Actor.Has(policy.Procurator) { // his reading is not the facility's to see, whose keeper reads the events
		who.LogAs = "staff"
	}
	if act, ok := s.house.signed.Load(x.session.ID); ok { // else nobody knows for what it was, and it is for nothing
		who.Signed, _ = act.(string)
	}
	if x.session.State == authn.Locked {
		who.Presence, who.Actor.Account = web.Locked, x.session.Account
	}
	return s.house.tops.of(who, x, func() (web.Who, error) {
		return store.Read(ctx, s.house.DB, func(tx *store.Tx) (web.Who, error) {
			return s.house.named(ctx, tx, who, x)
		})
	})
}

// tops keeps the words of top bars, by session and language, while units, posts and the officer's own are the same.
type tops struct {
	mu   sync.Mutex
	kept map[topOf]top
}

type topOf struct {
	session id.ID
	locale  text.Locale
}

type top struct {
	turns             string
	posts             []actor.Post
	name, post, scope string
}

const mostTops = 5000

func (t *tops) of(who web.Who, x *seat, named func() (web.Who, error)) (web.Who, error) {
	at := topOf{x.session.ID, x.locale}
	t.mu.Lock()
	known, ok := t.kept[at]
	t.mu.Unlock()
	if ok && x.session.Turns != "" && known.turns == x.session.Turns && slices.Equal(known.posts, who.Actor.Posts) {
		who.Name, who.Post, who.Scope = known.name, known.post, known.scope
		return who, nil
	}
	who, err := named()
	if err != nil {
		return who, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil || len(t.kept) >= mostTops {
		t.kept = map[topOf]top{}
	}
	t.kept[at] = top{x.session.Turns, who.Actor.Posts, who.Name, who.Post, who.Scope}
	return who, nil
}

// named adds the words of the top bar: name, post, place.
func (h *House) named(ctx context.Context, tx *store.Tx, who web.Who, x *seat) (web.Who, error) {
	members, err := h.Staff.Members(ctx, tx, []id.ID{x.session.Staff})
	if err != nil {
		return who, err
	}
	who.Name = members[x.session.Staff].Name
	words, seen := h.Words.In(x.locale), map[string]bool{}
	var posts, places []string
	for _, p := range who.Actor.Posts {
		if post := words.Or("role."+p.Role, p.Role); !seen[post] {
			seen[post] = true
			posts = append(posts, post)
		}
		place, err := placeOf(ctx, tx, p.Facility, p.Unit)
		if err != nil {
			return who, err
		}
		if !seen[place] {
			seen[place] = true
			places = append(places, place)
		}
	}
	who.Post, who.Scope = words.List(posts), words.List(places)
	return who, nil
}

// placeOf names the unit of a seat, with its facility before it where it is a part of one.
func placeOf(ctx context.Context, tx *store.Tx, house, unit id.ID) (string, error) {
	u, err := facility.Get(ctx, tx, unit)
	if err != nil || house == "" || house == unit {
		return u.Name, err
	}
	f, err := facility.Get(ctx, tx, house)
	return f.Name + " " + u.Name, err
}

// Unlock opens a locked session with its officer's password, under a new token.
func (s seats) Unlock(ctx context.Context, password string) error {
	x, ok := ctx.Value(seatKey{}).(*seat)
	if !ok {
		return nil
	}
	entry, err := s.house.Accounts.Unlock(ctx, password, x.source)
	if err != nil {
		return err
	}
	s.house.Accounts.Enter(x.w, entry)
	x.session = entry.Session
	return nil
}

// Prove takes the officer's signature on the act at hand, a fresh code of his second factor.
func (s seats) Prove(ctx context.Context, code, act string) (context.Context, error) {
	x, ok := ctx.Value(seatKey{}).(*seat)
	if !ok {
		return ctx, errs.New(errs.Unauthenticated, "policy.nobody")
	}
	signed, err := s.house.Accounts.Prove(ctx, code, x.source)
	if err == nil {
		x.session = authn.From(signed)
		s.house.signed.Store(x.session.ID, act)
	}
	return signed, err
}

// Signed says that what the officer signed is done.
func (s seats) Signed(ctx context.Context, act string) { s.house.signed.Store(authn.From(ctx).ID, act) }

// Lock locks the session: the officer leaves the desk.
func (s seats) Lock(ctx context.Context) error {
	if err := s.house.Accounts.Lock(ctx); err != nil {
		return err
	}
	if x, ok := ctx.Value(seatKey{}).(*seat); ok && x.session.State == authn.Active {
		x.session.State = authn.Locked
	}
	return nil
}
