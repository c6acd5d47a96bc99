// Package ownpages is the resident's own page (本人页面), at a kiosk in the ward or on a telephone: big type, few words.
//
//	/own                     what there is
//	/own/sign-in, /own/begin by number and secret; with the slip that an officer handed over
//	/own/told                that somebody opened or reset his sign-in, before anything else
//	/own/term                his term and its sum
//	/own/owed                what is owed to him, by which post, until when
//	/own/papers              his papers, as they were issued
//	/own/trail               who opened his file, by post
//	/own/object              to say that something is wrong, and the answers
//	/own/remedy              the limits of reconsideration and suit; to ask for one, or for legal aid, and how far it is
//	/own/procurator          how the procurator is reached
//	/own/complaint           to write to the bureau or the procurator under seal, and to read the answer
//	/own/secret              another secret
//
// A request below /own never acts as an officer, and no other one as a resident: each has a session of its own, and the log
// of requests names neither who sits here nor what is written. Nothing is kept in the browser.
package ownpages

import (
	"context"
	"embed"
	"net/http"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/rule"
	"guitu/internal/door/web"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB         *store.DB
	Policy     *policy.Engine
	Kiosk      *kiosk.Room
	Census     *census.Desk
	Person     *person.Desk
	Paper      *paper.Desk
	Remedies   *remedy.Voice
	Rules      *rule.Desk
	Objections *objection.Desk
	Complaints *complaint.Desk
	Source     func(*http.Request) string
	Demo       bool // the people are invented, and the papers say so
}

type desk struct{ Deps }

// Routes adds the pages. They are open as far as the kit knows: who sits there is asked here.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Apart("/own", d.trouble)
	site.Open("GET /own/sign-in", d.signInForm)
	site.Open("POST /own/sign-in", d.signIn)
	site.Open("GET /own/begin", d.beginForm)
	site.Open("POST /own/begin", d.begin)
	site.Open("POST /own/sign-out", d.signOut)
	site.Open("GET /own/left", d.left)
	site.Open("POST /own/left", d.leave)
	site.Open("POST /own/stay", d.stay)
	site.Open("GET /own/told", d.mine(d.told))
	site.Open("POST /own/told", d.mine(d.tell))
	site.Open("GET /own", d.mine(d.home))
	site.Open("GET /own/term", d.mine(d.term))
	site.Open("GET /own/owed", d.mine(d.owed))
	site.Open("GET /own/papers", d.mine(d.papers))
	site.Open("GET /own/papers/{id}", d.mine(d.paper))
	site.Open("GET /own/trail", d.mine(d.trail))
	site.Open("GET /own/object", d.mine(d.objectForm))
	site.Open("POST /own/object", d.mine(d.object))
	site.Open("GET /own/remedy", d.mine(d.remedy))
	site.Open("POST /own/remedy", d.mine(d.ask))
	site.Open("GET /own/procurator", d.mine(d.procurator))
	site.Open("GET /own/complaint", d.mine(d.complaints))
	site.Open("GET /own/complaint/write/{office}", d.mine(d.writeForm))
	site.Open("POST /own/complaint/write/{office}", d.mine(d.write))
	site.Open("POST /own/complaint/{id}", d.mine(d.answer))
	site.Open("GET /own/secret", d.mine(d.secretForm))
	site.Open("POST /own/secret", d.mine(d.secret))
	site.Open("GET /own/{rest...}", d.mine(func(*visit) error { return errs.New(errs.NotFound, "web.not_found") }))
}

// visit is one request of a resident.
type visit struct {
	*web.Request
	s kiosk.Session
}

// own is what every one of these pages has.
type own struct {
	web.Page
	Name string // of who is signed in, masked: others stand by
	Idle int    // seconds until the page closes; 0 where nobody is signed in
}

