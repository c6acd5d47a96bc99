package web

import (
	"context"
	"net/http"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/text"
)

// Presence is whether somebody sits at the other end.
type Presence uint8

// The presences.
const (
	SignedOut Presence = iota
	SignedIn
	Locked // signed in, idle too long or locked by hand: the password opens, nothing is lost
)

// Who is the reader of a page.
type Who struct {
	Presence Presence
	Actor    actor.Actor   // of a locked reader the account alone: nobody who acts
	Name     string        // his own name, for the top bar
	Post     string        // his post in words
	Scope    string        // facility and unit in words
	Locale   text.Locale   // his choice; "" leaves it to the device's cookie
	Signed   string        // the act that Actor.SecondAt signs, as Prove was told it
	LogAs    string        // what the events of the machine say of him, where that is not who he is
	Idle     time.Duration // the browser locks the page after so long; 0 never
}

// Sessions is what the kit asks of sign-in; platform/authn answers, app plugs it.
type Sessions interface {
	// Wrap loads the session of a request before next and saves it after.
	Wrap(next http.Handler) http.Handler
	// Who tells who sits there; the zero Who when nobody is signed in.
	Who(ctx context.Context) (Who, error)
	// Unlock opens a locked session with the password; Invalid, Denied or TooMany when it does not open.
	Unlock(ctx context.Context, password string) error
	// Prove is the reader's signature on one act: a fresh code of his second factor. The context it answers carries it,
	// and Who tells what it was for, while it lasts. It fails with Denied or TooMany, in words for the reader.
	Prove(ctx context.Context, code, act string) (context.Context, error)
	// Signed says that the act was done: his signature is for nothing else any more than for what is named now.
	Signed(ctx context.Context, act string)
	// Lock locks the session until Unlock.
	Lock(ctx context.Context) error
}

// LocaleOf is the language chosen on the reader's device, for words that Sessions put into Who.
func LocaleOf(r *http.Request) text.Locale { return text.ParseLocale(cookie(r, cookieLocale)) }
