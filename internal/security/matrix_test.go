package security_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/emergency"
	purposes "guitu/internal/door/purpose"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// An answer is what somebody was answered, in a letter.
type answer byte

const (
	allowed answer = 'A' // the page, or the act up to its being kept
	signed  answer = 's' // allowed after a fresh second factor
	purpose answer = 'p' // allowed for a purpose
	absent  answer = '.' // not there: for him there is no such thing
	closed  answer = 'k' // he may know that it is there, and who keeps it
	leads   answer = 'r' // sent to another page, which has its own line
	entry   answer = 'i' // sign in first
	unheard answer = '?' // the form came back before anybody asked who sent it: nothing was done
	broken  answer = '!' // an internal error
)

// tried ends an act that was allowed: nothing is kept, so that the next one finds the province as it was.
var tried = errs.New(errs.Unavailable, "store.busy")

// put asks as a seat, and gives the answer and what was asked of the policies on the way. Where a purpose is wanted, every
// one is tried: who then still stands before a closed door was never let in.
func (w *world) put(ctx context.Context, t testing.TB, s seat, x try) (answer, []policy.Action) {
	got, asked := w.once(ctx, t, s, x, "")
	if got != purpose {
		return got, asked
	}
	for _, p := range policy.Purposes() {
		then, more := w.once(ctx, t, s, x, p)
		asked = append(asked, more...)
		if then == allowed || then == signed || then == leads {
			return purpose, asked
		}
	}
	return absent, asked
}

func (w *world) once(ctx context.Context, t testing.TB, s seat, x try, why string) (answer, []policy.Action) {
	var asked []policy.Action
	var refusal error
	reached := false
	ctx = policy.Watched(ctx, func(a policy.Asked) error {
		if a.Who.Kind == actor.System {
			return nil
		}
		asked = append(asked, a.Action)
		if a.Err != nil {
			refusal = a.Err
			return nil
		}
		if a.Action.Looks() || x.method == http.MethodGet {
			return nil
		}
		reached = true
		return tried
	})
	r := request(ctx, t, x, s.token)
	if why != "" {
		for _, o := range w.say(t, r, s, x, why) {
			defer w.exec(t, `delete from emergency_opening where id = ?`, o)
		}
	}
	out := w.ask(r)
	return judged(x, out.Code, out.Header().Get("Location"), reached, refusal), asked
}

// say lets the device of a seat remember a purpose, for every compartment of what is asked for; for an emergency an opening
// of his stands too, as if he had given his sentence: whether it lets him in is policy's all the same. It gives those openings.
func (w *world) say(t testing.TB, r *http.Request, s seat, x try, why string) (openings []id.ID) {
	t.Helper()
	record := string(w.chosen["p"])
	if under, rest, _ := strings.Cut(strings.TrimPrefix(x.path, "/"), "/"); under == "transfers" || under == "journeys" {
		of, _, _ := strings.Cut(rest, "/")
		record = w.one(t, `select coalesce(nullif(person, ''), id) from journey_case where id = ?`, of)
		if under == "transfers" {
			record = of
		}
	}
	session := w.session(t, s.token)
	r.Header.Set("Guitu-Purpose", why) // as a program says it
	for _, c := range compartments {
		r.AddCookie(&http.Cookie{Name: purposes.Cookie(c), Value: purposes.Said(session, id.ID(record), c, why, w.now.Add(time.Hour))})
		if why == policy.Emergency && slices.Contains(emergency.Compartments, c) {
			o := id.New()
			openings = append(openings, o)
			w.exec(t, `insert into emergency_opening (id, version, person, facility, unit, compartment, opened_by, post, opened_at, until_at, why, reviewer, due_at, outcome, reviewed_by, review_post)
				values (?, 1, ?, '', '', ?, ?, '', 0, ?, x'00', 'legal_officer', 0, '', '', '')`, o, record, c, "staff:"+string(s.member), store.Micros(w.now.Add(time.Minute)))
		}
	}
	return openings
}

func judged(x try, status int, to string, reached bool, refusal error) answer {
	looks := x.method == http.MethodGet
	switch {
	case looks && errs.Is(refusal, "policy.purpose_needed"):
		return purpose
	case status == http.StatusUnauthorized, strings.HasPrefix(to, "/sign-in") && !strings.HasPrefix(x.path, "/sign-"):
		return entry
	case looks && status >= 300 && status < 400 && refusal != nil:
		return absent // the page above says that there is no such thing
	case looks && status >= 300 && status < 400:
		return leads
	case reached, x.beside && status != http.StatusNotFound, looks && status < 400, looks && refusal == nil && (status == http.StatusConflict || status == http.StatusUnprocessableEntity):
		return allowed
	case errs.Is(refusal, "policy.sign_again"):
		return signed
	case errs.Is(refusal, "policy.purpose_needed"):
		return purpose
	case status == http.StatusInternalServerError:
		return broken
	case status == http.StatusForbidden:
		return closed
	case refusal != nil && !looks, status == http.StatusNotFound:
		return absent
	case status >= 300 && status < 400:
		return leads
	case status < 300:
		return allowed
	}
	return unheard
}

// A row is how everybody was answered.
type row struct {
	try
	answers map[string]answer
	asks    []policy.Action
}

// walk tries everything as everybody. Pages come before acts: an act that policy lets pass without a word, like dropping a
// run of the roster, changes what a page has to ask.
func (w *world) walk(t *testing.T) []row {
	t.Helper()
	var rows []row
	for _, r := range w.site.Routes() {
		for _, x := range w.tries(t, r) {
			rows = append(rows, row{try: x, answers: map[string]answer{}})
		}
	}
	looks := func(r row) bool { return r.method == http.MethodGet }
	w.each(t, rows, looks)
	w.each(t, rows, func(r row) bool { return !looks(r) })
	return rows
}

// each tries those rows that are meant, beside one another.
func (w *world) each(t *testing.T, rows []row, meant func(row) bool) {
	t.Helper()
	work := make(chan int)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range work {
				for _, s := range w.seats {
					a, asked := w.put(t.Context(), t, s, rows[i].try)
					rows[i].answers[s.String()] = a
					rows[i].asks = append(rows[i].asks, asked...)
				}
				slices.Sort(rows[i].asks)
				rows[i].asks = slices.Compact(rows[i].asks)
			}
		})
	}
	for i := range rows {
		if meant(rows[i]) {
			work <- i
		}
	}
	close(work)
	all.Wait()
}

// What is not allowed by name is denied: the reviewed list says who gets in, and everybody else must not. A route, a role
// or a seat that the list does not know fails here, with the line that it would need.
func TestMatrix(t *testing.T) {
	w := open(t)
	rows := w.walk(t)
	list := reviewed(t, w)
	for _, r := range rows {
		list.hold(t, r, w.seats)
	}
	for _, name := range list.unused() {
		t.Errorf("testdata/routes.txt: %s is no route any more", name)
	}
	compare(t, "matrix.md", matrix(rows, w.seats))
}
