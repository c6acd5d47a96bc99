package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
)

// Told is an error as a program is told it: the words of the page that a person would see, and the codes behind them.
type Told struct {
	Trouble
	Status int
	Code   string
	Fields []errs.Field
}

// Machines are the addresses below a path at which programs ask: no page is drawn there. All else is as everywhere: sessions,
// same origin, rate, one event.
type Machines struct {
	Under  string
	Say    func(*Request, Told)                         // says what went wrong, from the chain on
	Speaks func(*http.Request, text.Locale) text.Locale // the language that is asked for, or the given one
}

// Machines adds where programs ask.
func (s *Site) Machines(m Machines) { s.machines = m }

// hears tells whether programs ask at an address.
func (m Machines) hears(r *http.Request) bool {
	return m.Say != nil && strings.HasPrefix(r.URL.Path, m.Under)
}

// Of is the request that a context belongs to.
func Of(ctx context.Context) *Request { return fromContext(ctx) }

// Words is the printer in the reader's language.
func (r *Request) Words() text.Printer { return r.words }

// Failed notes an error whose answer the caller writes himself: in the event, and where somebody was denied something as a
// fact.
func (r *Request) Failed(err error) {
	r.event.err = err
	r.refused(err)
}

// Spell is an error as programs are told it. A secret denial is told as what is not there.
func (r *Request) Spell(err error) Told {
	kind := errs.KindOf(err)
	t := Told{Trouble: r.trouble(kind, err), Status: statuses[kind], Code: errs.CodeOf(err)}
	var k known
	switch {
	case kind == errs.Denied && errors.As(err, &k):
		t.Status, t.Trouble = http.StatusForbidden, Trouble{Title: r.T("trouble.denied.title"), Text: r.T(k.keeper)}
	case kind == errs.Denied || kind == errs.NotFound:
		t.Code = "web.not_found"
	case kind == errs.Internal:
		t.Code = "web.internal"
	default:
		if e := errs.Find(err); e != nil {
			t.Fields = e.Fields
		}
	}
	r.comeBack(kind, err)
	return t
}

// told answers a program what went wrong. Early in the chain nobody has read yet which language it asks for.
func (r *Request) told(err error) {
	r.words = r.site.words.In(r.site.machines.Speaks(r.Request, r.words.Locale()))
	r.site.machines.Say(r, r.Spell(err))
}

// nobody is the error of a program that asks without a session that acts.
func (r *Request) nobody() error {
	if r.who.Presence == Locked {
		return errs.New(errs.Unauthenticated, "web.machine.locked")
	}
	return errs.New(errs.Unauthenticated, "web.machine.signed_out")
}
