package audit

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/platform/store"
)

// First is when an actor first wrote into the log; the zero time when he never did.
func First(ctx context.Context, tx *store.Tx, who actor.Actor) (time.Time, error) {
	at, err := store.One(ctx, tx, store.Value[*int64], `select min(at) from audit_fact where actor = $1`, who.Ref())
	if err != nil || at == nil {
		return time.Time{}, err
	}
	return time.UnixMicro(*at), nil
}
