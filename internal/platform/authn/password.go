package authn

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/platform/authn/password"
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
