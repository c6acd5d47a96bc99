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

// A name is slowed soon. A source is slowed late and forgiven soon: a whole ward sits behind one address, and every day
// somebody there mistypes.
var (
	forName   = brake.Slope{Free: 4, First: 15 * time.Second, Most: 15 * time.Minute}
	forSource = brake.Slope{Free: 30, First: 5 * time.Second, Most: 5 * time.Minute, Half: 15 * time.Minute}
	// A resident's number is printed and known to all around him, and he has no browser of his own by which to know him
	// again: others could keep him from his page for ever. So his wait stays short, and a guess a minute is what is left.
	forNumber = brake.Slope{Free: 4, First: 10 * time.Second, Most: time.Minute, Half: 15 * time.Minute}
	// At one kiosk a whole ward mistypes, and each of them has a number that is slowed for itself. Whoever made the others wait there
	// would send them to a reset of their secret, which takes their letters away.
	forKiosk = brake.Slope{Free: 100, First: 5 * time.Second, Most: time.Minute, Half: 15 * time.Minute}
)

// counted is something under which wrong guesses are counted, and how they slow it.
type counted struct {
	subject []byte
	slope   brake.Slope
}

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
func (r *Room) failed(ctx context.Context, account id.ID, against ...counted) error {
	ctx = part(ctx)
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := r.policy.Check(ctx, tx, policy.AuthnSignIn, policy.Resource{Kind: "account", ID: account}); err != nil {
			return 0, err
		}
		kind := "authn.sign_in_refused"
		for _, c := range against {
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
	g.failures = s.Left(g.failures, tx.Now().Sub(g.last)) + 1
	wait := s.Wait(g.failures)
	_, err = tx.Exec(ctx, `insert into authn_guess (subject, failures, last_at, until_at) values ($1, $2, $3, $4)
		on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at, until_at = excluded.until_at`,
		subject, g.failures, store.Micros(tx.Now()), store.Micros(tx.Now().Add(wait)))
	return wait, err
}

// remembers is how long a browser is known after its officer came in there last.
const remembers = 90 * 24 * time.Hour

// subject is under what a guess is counted: the session of its officer, a browser where he came in before, else the name.
// So who guesses from elsewhere keeps nobody from his own desk, and who sits at that desk gets no more guesses than at
// another.
func (r *Room) subject(ctx context.Context, tx *store.Tx, g guessing, account id.ID) (_ []byte, known bool, err error) {
	if g.session != "" {
		return r.vault.Token("authn_guess.session", string(g.session)), true, nil
	}
	browser := digest(g.browser)
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from authn_browser where account = $1 and browser = $2 and seen_at > $3`,
		account, browser, store.Micros(tx.Now().Add(-remembers)))
	if err != nil || n == 0 {
		return g.name, false, err
	}
	return r.atBrowser(account, browser), true, nil
}

func (r *Room) atBrowser(account id.ID, browser []byte) []byte {
	return r.vault.Token("authn_guess.browser", string(account)+string(browser))
}

// knows notes that an officer came in at a browser.
func knows(ctx context.Context, tx *store.Tx, account id.ID, browser []byte) error {
	_, err := tx.Exec(ctx, `insert into authn_browser (account, browser, seen_at) values ($1, $2, $3)
		on conflict (account, browser) do update set seen_at = excluded.seen_at`, account, browser, store.Micros(tx.Now()))
	return err
}

// release forgives every wrong guess at an account, wherever it was made.
func (r *Room) release(ctx context.Context, tx *store.Tx, a accountRow) error {
	browsers, err := store.Collect(ctx, tx, store.Value[[]byte], `select browser from authn_browser where account = $1`, a.id)
	if err != nil {
		return err
	}
	sessions, err := store.Collect(ctx, tx, store.Value[string], `select id from authn_session where account = $1`, a.id)
	if err != nil {
		return err
	}
	subjects := [][]byte{a.token}
	for _, b := range browsers {
		subjects = append(subjects, r.atBrowser(a.id, b))
	}
	for _, s := range sessions {
		subjects = append(subjects, r.vault.Token("authn_guess.session", s))
	}
	for _, s := range subjects {
		if _, err := tx.Exec(ctx, `delete from authn_guess where subject = $1`, s); err != nil {
			return err
		}
	}
	return nil
}
