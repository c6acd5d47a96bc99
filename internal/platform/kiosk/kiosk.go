package kiosk

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// How long things last: the house's choice, no law.
const (
	Idle       = 2 * time.Minute // until an untouched session ends, where nobody set another time
	Lifetime   = time.Hour       // of a session, whatever happens in it
	TicketLife = time.Hour       // of a ticket: it is handed over in his presence
)

// Stay is where somebody is kept now.
type Stay struct {
	Facility, Unit id.ID
	Here           bool
}

// Config is what the room needs.
type Config struct {
	DB     *store.DB
	Vault  *seal.Vault
	Policy *policy.Engine
	Guard  *authn.Room // hashes, and slows who guesses
	Stay   func(ctx context.Context, tx *store.Tx, person id.ID) (Stay, error)
	// First is told when somebody of a facility is given a sign-in, in the same transaction; nil for nobody.
	First  func(ctx context.Context, tx *store.Tx, facility id.ID) error
	Idle   time.Duration // 0 for the usual
	Secure bool          // the door speaks TLS: the cookie is bound to it
}

// Room is where residents' accounts and sessions are kept.
type Room struct {
	Config
	clock clock.Clock
}

// New opens the room.
func New(c Config) *Room {
	if c.Idle <= 0 {
		c.Idle = Idle
	}
	return &Room{Config: c, clock: c.DB.Clock()}
}

// self is what is a resident's own, as policy sees it.
func self(person id.ID, s Stay) policy.Resource {
	return policy.Resource{Kind: "kiosk", ID: person, Person: person, Facility: s.Facility, Unit: s.Unit}
}

// resident is the context of the owner of an account.
func resident(ctx context.Context, a accountRow) context.Context {
	return actor.With(ctx, actor.Actor{Kind: actor.Resident, Account: a.id, Person: a.person})
}

func (r *Room) numberToken(number string) []byte {
	return r.Vault.Token("kiosk_account.number", number)
}

// token makes a random token of 256 bits.
func token() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// fact is what the log says of an act at the kiosk. It holds ids, and is about the person.
func fact(kind string, a accountRow, s Stay) audit.Fact {
	return audit.Fact{Room: "kiosk", Kind: kind, Record: a.id, Version: a.version, About: a.person, Facility: s.Facility, Sort: audit.Read}
}

// written is fact of an act that wrote the account.
func written(kind string, a accountRow, s Stay) audit.Fact {
	f := fact(kind, a, s)
	f.Sort, f.Rows = audit.Wrote, []audit.Row{audit.Kept("kiosk_account", a.id)}
	return f
}
