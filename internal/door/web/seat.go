package web

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"guitu/internal/base/errs"
)

// seat names the officer for whom a form is drawn.
func (w Who) seat() string { return string(w.Actor.Account) }

// mark is the seat as the pages of one browser tell one another who sits there: good for comparing and for nothing
// else, "-" when nobody does.
func mark(w Who, token string) string {
	if w.Presence == SignedOut {
		return "-"
	}
	sum := sha256.Sum256([]byte(w.seat() + token))
	return hex.EncodeToString(sum[:8])
}

// foreign tells whether a form was drawn for another officer than the one who sits there now: at a shared
// browser somebody else has signed in meanwhile. Nothing is done in his name, and he is shown nothing of it.
func (r *Request) foreign(v url.Values) bool {
	seat := v.Get(fieldSeat)
	return seat != "" && r.who.Presence != SignedOut && seat != r.who.seat()
}

// absent keeps what was posted from the page of an officer whose seat another has taken: in the memory of this process
// only, so that no page and no table holds his words before the other's eyes. He alone finds them, within the hour.
type absent struct {
	mu   sync.Mutex
	kept map[string]written
}

type written struct {
	seat   string
	values url.Values
	files  []Fault // that came along, and cannot be kept
	ends   time.Time
}

const mostAbsent = 200 // forms kept at once, of at most maxForm each

// keep answers the token of what was posted. What has ended goes; when too many wait nevertheless, all go.
func (a *absent) keep(w written, now time.Time) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.kept, func(_ string, x written) bool { return !now.Before(x.ends) })
	if a.kept == nil || len(a.kept) >= mostAbsent {
		a.kept = map[string]written{}
	}
	token := newToken()
	a.kept[token] = w
	return token
}

// find gives what a seat left, as long as it is kept.
func (a *absent) find(token, seat string, now time.Time) (written, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	x, ok := a.kept[token]
	return x, ok && x.seat == seat && now.Before(x.ends)
}

// otherSeat answers a form that was drawn for somebody else: it is kept for him, and he is told how to send it.
func (r *Request) otherSeat(v url.Values) error {
	hold := Hold{Action: r.URL.RequestURI(), Method: r.Method, SignIn: r.site.signInAt, Other: true, Values: url.Values{fieldSeat: v[fieldSeat], fieldHeld: v[fieldHeld]}}
	if !v.Has(fieldHeld) {
		token := r.site.absent.keep(written{seat: v.Get(fieldSeat), values: r.kept(), files: r.chosen(), ends: r.now.Add(time.Hour)}, r.now)
		hold.Values[fieldHeld] = []string{token}
	}
	r.event.err, r.status = errs.New(errs.Conflict, "web.other_seat"), http.StatusConflict
	r.form = Form{}
	p := r.Page(r.T("web.other_seat.title"), "sign-in")
	p.Who, p.Menu, p.SearchAt = Who{}, Menu{}, "" // it is neither the one's page nor the other's
	return r.Draw(p, HoldPage(p, hold))
}

// takeUp puts back what its officer had written before another took his seat. Files that were left are asked for first.
func (r *Request) takeUp(token string) error {
	x, ok := r.site.absent.find(token, r.who.seat(), r.now)
	if !ok {
		return errs.New(errs.Conflict, "web.held_gone")
	}
	r.PostForm = url.Values{fieldSeat: {r.who.seat()}}
	maps.Copy(r.PostForm, x.values)
	if r.left = x.files; len(x.files) > 0 {
		return errs.New(errs.Conflict, "web.files_left")
	}
	return nil
}
