package authn

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn/brake"
	"guitu/internal/platform/authn/kept"
	"guitu/internal/platform/authn/password"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// How long things last.
const (
	Lifetime   = 12 * time.Hour   // of a session, whatever happens in it
	Idle       = 15 * time.Minute // until an untouched session locks
	TicketLife = 24 * time.Hour   // of a one-time ticket
	touchEvery = 3 * time.Minute  // between two writings of when a session was last seen
)

// A Postholder knows which posts a member of staff holds at a moment, his own and delegated. The staff room is one.
type Postholder interface {
	Posts(ctx context.Context, tx *store.Tx, staff id.ID, now time.Time) ([]actor.Post, error)
}

// Config is what the room needs.
type Config struct {
	DB     *store.DB
	Vault  *seal.Vault
	Policy *policy.Engine
	Posts  Postholder
	// Seconds are officers with their posts of today who could agree to what one keeper proposes of an account of the facility
	// ("" for the bureau's); more may be told, policy asks of each. Without it nobody is there to agree.
	Seconds func(ctx context.Context, tx *store.Tx, facility id.ID) ([]actor.Actor, error)
	Secure  bool // the door speaks TLS: cookies are bound to it
}

// Room is where accounts and sessions are kept. One serves the whole process.
type Room struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	posts  Postholder
	clock  clock.Clock
	secure bool

	seconds func(context.Context, *store.Tx, id.ID) ([]actor.Actor, error)

	values *scs.SessionManager
	hasher *password.Hasher
	bucket *brake.Bucket
	turns  brake.Turns
	seen   sync.Map // session id.ID → time.Time of the last touch
}

// New opens the room.
func New(c Config) *Room {
	r := &Room{
		db: c.DB, vault: c.Vault, policy: c.Policy, posts: c.Posts, clock: c.DB.Clock(), secure: c.Secure, seconds: c.Seconds,
		hasher: password.NewHasher(), bucket: brake.NewBucket(40, 0.5),
	}
	r.values = scs.New()
	r.values.Store, r.values.Codec = &sessions{r}, kept.Codec{}
	r.values.Lifetime = Lifetime
	r.values.Cookie.Name = r.cookieName("guitu")
	r.values.Cookie.Secure = c.Secure
	r.values.Cookie.Persist = false // a shared machine forgets the session when the browser is closed
	return r
}

// Values is where pages keep small things between requests (a flash, the last page). They are sealed at rest, gone
// with the session, and not kept before somebody is signed in.
func (r *Room) Values() *scs.SessionManager { return r.values }

// part is the context of the room acting by itself.
func part(ctx context.Context) context.Context { return actor.With(ctx, actor.Part("authn")) }

// secret makes a random token of 256 bits, as text for a cookie or a link.
func secret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// digest is how a browser's own random mark is kept: it opens nothing, and cannot be guessed, so a plain hash is enough.
func digest(token string) []byte {
	d := sha256.Sum256([]byte(token))
	return d[:]
}

// nameToken is the blind index of a sign-in name; width, case and blanks around it do not count.
func (r *Room) nameToken(name string) []byte { return r.vault.Token("authn_account.name", fold(name)) }

func (r *Room) sourceToken(source string) []byte { return r.vault.Token("authn_guess.source", source) }

// fold is a name or a code as it is meant, whatever the input method made of it.
func fold(name string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		if c >= '！' && c <= '～' { // full-width forms, as a Chinese input method writes them
			return c - '！' + '!'
		}
		return c
	}, strings.ReplaceAll(strings.TrimSpace(name), "　", " ")))
}

// resource is an account as policy sees it: it belongs to the facility in which its owner holds all his posts, and to
// the bureau when he holds posts there, in several facilities, or none.
func (r *Room) resource(ctx context.Context, tx *store.Tx, account, staff id.ID) (policy.Resource, error) {
	res := policy.Resource{Kind: "account", ID: account, Owner: string(staff)}
	posts, err := r.posts.Posts(ctx, tx, staff, tx.Now())
	if err != nil {
		return res, err
	}
	for i, p := range posts {
		res.Holds = append(res.Holds, p.Role)
		if i == 0 {
			res.Facility = p.Facility
		} else if p.Facility != res.Facility {
			res.Facility = ""
		}
	}
	return res, nil
}

// refused is the one answer to every wrong name, password and code.
func refused() error { return errs.New(errs.Unauthenticated, "authn.refused") }