// mine lets a resident through, and nobody else. What was done with his sign-in he reads before anything.
func (d *desk) mine(h func(*visit) error) web.Handler {
	return func(r *web.Request) error {
		s, err := d.session(r)
		if err != nil {
			return err
		}
		if s.Account == "" {
			return d.ended(r)
		}
		if r.Who().Presence == web.SignedIn { // an officer came in at this browser meanwhile: he is not to sit in front of this
			if err := d.end(r); err != nil {
				return err
			}
			return r.Redirect("/own/sign-in")
		}
		if r.Method == http.MethodPost {
			if gone, err := d.gone(r, "/own"); gone || err != nil {
				return err
			}
		}
		r.Request = r.Request.WithContext(actor.With(r.Context(), s.Actor()))
		if r.URL.Path != "/own/told" {
			untold, err := d.Kiosk.Untold(r.Context(), s)
			if err != nil {
				return err
			}
			if len(untold) > 0 {
				return r.Redirect("/own/told")
			}
		}
		err = h(&visit{r, s})
		if k := errs.KindOf(err); k == errs.NotFound || k == errs.Denied { // what is not there is no trouble: his page says so
			return r.Tell("/own", web.Warn, "own.not_found")
		}
		return err
	}
}

// trouble tells what went wrong. The page is his: it closes like the others, and there is a way out of it. What he wrote stands
// in it unseen until then, under the token of his forms: the next one cannot send it.
func (d *desk) trouble(r *web.Request, t web.Trouble) error {
	p := d.bare(r, t.Title)
	p.Form, p.Idle = web.Form{}, int(d.Kiosk.Idle.Seconds())
	return r.Draw(p.Page, troubleView(p, t))
}

// gone answers a form that was drawn before whoever sits there now came, or after he left: a form that came back with a fault
// lies in the history of the browser as it was posted, and "back" sends it again, for the next one too. It is neither done nor
// drawn; to is where he stands instead.
func (d *desk) gone(r *web.Request, to string) (bool, error) {
	stale, err := r.Stale()
	if err != nil || !stale {
		return false, err
	}
	return true, r.Tell(to, web.Warn, "own.stale")
}

func (d *desk) session(r *web.Request) (kiosk.Session, error) {
	token := d.Kiosk.Token(r.Request)
	if token == "" {
		return kiosk.Session{}, nil
	}
	// A part of the house looks: an officer who is signed in at the same browser has nothing to do with it.
	return d.Kiosk.Find(actor.With(r.Context(), actor.Actor{}), token)
}

// page begins a page. Nothing of an officer's stands on it, whoever is signed in beside.
func (d *desk) page(v *visit, title string) (own, error) {
	p := d.bare(v.Request, title)
	p.Idle = int(d.Kiosk.Idle.Seconds())
	who, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) (person.Person, error) { return d.Person.Get(v.Context(), tx, v.s.Person) })
	p.Name = p.Masked(who.Name)
	return p, err
}

func (d *desk) bare(r *web.Request, title string) own {
	p := own{Page: r.Page(title, "own")}
	p.Who, p.Menu, p.SearchAt = web.Who{}, web.Menu{}, ""
	return p
}

// looked reads a part of what is his, and states that he did.
func (d *desk) looked(v *visit, part string) error { return d.Kiosk.Looked(v.Context(), v.s, part) }

// file is his own file.
func (d *desk) file(v *visit, want census.Parts) (census.File, error) {
	return d.Census.File(v.Context(), v.s.Person, want)
}

// attempt is a secret of his, typed here.
func (d *desk) attempt(r *web.Request, secret string) kiosk.Attempt {
	return kiosk.Attempt{Secret: secret, Source: d.Source(r.Request)}
}

// key is the idempotency key of a form by itself: what is written in it leaves no digest anywhere.
func key(r *web.Request) store.Key {
	if v, err := r.Posted(); err == nil {
		if k, err := id.Parse(v.Get("_key")); err == nil {
			return store.Key(k)
		}
	}
	return store.NewKey()
}

func background(ctx context.Context) context.Context { return actor.With(ctx, actor.Actor{}) }
