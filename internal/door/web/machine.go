package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/store"
)

// Told is an error as a program is told it: the words of the page that a person would see, and the codes behind them.
type Told struct {
	Trouble
	Status int
	Code   string
	Fields []errs.Field
}

// machines are the addresses below a path at which programs ask.
type machines struct {
	under string
	say   func(*Request, Told)
}

// Machines lets no page be drawn below a path: whatever goes wrong there, from the chain on, say says it. All else is as
// everywhere: sessions, same origin, rate, one event.
func (s *Site) Machines(under string, say func(*Request, Told)) { s.machines = machines{under, say} }

// hears tells whether programs ask at an address.
func (m machines) hears(r *http.Request) bool {
	return m.say != nil && strings.HasPrefix(r.URL.Path, m.under)
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
	r.words = r.site.words.In(spoken(r.Request, r.words.Locale()))
	r.site.machines.say(r, r.Spell(err))
}

// nobody is the error of a program that asks without a session that acts.
func (r *Request) nobody() error {
	if r.who.Presence == Locked {
		return errs.New(errs.Unauthenticated, "web.machine.locked")
	}
	return errs.New(errs.Unauthenticated, "web.machine.signed_out")
}

// spoken is the language that a program asks for (Accept-Language); without one of ours it is the given one.
func spoken(r *http.Request, l text.Locale) text.Locale {
	asked := r.Header.Get("Accept-Language")
	if asked == "" {
		return l
	}
	switch _, i, sure := matcher.Match(wished(asked)...); {
	case sure == language.No:
		return l
	case i == 1:
		return text.EN
	}
	return text.ZH
}

var matcher = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// wished are the languages of a header; none of one that cannot be read.
func wished(header string) []language.Tag {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil
	}
	return tags
}

// Keyed is the key of a command that a program sends: its header Idempotency-Key, bound to the address and the body, so that
// the same key with something else in it is not taken for a repetition. It fails with the field idempotency_key; without the
// header the command is a new one.
func (r *Request) Keyed(body []byte) (store.Key, error) {
	said := r.Header.Get("Idempotency-Key")
	if said == "" {
		return store.NewKey(), nil
	}
	k, err := id.Parse(said)
	if err != nil {
		var f errs.Fields
		f.Add("idempotency_key", "web.machine.key", said)
		return "", f.Err("web.bad_input")
	}
	sum := sha256.Sum256(append([]byte(r.URL.Path+"\n"), body...))
	return store.Key(k).Saying(sum[:]), nil
}
