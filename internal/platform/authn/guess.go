package authn

import (
	"context"
	"math"
	"sync"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// A slope says how wrong guesses are slowed: some are free, then each doubles the wait, up to a bound.
type slope struct {
	free  int
	first time.Duration
	most  time.Duration
}

// A name is slowed soon. A source is slowed late: a whole ward sits behind one address.
var (
	forName   = slope{free: 4, first: 15 * time.Second, most: 15 * time.Minute}
	forSource = slope{free: 30, first: 5 * time.Second, most: 5 * time.Minute}
)

// forget is after how long without a wrong guess they start to count anew.
const forget = 24 * time.Hour

// wait is how long after the n-th wrong guess the next one is refused.
func (s slope) wait(n int) time.Duration {
	if n <= s.free {
		return 0
	}
	w := float64(s.first) * math.Pow(2, float64(n-s.free-1))
	return time.Duration(math.Min(w, float64(s.most)))
}

type guess struct {
	failures int
	last     time.Time
	until    time.Time
}

func scanGuess(s store.Scanner) (g guess, err error) {
	return g, s.Scan(&g.failures, store.Instant(&g.last), store.Instant(&g.until))
}

// waiting is authn.wait (TooMany) with the seconds left, when the next guess about a subject must wait.
func waiting(ctx context.Context, tx *store.Tx, subjects ...[]byte) error {
	for _, s := range subjects {
		g, err := guessed(ctx, tx, s)
		if err != nil {
			return err
		}
		if left := g.until.Sub(tx.Now()); left > 0 {
			return errs.New(errs.TooMany, "authn.wait", int(math.Ceil(left.Seconds())))
		}
	}
	return nil
}

func guessed(ctx context.Context, tx *store.Tx, subject []byte) (guess, error) {
	g, err := store.One(ctx, tx, scanGuess, `select failures, last_at, until_at from authn_guess where subject = $1`, subject)
	if errs.Is(err, "store.not_found") {
		return guess{}, nil
	}
	return g, err
}

// failed counts a wrong guess against the name and the source. account is empty when there is none: the row is the
// same, and so is the work.
func (r *Room) failed(ctx context.Context, account id.ID, name, source []byte) error {
	ctx = part(ctx)
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := r.policy.Check(ctx, tx, policy.AuthnSignIn, policy.Resource{Kind: "account", ID: account}); err != nil {
			return 0, err
		}
		kind := "authn.sign_in_refused"
		for _, c := range []struct {
			subject []byte
			slope   slope
		}{{name, forName}, {source, forSource}} {
			wait, err := count(ctx, tx, c.subject, c.slope)
			if err != nil {
				return 0, err
			}
			if wait > 0 {
				kind = "authn.sign_in_slowed"
			}
		}
		return 0, record(ctx, tx, kind, account, "")
	})
	return err
}

func count(ctx context.Context, tx *store.Tx, subject []byte, s slope) (time.Duration, error) {
	g, err := guessed(ctx, tx, subject)
	if err != nil {
		return 0, err
	}
	if tx.Now().Sub(g.last) > forget {
		g.failures = 0
	}
	g.failures++
	wait := s.wait(g.failures)
	_, err = tx.Exec(ctx, `insert into authn_guess (subject, failures, last_at, until_at) values ($1, $2, $3, $4)
		on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at, until_at = excluded.until_at`,
		subject, g.failures, store.Micros(tx.Now()), store.Micros(tx.Now().Add(wait)))
	return wait, err
}

// turns lets one guess about a name run at a time, so that a hundred at once do not count as the first.
type turns struct {
	mu   sync.Mutex
	busy map[string]chan struct{}
}

// take waits for the turn of a name and gives what ends it.
func (t *turns) take(ctx context.Context, name []byte) (done func(), err error) {
	for {
		t.mu.Lock()
		if t.busy == nil {
			t.busy = map[string]chan struct{}{}
		}
		running, taken := t.busy[string(name)]
		if !taken {
			mine := make(chan struct{})
			t.busy[string(name)] = mine
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				delete(t.busy, string(name))
				t.mu.Unlock()
				close(mine)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-running:
		case <-ctx.Done():
			return nil, errs.Because(errs.Unavailable, "authn.busy", ctx.Err())
		}
	}
}

// bucket lets each source begin a few sign-ins at once and then one every two seconds, before anything is read,
// hashed or written for it.
type bucket struct {
	mu      sync.Mutex
	sources map[string]level
}

type level struct {
	tokens float64
	at     time.Time
}

const (
	bucketSize = 40.0
	bucketRate = 0.5 // a second
	maxSources = 10_000
)

func newBucket() *bucket { return &bucket{sources: map[string]level{}} }

// take is false when the source must slow down.
func (b *bucket) take(source string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, known := b.sources[source]
	if !known {
		if len(b.sources) >= maxSources {
			b.drain(now)
		}
		l = level{tokens: bucketSize, at: now}
	}
	l.tokens = min(bucketSize, l.tokens+bucketRate*max(0, now.Sub(l.at).Seconds()))
	l.at = now
	ok := l.tokens >= 1
	if ok {
		l.tokens--
	}
	b.sources[source] = l
	return ok
}

// drain forgets the sources that are full again; if that is too few, all: whoever comes from ten thousand addresses is
// slowed by the name.
func (b *bucket) drain(now time.Time) {
	for s, l := range b.sources {
		if l.tokens+bucketRate*now.Sub(l.at).Seconds() >= bucketSize {
			delete(b.sources, s)
		}
	}
	if len(b.sources) >= maxSources {
		clear(b.sources)
	}
}
