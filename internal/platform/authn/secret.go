package authn

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/platform/authn/password"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Hashed is a password as it is kept. Only Hash and Stretch make one.
type Hashed = password.Hashed

// Hash checks a new password and hashes it, outside of any transaction. It fails as password.Check does, and with
// authn.busy.
func (r *Room) Hash(ctx context.Context, name, chosen string) (Hashed, error) {
	if err := password.Check(fold(name), chosen); err != nil {
		return "", err
	}
	return r.hasher.Hash(ctx, chosen)
}

func busy() error { return errs.New(errs.TooMany, "authn.busy") }

// Stretch hashes the secret of somebody who is no officer, as Hash does a password. What it must be is for the room that
// keeps it to say. It fails with authn.busy.
func (r *Room) Stretch(ctx context.Context, secret string) (Hashed, error) {
	return r.hasher.Hash(ctx, secret)
}

// Matches compares a secret with what is kept of it; with nobody's, which takes as long, where nothing is.
func (r *Room) Matches(ctx context.Context, secret string, kept Hashed) (bool, error) {
	return r.hasher.Matches(ctx, secret, kept)
}

// Guessed lets somebody at a source try a secret under a name, as often as he does not guess: what try answers as wrong
// slows the name and the source, both less than an officer's; what is right forgives the name and counts nowhere. It
// fails with authn.wait (TooMany, with the seconds left) and authn.busy.
func (r *Room) Guessed(ctx context.Context, name, source string, try func() (wrong bool, err error)) error {
	if r.bucket.Take("own/"+source, r.clock()) > 0 { // not the officers' there: who sits at a kiosk keeps none of them out
		return busy()
	}
	subject, from := r.vault.Token("authn_guess.own", name), r.sourceToken("own/"+source)
	end, err := r.turns.Take(ctx, subject)
	if err != nil {
		return err
	}
	defer end()
	known, err := store.Read(ctx, r.db, func(tx *store.Tx) (guess, error) {
		if err := waiting(ctx, tx, subject, from); err != nil {
			return guess{}, err
		}
		return guessed(ctx, tx, subject)
	})
	if err != nil {
		return err
	}
	wrong, err := try()
	if wrong {
		if e := r.failed(ctx, "", counted{subject, forNumber}, counted{from, forKiosk}); e != nil {
			return e
		}
		return err
	}
	if err == nil {
		r.bucket.Give("own/" + source)
	}
	if err == nil && known.failures > 0 {
		err = r.forgive(ctx, subject)
	}
	return err
}

// forgive forgets the wrong guesses under a name.
func (r *Room) forgive(ctx context.Context, subject []byte) error {
	ctx = part(ctx)
	_, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := r.policy.Check(ctx, tx, policy.AuthnSignIn, policy.Resource{Kind: "account"}); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `delete from authn_guess where subject = $1`, subject); err != nil {
			return 0, err
		}
		return 0, record(ctx, tx, "authn.forgiven", "", "")
	})
	return err
}
