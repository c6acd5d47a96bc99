// Package rightspages is where officers answer for what a resident does at his own page: his sign-in, his objections, and the
// desk of an office to which complaints are sealed.
//
//	/people/{id}/own       a resident's sign-in: opened or reset with a signature, the slip shown once
//	/resets                who opened or reset which sign-in, for the bureau's inspector and the procurator
//	/objections            what residents say is wrong, and the answers
//	/complaints            the desk of the bureau's inspection, or of the procurators of a facility (?office=, of several)
//
// At the desk no word stands before the reader has typed his phrase; the office's key is then held in the memory of this
// process for some minutes, and nowhere else.
package rightspages

import (
	"context"
	"embed"
	"slices"
	"sync"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/staff"
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
	Staff      *staff.Desk
	Objections *objection.Desk
	Complaints *complaint.Desk
	Address    string // where residents sign in, for the slip
}

type desk struct {
	Deps
	open unlocked
}

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{Deps: deps}
	site.Get("/people/{id}/own", d.account)
	site.Post("/people/{id}/own/hand", d.hand)
	site.Get("/resets", d.resets)
	site.Get("/objections", d.objections)
	site.Get("/objections/{id}", d.objection)
	site.Post("/objections/{id}", d.answerObjection)
	site.Get("/complaints", d.complaints)
	site.Post("/complaints/key", d.makeKey)
	site.Post("/complaints/ask", d.ask)
	site.Post("/complaints/recover", d.recover)
	site.Post("/complaints/unlock", d.unlock)
	site.Post("/complaints/lock", d.lock)
	site.Post("/complaints/admit/{id}", d.admit)
	site.Get("/complaints/{id}", d.complaint)
	site.Post("/complaints/{id}", d.answerComplaint)
}

// openFor is how long an office's key stays in memory after the phrase was typed: the house's choice.
const openFor = 10 * time.Minute

// unlocked keeps the keys of offices that their readers have opened, by account and office: who reads for two opens each by itself.
type unlocked struct {
	mu   sync.Mutex
	keys map[lock]opened
}

type lock struct {
	account id.ID
	office  complaint.Office
}

type opened struct {
	key   []byte
	until time.Time
}

func (u *unlocked) put(l lock, o opened, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.keys == nil {
		u.keys = map[lock]opened{}
	}
	for a, x := range u.keys {
		if !now.Before(x.until) {
			clear(x.key)
			delete(u.keys, a)
		}
	}
	u.keys[l] = o
}

// get is the key of an office, nil where its reader has to type his phrase.
func (u *unlocked) get(l lock, now time.Time) []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	x, ok := u.keys[l]
	if !ok || !now.Before(x.until) {
		return nil
	}
	return append([]byte(nil), x.key...)
}

func (u *unlocked) drop(l lock) {
	u.mu.Lock()
	defer u.mu.Unlock()
	clear(u.keys[l].key)
	delete(u.keys, l)
}

// officesOf are the offices to which the reader belongs: a procurator may be appointed for several facilities.
func officesOf(who actor.Actor) (all []complaint.Office) {
	for _, p := range who.Posts {
		o := complaint.Office("")
		switch {
		case p.Role == policy.BureauInspector && p.Facility == "":
			o = complaint.Bureau
		case p.Role == policy.Procurator && p.Facility != "":
			o = complaint.Procurators(p.Facility)
		}
		if o != "" && !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	return all
}

// officeOf is the office at whose desk the reader sits: the one that the address names, else his first.
func officeOf(r *web.Request) (complaint.Office, error) {
	all, named := officesOf(r.Actor()), complaint.Office(r.URL.Query().Get("office"))
	switch {
	case len(all) == 0 || named != "" && !slices.Contains(all, named):
		return "", denied()
	case named == "":
		return all[0], nil
	}
	return named, nil
}

// at is an address of the desk of an office.
func at(path string, o complaint.Office) string { return path + "?office=" + string(o) }

// work is the context of the desk of complaints: there is one purpose for which it is open.
func work(r *web.Request) context.Context {
	return policy.WithPurpose(r.Context(), policy.ComplaintWork)
}

func denied() error { return errs.New(errs.Denied, "policy.denied") }
