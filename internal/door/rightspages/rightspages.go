// Package rightspages is where officers answer for what a resident does at his own page: his sign-in, his objections, and the
// desk of an office to which complaints are sealed.
//
//	/people/{id}/own       a resident's sign-in: opened or reset with a signature, the slip shown once
//	/resets                who opened or reset which sign-in, for the bureau's inspector and the procurator
//	/objections            what residents say is wrong, and the answers
//	/complaints            the desk of the bureau's inspection, or of the procurators of a facility
//
// At the desk no word stands before the reader has typed his phrase; the office's key is then held in the memory of this
// process for some minutes, and nowhere else.
package rightspages

import (
	"context"
	"embed"
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

// unlocked keeps the keys of offices that their readers have opened, by account.
type unlocked struct {
	mu   sync.Mutex
	keys map[id.ID]opened
}

type opened struct {
	office complaint.Office
	key    []byte
	until  time.Time
}

func (u *unlocked) put(account id.ID, o opened, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.keys == nil {
		u.keys = map[id.ID]opened{}
	}
	for a, x := range u.keys {
		if !now.Before(x.until) {
			clear(x.key)
			delete(u.keys, a)
		}
	}
	u.keys[account] = o
}

// get is the key of an office, nil where its reader has to type his phrase.
func (u *unlocked) get(account id.ID, o complaint.Office, now time.Time) []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	x, ok := u.keys[account]
	if !ok || x.office != o || !now.Before(x.until) {
		return nil
	}
	return append([]byte(nil), x.key...)
}

func (u *unlocked) drop(account id.ID) {
	u.mu.Lock()
	defer u.mu.Unlock()
	clear(u.keys[account].key)
	delete(u.keys, account)
}

// officeOf is the office to which the reader belongs.
func officeOf(who actor.Actor) (complaint.Office, bool) {
	for _, p := range who.Posts {
		switch {
		case p.Role == policy.BureauInspector && p.Facility == "":
			return complaint.Bureau, true
		case p.Role == policy.Procurator:
			return complaint.Procurators(p.Facility), true
		}
	}
	return "", false
}

// work is the context of the desk of complaints: there is one purpose for which it is open.
func work(r *web.Request) context.Context {
	return policy.WithPurpose(r.Context(), policy.ComplaintWork)
}

func denied() error { return errs.New(errs.Denied, "policy.denied") }
