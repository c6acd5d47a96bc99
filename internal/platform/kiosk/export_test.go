package kiosk

import "context"

// EnterLate is SignIn where something happens after the secret was checked and before the session is made.
func (r *Room) EnterLate(ctx context.Context, at Attempt, between func()) error {
	a, ok, err := r.matches(ctx, at.Number, at.Secret)
	if err != nil || !ok {
		return refused()
	}
	between()
	_, err = r.enter(ctx, a)
	return err
}
