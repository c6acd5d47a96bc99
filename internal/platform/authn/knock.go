package authn

import (
	"context"
	"math"

	"guitu/internal/base/errs"
	"guitu/internal/platform/authn/brake"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// forKnock slows an address from which codes are tried that open nothing: an organ mistypes a few.
var forKnock = brake.Slope{Free: 10, First: forName.First, Most: forName.Most}

// Knock lets somebody without an account try a code of another room, as often as he does not guess: what try answers as
// wrong slows the address from which he comes, and no other. Until the wait is over nothing is tried, and the right code
// opens nothing either: authn.knocks (TooMany), with the minutes left.
func (r *Room) Knock(ctx context.Context, source string, try func() (wrong bool, err error)) (err error) {
	defer errs.Wrap(&err, "authn.Knock")
	subject := r.vault.Token("authn_guess.knock", source)
	end, err := r.turns.Take(ctx, subject)
	if err != nil {
		return err
	}
	defer end()
	left, err := store.Read(ctx, r.db, func(tx *store.Tx) (float64, error) {
		g, err := guessed(ctx, tx, subject)
		return g.until.Sub(tx.Now()).Minutes(), err
	})
	if err != nil {
		return err
	}
	if left > 0 {
		return errs.New(errs.TooMany, "authn.knocks", int(math.Ceil(left)))
	}
	wrong, err := try()
	if !wrong {
		return err
	}
	if e := r.mistaken(ctx, subject); e != nil {
		return e
	}
	return err
}

// mistaken counts a wrong code against an address.
func (r *Room) mistaken(ctx context.Context, subject []byte) error {
	ctx = part(ctx)
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := r.policy.Check(ctx, tx, policy.AuthnSignIn, policy.Resource{Kind: "account"}); err != nil {
			return 0, err
		}
		kind := "authn.code_refused"
		wait, err := count(ctx, tx, subject, forKnock)
		if wait > 0 {
			kind = "authn.code_slowed"
		}
		if err != nil {
			return 0, err
		}
		return 0, record(ctx, tx, kind, "", "")
	})
	return err
}
