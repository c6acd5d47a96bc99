package app

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/store"
)

// postholder is what authn asks of staff.
type postholder struct{}

func (postholder) Posts(ctx context.Context, tx *store.Tx, member id.ID, now time.Time) ([]actor.Post, error) {
	return staff.Held(ctx, tx, member, civil.DateOf(now))
}
