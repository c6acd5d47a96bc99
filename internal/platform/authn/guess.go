package authn

import (
	"context"
	"math"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn/brake"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// A name is slowed soon. A source is slowed late: a whole ward sits behind one address.
var (
	forName   = brake.Slope{Free: 4, First: 15 * time.Second, Most: 15 * time.Minute}
	forSource = brake.Slope{Free: 30, First: 5 * time.Second, Most: 5 * time.Minute}
)

// forget is after how long without a wrong guess they start to count anew.
const forget = 24 * time.Hour

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
			slope   brake.Slope
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

func count(ctx context.Context, tx *store.Tx, subject []byte, s brake.Slope) (time.Duration, error) {
	g, err := guessed(ctx, tx, subject)
	if err != nil {
		return 0, err
	}
	if tx.Now().Sub(g.last) > forget {
		g.failures = 0
	}
	g.failures++
	wait := s.Wait(g.failures)
	_, err = tx.Exec(ctx, `insert into authn_guess (subject, failures, last_at, until_at) values ($1, $2, $3, $4)
		on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at, until_at = excluded.until_at`,
		subject, g.failures, store.Micros(tx.Now()), store.Micros(tx.Now().Add(wait)))
	return wait, err
}
